import type { Failure } from '../failure.ts';
import type { ModelCard } from '../model-card.ts';

export interface CallNeed {
  /** The prompt as estimated, and the longest answer. */
  readonly tokens: number;
  /** Whose call it is: agents take turns. */
  readonly agent: string;
  /** The longest it waits for a provider that asked us to wait, or fails, in milliseconds. Absent: 20 s. */
  readonly deadlineMs?: number;
  /** The person chose this model for this call: where a breaker is open, it is tried now. A wait that was asked for still holds. */
  readonly insists?: boolean;
  /** Told once if the call has to wait. */
  onWait?(): void;
}

/** What became of a call that was let through. */
export type CallEnd =
  | { readonly type: 'answered'; /** As reported, else estimated. */ readonly tokens: number }
  | { readonly type: 'failed'; readonly failure: Failure; readonly tokens: number }
  /** Nothing was sent: a budget, an abort. */
  | { readonly type: 'not-sent' };

export type Admission =
  | {
      readonly ok: true;
      /** Says how the call ended, or that it was not made. Must be called; the first word counts. */ leave(end: CallEnd): void;
    }
  | { readonly ok: false; readonly failure: Failure };

/** Why a model is not to be asked just now. */
export interface IllHealth {
  /** `Anthropic asked to wait until 14:03`, `its last 3 calls failed: …; tried again at 14:03`. */
  readonly reason: string;
  /** It is not healed by waiting a little: a key that is not accepted, an account without credit. */
  readonly lasting: boolean;
}

/** How the calls to one model go, for views. Times are milliseconds since the epoch. */
export interface TrafficState {
  readonly provider: string;
  readonly model: string;
  readonly breaker:
    | { readonly is: 'closed' }
    /** `until` is absent where only a new key helps. */
    | { readonly is: 'open'; readonly since: number; readonly until?: number; readonly reason: string }
    | { readonly is: 'half-open'; readonly since: number; readonly reason: string };
  readonly waiting: number;
  readonly running: number;
  readonly pausedUntil?: number;
  /** Why it is not asked just now, with its name: `Anthropic asked to wait until 14:03`. Absent: it is. */
  readonly trouble?: string;
}

/**
 * What all calls of one process to one provider and model share: the wait it asked for, its health, its rate limits.
 * One object for each process.
 */
export interface Traffic {
  /**
   * Waits until the call may be sent, in its agent's turn. Fails at once where the wait would be longer than the caller
   * is willing to wait, and with `aborted` as soon as `signal` fires. Never rejects.
   */
  admit(card: ModelCard, need: CallNeed, signal: AbortSignal): Promise<Admission>;
  /** Undefined: it may be asked. */
  health(card: ModelCard): IllHealth | undefined;
  states(): readonly TrafficState[];
  /** Forgets what was learned of a provider: its key or address is another one now. */
  reset(provider: string): void;
}
