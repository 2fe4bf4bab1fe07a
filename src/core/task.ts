import type { NotAsked } from './exclusion.ts';
import type { Cause } from './exclusion.ts';
import type { Failure } from './failure.ts';
import type { GateResult, TextRange } from './gate.ts';
import type { Refusal } from './ledger.ts';
import type { TaskKind } from './model-card.ts';
import type { Nanos } from './money.ts';
import type { Usage, UsageSource } from './usage.ts';

/** What a task is about, as it is remembered. Texts are references into the text store. */
export interface TaskSubject {
  readonly kind: TaskKind;
  readonly title: string;
  /** All that the model is told to do. */
  readonly instruction: string;
  /** What the person typed, where it is only a part of that. */
  readonly typed?: string;
  /** Reference of the earlier answer that it is about. */
  readonly earlier?: string;
  /** Reference of an earlier answer with which the project's tests passed. */
  readonly passed?: string;
  /** The card that wrote the earlier answer. */
  readonly writer?: string;
  readonly uri: string;
  readonly range: TextRange;
  /** Reference of the text that stood in `range`, so that a result can be shown again after a restart. */
  readonly original: string;
  /** SHA-256 of the whole document when it was asked, in hexadecimal: whether a parked task goes on with the same text. Absent: it is not told. */
  readonly base?: string;
  /** The seat on the roster that does it. */
  readonly seat: string;
}

/** A candidate or an excluded model, as the receipt shows it. */
export interface RouteEntry extends NotAsked {
  readonly card: string;
}

/** A candidate that was passed over. `refusal`: a budget had no room for it. */
export interface Skipped extends RouteEntry {
  readonly refusal?: Refusal;
}

/** How one attempt ended. */
export type Outcome =
  | { readonly type: 'answer'; /** Reference of the answer's text. */ readonly text: string }
  | { readonly type: 'failure'; readonly failure: Failure; /** Reference of what had come by then. */ readonly text?: string }
  /** Nothing was sent: a budget, a secret. */
  | { readonly type: 'not-sent'; readonly why: string; readonly refusal?: Refusal };

/** How a task ended. Only `proved` means that every required gate passed. */
export type Ending =
  | { readonly type: 'proved'; readonly attempt: string }
  | { readonly type: 'not-proved'; readonly attempt: string; readonly why: string }
  | { readonly type: 'failed'; readonly why: string; readonly nextStep: string }
  | { readonly type: 'refused'; readonly why: string; readonly nextStep: string; readonly refusal?: Refusal }
  /** The next model was refused by a budget: the task waits for room, and goes on where it was. `refusal`: the first of those refused. */
  | { readonly type: 'parked'; readonly why: string; readonly nextStep: string; readonly refusal: Refusal }
  | { readonly type: 'cancelled' };

/** What the person did with the result. `undone`: accepted, and then taken back out of the file. */
export type TaskDecision = 'accepted' | 'discarded' | 'dismissed' | 'undone';

/** Whether the person wanted none of the result in the end. */
export function isSetAside({ decision }: Pick<TaskState, 'decision'>): boolean {
  return decision !== undefined && decision !== 'accepted';
}

export type TaskEvent =
  | { readonly type: 'created'; readonly subject: TaskSubject }
  | {
      readonly type: 'routed';
      readonly candidates: readonly RouteEntry[];
      readonly excluded: readonly RouteEntry[];
    }
  | {
      readonly type: 'attempt-started';
      readonly attempt: string;
      readonly card: string;
      readonly label: string;
      readonly reason: string;
      readonly reservedNanos: Nanos;
      /** Budgets of which a fifth or less is left, in words. Absent: none. */
      readonly nearCap?: readonly string[];
      /** How long its answer usually takes, in milliseconds. Absent: not measured. */
      readonly usualMs?: number;
      /** Reference of exactly what is sent. */
      readonly prompt: string;
      readonly leftOut: readonly string[];
    }
  | {
      readonly type: 'attempt-ended';
      readonly attempt: string;
      readonly outcome: Outcome;
      readonly usage: Usage;
      readonly usageSource: UsageSource;
      /** Why more is booked than was reported or seen, in words. */
      readonly assumed?: string;
      readonly nanos: Nanos;
      readonly priceKnown: boolean;
      readonly servedModel?: string;
    }
  /** A candidate that was passed over without an attempt: a budget, a secret, a wait too long. */
  | {
      readonly type: 'skipped';
      readonly card: string;
      readonly label: string;
      readonly why: string;
      /** Absent: what `refusal` or `failure` says. */
      readonly because?: Cause;
      readonly refusal?: Refusal;
      /** What keeps it from being asked just now. */
      readonly failure?: Failure;
    }
  | { readonly type: 'judged'; readonly attempt: string; readonly results: readonly GateResult[]; readonly note?: string }
  | { readonly type: 'ended'; readonly ending: Ending }
  /** A parked task goes on: it is routed anew, and what was passed over may be asked again. */
  | { readonly type: 'resumed' }
  | { readonly type: 'decided'; readonly decision: TaskDecision }
  /** The process that ran it died; found at the next start. */
  | { readonly type: 'interrupted' };

export interface Attempt {
  readonly id: string;
  readonly card: string;
  readonly label: string;
  readonly reason: string;
  readonly reservedNanos: Nanos;
  readonly nearCap?: readonly string[];
  readonly usualMs?: number;
  readonly prompt: string;
  readonly leftOut: readonly string[];
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: Outcome;
  readonly usage?: Usage;
  readonly usageSource?: UsageSource;
  readonly assumed?: string;
  readonly nanos?: Nanos;
  readonly priceKnown?: boolean;
  readonly servedModel?: string;
  readonly results?: readonly GateResult[];
  readonly note?: string;
}

export interface TaskState {
  readonly id: string;
  readonly subject: TaskSubject | undefined;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly candidates: readonly RouteEntry[];
  readonly excluded: readonly RouteEntry[];
  readonly skipped: readonly Skipped[];
  readonly lastRefusal: Refusal | undefined;
  /** Why the last candidate that was passed over for its provider's sake was. */
  readonly lastBlock: Failure | undefined;
  readonly attempts: readonly Attempt[];
  readonly ending: Ending | undefined;
  readonly decision: TaskDecision | undefined;
  readonly interrupted: boolean;
}

export function emptyTask(id: string): TaskState {
  return {
    id,
    subject: undefined,
    createdAt: 0,
    changedAt: 0,
    candidates: [],
    excluded: [],
    skipped: [],
    lastRefusal: undefined,
    lastBlock: undefined,
    attempts: [],
    ending: undefined,
    decision: undefined,
    interrupted: false,
  };
}

/** The only way a task's state changes: a run, a replay after a crash and every view are folds of the same events. */
export function reduceTask(state: TaskState, event: TaskEvent, at: number): TaskState {
  const next = { ...state, changedAt: at };
  switch (event.type) {
    case 'created':
      return { ...next, subject: event.subject, createdAt: at };
    case 'routed':
      return { ...next, candidates: event.candidates, excluded: event.excluded };
    case 'skipped':
      return passedOver(next, event);
    case 'attempt-started': {
      const { type: _, attempt, ...rest } = event;
      return { ...next, attempts: [...state.attempts, { id: attempt, startedAt: at, ...rest }] };
    }
    case 'attempt-ended': {
      const { type: _, attempt, ...rest } = event;
      return { ...next, attempts: patch(state.attempts, attempt, { ...rest, endedAt: at }) };
    }
    case 'judged': {
      const note = event.note === undefined ? {} : { note: event.note };
      return { ...next, attempts: patch(state.attempts, event.attempt, { results: event.results, ...note }) };
    }
    case 'ended':
      return { ...next, ending: event.ending };
    case 'resumed':
      return { ...next, ending: undefined, interrupted: false, skipped: [], lastRefusal: undefined, lastBlock: undefined };
    case 'decided':
      return { ...next, decision: event.decision };
    case 'interrupted':
      return { ...next, interrupted: true };
  }
}

function passedOver(state: TaskState, { card, label, why, because, refusal, failure }: Extract<TaskEvent, { type: 'skipped' }>): TaskState {
  const entry: Skipped = {
    card,
    label,
    reason: why,
    ...(because === undefined ? {} : { because }),
    ...(refusal === undefined ? {} : { refusal }),
  };
  const skipped = [...state.skipped, entry];
  return { ...state, skipped, lastRefusal: refusal ?? state.lastRefusal, lastBlock: failure ?? state.lastBlock };
}

function patch(attempts: readonly Attempt[], id: string, change: Partial<Attempt>): readonly Attempt[] {
  return attempts.map((attempt) => (attempt.id === id ? { ...attempt, ...change } : attempt));
}
