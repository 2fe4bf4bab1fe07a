/**
 * What a probe is about. `edit`: a change of up to 20 lines in the form a change asks for. `long-edit`: one of 21 to 80.
 * `review`: a planted mistake is found, in the form an analysis asks for. `recall`: a fact far back in a long prompt.
 */
export type Ability = 'edit' | 'long-edit' | 'json' | 'tools' | 'review' | 'recall';

/** How often a model was asked for one thing. What broke off, or took too long, is not counted. */
export interface Tally {
  readonly asked: number;
  /** Of them in the form that was asked for. */
  readonly inForm: number;
  /** Of those with the right content. */
  readonly right: number;
}

/** What one benchmark found out about one model. What is absent was not measured: it is neither nothing nor failed. */
export interface Measures {
  readonly tallies: { readonly [ability in Ability]?: Tally };
  /** The longest prompt, in tokens as reported, in which the fact was found. */
  readonly recallTokens?: number;
  /** Generated tokens in a second, between an answer's first and last piece. */
  readonly tokensPerSecond?: number;
  /** Prompt tokens read in a second, with what a call takes besides: the fastest of all. */
  readonly readPerSecond?: number;
  /** From the request to the first piece of the answer, with the model in memory: the middle one of all. */
  readonly firstTokenMs?: number;
  /** To load the model into memory. */
  readonly loadMs?: number;
  /** Why something was not measured, in words, each once. */
  readonly gaps: readonly string[];
  /** What was not measured at all because the time was up. */
  readonly timeUp?: readonly Ability[];
  /** What else the machine was at meanwhile, in words: the speeds may be better without it. Absent: nothing was seen. */
  readonly load?: readonly string[];
}

/** A model's measures as they are kept. */
export interface Measured extends Measures {
  /** The person's calendar day at the time. */
  readonly day: string;
}

/** Whose measures, and which model exactly. */
export interface MeasuredModel {
  /** The card's key. */
  readonly model: string;
  readonly label: string;
  /** See `fingerprintOf`. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly measured: Measured;
}

export const ABILITIES: readonly Ability[] = ['edit', 'long-edit', 'json', 'tools', 'review', 'recall'];
