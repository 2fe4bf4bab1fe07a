import type { Provider } from '../../core/provider.ts';
import { originOf } from '../origin-of.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { geminiServer } from './server.ts';

/** Google's Gemini API (not Vertex AI). */
export function createGeminiProvider(deps: ProviderDeps): Provider {
  return {
    id: deps.id,
    family: 'gemini',
    label: deps.label,
    local: false,
    origin: originOf(geminiServer(deps)),
    models: async (signal) => (await import('./models.ts')).geminiModels(deps, signal),
    async *stream(request, signal) {
      yield* (await import('./stream.ts')).geminiStream(deps, request, signal);
    },
  };
}
