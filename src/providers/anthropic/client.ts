import Anthropic from '@anthropic-ai/sdk';
import type { CallTools } from '../guarded-call.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { anthropicServer } from './server.ts';

/** A client for one call. No credential or address is taken from the environment, nothing is retried or printed. */
export function anthropicClient(deps: ProviderDeps, { key, wire }: CallTools): Anthropic {
  return new Anthropic({
    baseURL: anthropicServer(deps),
    // The guard has seen that there is one; an absent key would make the SDK look elsewhere.
    apiKey: key ?? '',
    webhookKey: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: wire.fetch,
  });
}
