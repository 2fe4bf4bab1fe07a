import OpenAI from 'openai';
import type { ProviderDeps } from '../provider-deps.ts';
import type { CallTools } from '../guarded-call.ts';
import { compatibleServer, OPENAI_BASE_URL } from './create-openai-provider.ts';

/** A client for one call. Nothing is taken from the environment, nothing is retried, nothing is printed. */
export function openAiClient(deps: ProviderDeps, { key, wire }: CallTools): OpenAI {
  return new OpenAI({
    baseURL: compatibleServer(deps) ?? OPENAI_BASE_URL,
    // The SDK insists on a key; servers without one get no header.
    apiKey: key ?? 'none',
    ...(key === undefined ? { defaultHeaders: { Authorization: null } } : {}),
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: wire.fetch,
  });
}
