import type { Provider } from '../../core/provider.ts';
import { originOf } from '../origin-of.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { anthropicServer } from './server.ts';

/** Anthropic's Messages API. */
export function createAnthropicProvider(deps: ProviderDeps): Provider {
  return {
    id: deps.id,
    family: 'anthropic',
    label: deps.label,
    local: false,
    origin: originOf(anthropicServer(deps)),
    models: async (signal) => (await import('./models.ts')).anthropicModels(deps, signal),
    async *stream(request, signal) {
      yield* (await import('./stream.ts')).anthropicStream(deps, request, signal);
    },
  };
}
