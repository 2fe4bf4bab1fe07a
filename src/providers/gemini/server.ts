import type { ProviderDeps } from '../provider-deps.ts';

/** The address that is asked. */
export function geminiServer(deps: ProviderDeps): string {
  return deps.baseUrl ?? 'https://generativelanguage.googleapis.com';
}
