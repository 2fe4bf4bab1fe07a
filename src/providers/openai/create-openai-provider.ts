import type { TaskKind } from '../../core/model-card.ts';
import type { Provider } from '../../core/provider.ts';
import type { ProviderDeps } from '../provider-deps.ts';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** A model of an OpenAI-compatible server, as the settings describe it. */
export interface CompatibleModel {
  readonly id: string;
  readonly label?: string;
  /** Absent: 8,192 tokens, which every server of this kind can hold. */
  readonly contextWindow?: number;
  /** Absent: a quarter of the window. */
  readonly maxOutputTokens?: number;
  /** Absent: false. */
  readonly tools?: boolean;
  /** Absent: false. */
  readonly reasoning?: boolean;
  /** Absent: edits, analysis and questions. */
  readonly serves?: readonly TaskKind[];
}

export interface OpenAiDeps extends ProviderDeps {
  /**
   * Models of a compatible server. Absent or empty: all that the server lists, with careful defaults. Not used for
   * OpenAI itself.
   */
  readonly compatibleModels?: readonly CompatibleModel[];
  /** The server passes prompts on to another machine, as a proxy does: its models are not local, wherever it listens. */
  readonly forwards?: boolean;
}

/** OpenAI's chat completions: OpenAI itself, or with a base URL every server that speaks the same. */
export function createOpenAiProvider(deps: OpenAiDeps): Provider {
  return {
    id: deps.id,
    family: 'openai',
    label: deps.label,
    models: async (signal) => (await import('./models.ts')).openAiModels(deps, signal),
    async *stream(request, signal) {
      yield* (await import('./stream.ts')).openAiStream(deps, request, signal);
    },
  };
}

/** The server's address, if it is not OpenAI's own. */
export function compatibleServer(deps: ProviderDeps): string | undefined {
  const url = deps.baseUrl?.replace(/\/+$/, '');
  return url === undefined || url === OPENAI_BASE_URL ? undefined : url;
}
