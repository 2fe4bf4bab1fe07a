import type { Failure, FailureKind } from '../failure.ts';

/** Whether calls are let through. `failures`: how many counted ones came in a row. */
export type Breaker =
  | { readonly is: 'closed'; readonly failures: number }
  /** None is let through before `until`; then the next one is the probe. */
  | ({ readonly is: 'open'; readonly until: number } & Broken)
  /** The probe is under way, and nothing else. */
  | ({ readonly is: 'half-open' } & Broken);

interface Broken {
  readonly since: number;
  readonly failures: number;
  /** How often it opened since it was last closed: the delay grows with it. */
  readonly openings: number;
  /** The failure that opened it. */
  readonly reason: Failure;
}

export type BreakerEvent =
  | { readonly type: 'let-through' }
  /** A call ended. `failure` is absent after an answer; a call of which nothing was learned is told as `'nothing'`. */
  | { readonly type: 'ended'; readonly probe: boolean; readonly failure: Failure | 'nothing' | undefined };

export interface BreakerPolicy {
  /** What counts. Everything else neither opens nor closes: it says nothing of the far end's health. */
  readonly counts: ReadonlySet<FailureKind>;
  /** Opens after so many in a row. */
  readonly opensAfter: number;
  readonly firstDelayMs: number;
  readonly mostDelayMs: number;
}

/** However long a provider asks us to wait, it is tried again after a day. */
export const LONGEST_WAIT_MS = 24 * 3_600_000;

export const CLOSED: Breaker = { is: 'closed', failures: 0 };

/** One model of one provider: it is down, overloaded or broken. */
export const MODEL_POLICY: BreakerPolicy = {
  counts: new Set<FailureKind>(['server', 'unreachable', 'crashed', 'idle', 'cut', 'malformed']),
  opensAfter: 3,
  firstDelayMs: 5_000,
  mostDelayMs: 300_000,
};

/** A whole provider: its key is not accepted, or the account behind it has no credit. */
export const PROVIDER_POLICY: BreakerPolicy = {
  counts: new Set<FailureKind>(['auth', 'quota']),
  opensAfter: 1,
  firstDelayMs: 600_000,
  mostDelayMs: 3_600_000,
};

/** Whether the next call may go; where the breaker is open and its time has come, it is the probe. */
export function letsThrough(breaker: Breaker, at: number): boolean {
  return breaker.is === 'closed' || (breaker.is === 'open' && at >= breaker.until);
}

/** The same with its time come: the next call is the probe. */
export function dueNow(breaker: Breaker, at: number): Breaker {
  return breaker.is === 'open' ? { ...breaker, until: Math.min(breaker.until, at) } : breaker;
}

export function reduceBreaker(breaker: Breaker, event: BreakerEvent, { policy, at }: Judging): Breaker {
  if (event.type === 'let-through') return breaker.is === 'open' && at >= breaker.until ? halfOpen(breaker) : breaker;
  const { failure, probe } = event;
  // What comes in late, of a call that was let through before it opened, says nothing of now.
  if (breaker.is === 'open' || (breaker.is === 'half-open' && !probe)) return breaker;
  if (failure === undefined) return CLOSED;
  if (failure !== 'nothing' && policy.counts.has(failure.kind)) return failedOnce(breaker, failure, { policy, at });
  return breaker.is === 'half-open' ? { ...breaker, is: 'open', until: at } : breaker;
}

interface Judging {
  readonly policy: BreakerPolicy;
  readonly at: number;
}

function failedOnce(breaker: Exclude<Breaker, { is: 'open' }>, failure: Failure, { policy, at }: Judging): Breaker {
  const failures = breaker.failures + 1;
  if (breaker.is === 'closed' && failures < policy.opensAfter) return { is: 'closed', failures };
  const openings = breaker.is === 'closed' ? 1 : breaker.openings + 1;
  return { is: 'open', since: at, until: at + delayMs(failure, openings, policy), failures, openings, reason: failure };
}

function halfOpen({ since, failures, openings, reason }: Broken): Breaker {
  return { is: 'half-open', since, failures, openings, reason };
}

/** No time heals a key that is not accepted: only setting another one does. */
function delayMs({ kind, retryAfterMs = 0 }: Failure, openings: number, policy: BreakerPolicy): number {
  if (kind === 'auth') return Infinity;
  const grown = Math.min(policy.firstDelayMs * 2 ** (openings - 1), policy.mostDelayMs);
  return Math.max(grown, Math.min(retryAfterMs, LONGEST_WAIT_MS));
}
