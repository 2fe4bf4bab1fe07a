import type { ProviderDeps } from '../provider-deps.ts';

/** The address that is asked. */
export function anthropicServer(deps: ProviderDeps): string {
  return deps.baseUrl ?? 'https://api.anthropic.com';
}
