import type { Measured } from './model-bench/measures.ts';

/**
 * What a model may be asked to do. A card lists those it may serve; all else is below its floor, unless it was measured.
 * `benchmark`: to be measured, which no route is made for.
 */
export type TaskKind = 'edit' | 'analyse' | 'ask' | 'automate' | 'benchmark';

export type ProviderFamily = 'embedded' | 'ollama' | 'openai' | 'anthropic' | 'gemini';

/** What is known of one model. `key` is unique over all providers: `provider/model`. */
export interface ModelCard {
  readonly key: string;
  /** The provider's id: its family, or the name of an OpenAI-compatible server in the settings. */
  readonly provider: string;
  readonly family: ProviderFamily;
  /** The id sent to the provider. */
  readonly model: string;
  /** What tells these weights from others of the same name, where the provider says it: a digest. */
  readonly digest?: string;
  /** The short name people see. */
  readonly label: string;
  /** True only if no byte of a prompt leaves this machine. */
  readonly local: boolean;
  /** Where it is asked: scheme, host and port. Absent: in a process of ours. */
  readonly origin?: string;
  /** Why a model at an address of this machine is not counted as local, and what makes it one. */
  readonly whyNotLocal?: string;
  /** Prompt and answer together, in tokens. */
  readonly contextWindow: number;
  /** The most tokens one answer may have. */
  readonly maxOutputTokens: number;
  readonly tools: boolean;
  /** It thinks before it answers, and what it thinks is kept apart. */
  readonly reasoning: boolean;
  /** It may think before it answers, and that is billed but not sent: what a cut call wrote is not what it cost. */
  readonly thinksUnseen?: boolean;
  readonly serves: readonly TaskKind[];
  /** Why it does not serve the others, for the route: `135M parameters: edits of one function only`. */
  readonly floor?: string;
  /**
   * How a prompt is made for it. `full`: everything the prompt builder has. `small`: the instruction and
   * the selection alone, with the answer's opening fence given, the form the smallest models can follow.
   */
  readonly prompt: 'full' | 'small';
  /** `free`: nothing is ever charged. `known`: the price list has it. `unknown`: reserved at the dearest known. */
  readonly price: 'free' | 'known' | 'unknown';
  /** What a benchmark on this machine showed. Absent: it was not measured, or is another model since. */
  readonly measured?: Measured;
}
