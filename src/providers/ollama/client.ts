import { Ollama } from 'ollama/browser';
import type { CallTools } from '../guarded-call.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { ollamaServer } from './server.ts';

/** A client for one call: its `abort` would end every stream of the client. `key` is for servers behind a proxy that wants one. */
export function ollamaClient(deps: ProviderDeps, { key, wire }: CallTools): Ollama {
  return new Ollama({
    host: ollamaServer(deps),
    fetch: wire.fetch,
    ...(key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } }),
  });
}

/** Requests that no model sees. */
export const OLLAMA_PREFLIGHT = /\/api\/(ps|show|tags)$/;

/** `llama3.2` and `llama3.2:latest` are one model. */
export function withTag(model: string): string {
  return model.includes(':') ? model : `${model}:latest`;
}
