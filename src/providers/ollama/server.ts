import type { ProviderDeps } from '../provider-deps.ts';

export const OLLAMA_BASE_URL = 'http://127.0.0.1:11434';

/**
 * The window asked for, where a model has more: each token of it costs memory, and another value at the next call costs
 * a reload of the model.
 */
export const OLLAMA_CONTEXT_TOKENS = 16_384;

export interface OllamaDeps extends ProviderDeps {
  /** The largest `num_ctx` to ask for. Absent: `OLLAMA_CONTEXT_TOKENS`. */
  readonly contextTokens?: number;
}

/** What `/api/show` says of a model. */
export interface OllamaTraits {
  /** `num_ctx` of every request, and the card's window. */
  readonly contextWindow: number;
  readonly tools: boolean;
  readonly thinking: boolean;
  /** A final message of the assistant is continued. Else the template closes it, and a new answer is begun. */
  readonly continues: boolean;
  /** Parameters, in billions; absent: not said. */
  readonly billions?: number;
}

/** What is known of each model, by name: kept so that a request need not ask again. Filled by `models`. */
export type OllamaTraitsCache = Map<string, OllamaTraits>;

/** The address that is asked. */
export function ollamaServer(deps: ProviderDeps): string {
  return (deps.baseUrl ?? OLLAMA_BASE_URL).replace(/\/+$/, '');
}
