import type { CachedPrefix } from './cached-prefix.ts';
import type { Difficulty } from './difficulty.ts';
import type { GateResult } from './gate.ts';
import type { Caps } from './ledger.ts';
import type { ModelCard } from './model-card.ts';
import type { Prompt } from './prompt.ts';
import type { ToolCall } from './provider.ts';
import type { RoutePolicy } from './router.ts';
import type { RouteEntry, TaskState, TaskSubject } from './task.ts';

/** What the model before got wrong, with its answer as text. */
export interface Repair {
  readonly model: string;
  readonly lines: readonly string[];
  readonly answer: string | undefined;
}

/** A whole answer. */
export interface Answered {
  readonly text: string;
  /** It was cut at its length limit. */
  readonly truncated: boolean;
  readonly card: ModelCard;
  /** Absent: none. */
  readonly toolCalls?: readonly ToolCall[];
  /** As the provider says in its `finish`. */
  readonly loadMs?: number;
}

/** One job: how it is asked, and how its answer is judged. */
export interface Work {
  readonly subject: TaskSubject;
  prompt(card: ModelCard, repair: Repair | undefined): Prompt;
  /** How hard it is, by what is known before anybody is asked. Absent: nothing is. */
  readonly difficulty?: Difficulty;
  /** How long an answer usually is, in tokens. Absent: not known. */
  readonly usualTokens?: number;
  /** Judges a whole answer. Never rejects. `onTests`: the project's tests begin to run. */
  check(
    answer: Answered,
    signal: AbortSignal,
    onTests?: () => void,
  ): Promise<{ readonly results: readonly GateResult[]; readonly note?: string }>;
}

export type Progress =
  | { readonly type: 'state'; readonly state: TaskState }
  | { readonly type: 'waiting'; readonly label: string }
  | { readonly type: 'loading'; readonly label: string }
  | { readonly type: 'thinking'; readonly label: string }
  | { readonly type: 'text'; readonly label: string; readonly text: string }
  | { readonly type: 'judging'; readonly label: string }
  | { readonly type: 'testing'; readonly label: string };

export interface RunOptions {
  readonly id: string;
  readonly cards: readonly ModelCard[];
  readonly policy: RoutePolicy;
  /** The epic the task belongs to, if it does: its budget is above the task's. */
  readonly epic?: string;
  readonly caps: Caps;
  /** Why nothing of this may leave the machine; undefined if it may. */
  readonly localOnly: string | undefined;
  /** Providers that are set up and have no model to offer just now, with the reason. */
  readonly absent?: readonly RouteEntry[];
  /** What a vendor has cached of what is asked. Absent: nothing that is known of. */
  readonly cached?: CachedPrefix | undefined;
  /** Absent: it is a new task. */
  readonly resumed?: Resumed;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** A parked task whose `resumed` this process has written. */
export interface Resumed {
  readonly state: TaskState;
  /** The answers it has, by the reference of what was kept of them. */
  readonly answers: ReadonlyMap<string, string>;
  /** The text that it changes is another one than when it was asked: the gates look at its refused answer again first. */
  readonly moved: boolean;
}
