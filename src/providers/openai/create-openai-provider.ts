import type { ModelRequest, Provider, ProviderEvent } from '../../core/provider.ts';
import { originOf } from '../origin-of.ts';
import { OPENAI_BASE_URL, type OpenAiDeps, isLocal, compatibleServer } from './server.ts';

let streams: typeof import('./stream.ts') | undefined;

/** OpenAI's chat completions: OpenAI itself, or with a base URL every server that speaks the same. */
export function createOpenAiProvider(deps: OpenAiDeps): Provider {
  return {
    id: deps.id,
    family: 'openai',
    label: deps.label,
    local: isLocal(deps),
    origin: originOf(compatibleServer(deps) ?? OPENAI_BASE_URL),
    models: async (signal) => (await import('./models.ts')).openAiModels(deps, signal),
    stream: (request, signal) => streams?.openAiStream(deps, request, signal) ?? firstStream(deps, request, signal),
  };
}

async function* firstStream(deps: OpenAiDeps, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent, void, undefined> {
  streams = await import('./stream.ts');
  yield* streams.openAiStream(deps, request, signal);
}
