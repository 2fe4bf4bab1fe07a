import type { Provider } from '../../core/provider.ts';
import { isLoopback } from '../is-loopback.ts';
import { originOf } from '../origin-of.ts';
import { type OllamaDeps, type OllamaTraitsCache, ollamaServer } from './server.ts';

/** Ollama's native API: its OpenAI-compatible one ignores `num_ctx`. */
export function createOllamaProvider(deps: OllamaDeps): Provider {
  const traits: OllamaTraitsCache = new Map();
  return {
    id: deps.id,
    family: 'ollama',
    label: deps.label,
    local: isLoopback(ollamaServer(deps)),
    origin: originOf(ollamaServer(deps)),
    models: async (signal) => (await import('./models.ts')).ollamaModels(deps, { traits, signal }),
    async *stream(request, signal) {
      yield* (await import('./stream.ts')).ollamaStream(deps, request, { traits, signal });
    },
  };
}
