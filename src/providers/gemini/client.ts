import { GoogleGenAI } from '@google/genai';
import type { CallTools } from '../guarded-call.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { geminiServer } from './server.ts';

/** A client for one call. No address or version is taken from the environment; without `retryOptions` nothing is retried. */
export function geminiClient(deps: ProviderDeps, { key, wire }: CallTools): GoogleGenAI {
  return new GoogleGenAI({
    vertexai: false,
    apiKey: key ?? '',
    apiVersion: 'v1beta',
    httpOptions: { baseUrl: geminiServer(deps), fetch: wire.fetch },
  });
}
