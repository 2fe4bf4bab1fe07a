import type { Failure } from './failure.ts';
import type { ModelCard, ProviderFamily } from './model-card.ts';
import type { Pace } from './pace.ts';
import type { Usage } from './usage.ts';

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it; parsed and checked by whoever runs the tool. */
  readonly arguments: string;
}

export type Message =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly name: string; readonly text: string };

/** One call to one model. */
export interface ModelRequest {
  readonly model: string;
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** Sent to the provider: the reservation relies on it. */
  readonly maxOutputTokens: number;
  /**
   * The answer's first characters, given rather than generated, for models with `prompt: 'small'` (embedded,
   * Ollama). They are part of the streamed answer: the first text delta starts with them.
   */
  readonly answerPrefix?: string;
  /** The answer ends before this text, which is not part of it. Some vendors' thinking models refuse it. */
  readonly stop?: string;
  /**
   * The prompt as far as so many characters of its last message will most likely be sent to the same model again: worth
   * the price of writing it to the vendor's cache. Absent: it is asked once.
   */
  readonly resent?: number;
  /** How long the model takes for it, by what was measured on this machine. Absent: not known. */
  readonly pace?: Pace;
}

/**
 * What a provider says during one attempt, in this order:
 * `loading`* , (`text-delta` | `reasoning-delta` | `tool-call` | `usage`)* , then exactly one of `finish` | `failure`.
 */
export type ProviderEvent =
  /** A local model is being loaded into memory. `progress` from 0 to 1 where it is known. */
  | { readonly type: 'loading'; readonly progress?: number }
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  /** Complete calls only: fragments are put together by the adapter. */
  | { readonly type: 'tool-call'; readonly call: ToolCall }
  /** The whole usage so far, as reported; a later one replaces it. */
  | { readonly type: 'usage'; readonly usage: Usage }
  | Finish
  | ProviderFailure;

export interface Finish {
  readonly type: 'finish';
  /** `length`: the answer was cut at `maxOutputTokens`; it is not whole. */
  readonly reason: 'stop' | 'length' | 'tool-calls';
  readonly usage: Usage;
  /** The id the provider says it answered with, where it says one. */
  readonly servedModel?: string;
  /** How long it took to load the model for this call, in milliseconds, where the provider says it. */
  readonly loadMs?: number;
}

export interface ProviderFailure {
  readonly type: 'failure';
  readonly failure: Failure;
  /** The last usage the provider reported before it failed; absent if it reported none. */
  readonly usage?: Usage;
  /** False only if the request certainly never reached a model: then nothing is owed. */
  readonly sent: boolean;
}

export type ModelList = { readonly ok: true; readonly cards: readonly ModelCard[] } | { readonly ok: false; readonly failure: Failure };

/**
 * An adapter to one vendor's API or local runtime.
 *
 * Contract (the same suite runs over every adapter, `test/contract/provider-contract.ts`):
 * - `stream` never throws and never rejects: whatever happens is its last event.
 * - It ends with exactly one `finish` or `failure`. A stream that stops without the vendor's own terminal
 *   event is a `failure` of kind `cut`.
 * - It never retries: there is one retry loop, in `core/run-task.ts`.
 * - `signal` reaches the socket (or the child process): after it fires the far end sees the close, and the last
 *   event is a `failure` of kind `aborted` with the usage seen so far.
 * - Usage is normalised into the disjoint buckets of `Usage`.
 * - No key is in any event, message or thrown error.
 */
export interface Provider {
  readonly id: string;
  readonly family: ProviderFamily;
  /** What people call it: `Ollama`, `Anthropic`. */
  readonly label: string;
  /** True only if no byte of a prompt leaves this machine, as on its cards; asked again just before a call. */
  readonly local: boolean;
  /** As on its cards. */
  readonly origin?: string;
  /** Which models can be asked now. Local runtimes are asked; a vendor's list is used where a key is set. */
  models(signal: AbortSignal): Promise<ModelList>;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ProviderEvent>;
}
