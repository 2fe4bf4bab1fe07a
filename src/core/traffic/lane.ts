import type { Failure, FailureKind } from '../failure.ts';
import { type Breaker, CLOSED, letsThrough, LONGEST_WAIT_MS, MODEL_POLICY, PROVIDER_POLICY, reduceBreaker } from './breaker.ts';
import { afterHead, enqueue, type FairQueue, headOf, type Queued, without } from './fair-queue.ts';
import { fitsAt, type Limits, type RateWindow, settled, slid } from './rate-window.ts';
import type { CallEnd } from './traffic.ts';

export interface Waiter extends Queued {
  readonly tokens: number;
  readonly patienceMs: number;
  /** The lane's `blocked.ms` when it came: the difference to it is how long the provider has kept it waiting. */
  readonly blockedBefore: number;
}

interface Running extends Queued {
  readonly startedAt: number;
  /** Which breakers it is the probe of. */
  readonly probes: { readonly model: boolean; readonly provider: boolean };
  /** The provider took it: it was answered, or not turned away for a while. */
  readonly accepted: boolean;
}

/** All calls of one process to one model: those that wait, those under way, and what was learned from those that ended. */
export interface Lane {
  readonly queue: FairQueue<Waiter>;
  readonly running: readonly Running[];
  readonly window: RateWindow;
  readonly breaker: Breaker;
  readonly pause: { readonly since: number; readonly until: number; readonly reason: Failure } | undefined;
  /** Rate limits in a row. */
  readonly limited: number;
  /** After a rate limit: how many of the calls started since may be under way. Doubles with each that is accepted. */
  readonly pace: { readonly since: number; readonly calls: number } | undefined;
  /** How long the lane was blocked by its provider in all, counted up to `at`, and until when it is known to be. */
  readonly blocked: { readonly ms: number; readonly at: number; readonly until: number };
}

/** Why nothing may start just now. `until` is the moment itself where a probe is under way: its end is not known. */
export interface Block {
  readonly why: 'paused' | 'open' | 'probing';
  readonly until: number;
  readonly reason: Failure;
  /** Counted failures in a row; 0 for a pause. */
  readonly failures: number;
  readonly of: 'model' | 'provider';
}

/** What a lane does not own: the time, and what all lanes of its provider share. */
export interface Surroundings {
  readonly at: number;
  readonly limits: Limits;
  readonly provider: Breaker;
}

export interface Drained {
  readonly lane: Lane;
  readonly provider: Breaker;
  readonly admitted: readonly number[];
  readonly refused: readonly { readonly id: number; readonly block: Block | 'too-large' }[];
  /** When time alone may change something again; Infinity: not before a call ends. */
  readonly nextAt: number;
}

export const EMPTY_LANE: Lane = {
  queue: [],
  running: [],
  window: [],
  breaker: CLOSED,
  pause: undefined,
  limited: 0,
  pace: undefined,
  blocked: { ms: 0, at: 0, until: 0 },
};

/** Rate limits come before the first token: a call not turned away for so long was accepted. */
const ACCEPTED_AFTER_MS = 2_000;
/** Where no limit on calls at once is set, the pace is given up at this many. */
const FULL_PACE = 64;

/** Failures that a short pause may heal, with the first one's length in milliseconds where the provider names none. */
const PAUSES: Partial<Readonly<Record<FailureKind, number>>> = { 'rate-limit': 1_000, server: 500, unreachable: 500, crashed: 500 };
const LEAST_PAUSE_MS = 200;
const MOST_OWN_PAUSE_MS = 60_000;

export function withWaiter(lane: Lane, one: Omit<Waiter, 'blockedBefore'>, at: number): Lane {
  const counted = { ...lane, blocked: blockedUpTo(lane, at) };
  return { ...counted, queue: enqueue(lane.queue, { ...one, blockedBefore: counted.blocked.ms }) };
}

export function withoutWaiter(lane: Lane, id: number): Lane {
  return { ...lane, queue: without(lane.queue, new Set([id])) };
}

/** What was learned is forgotten; who waits and what is under way stays. */
export function forgotten(lane: Lane): Lane {
  return { ...lane, breaker: CLOSED, pause: undefined, limited: 0, pace: undefined };
}

/** A call has ended. `jitter`, from 0 to 1, keeps processes that were told to wait alike from coming back alike. */
export function ended(
  lane: Lane,
  call: { readonly id: number; readonly end: CallEnd; readonly jitter: number },
  { at, provider }: Surroundings,
): Pick<Drained, 'lane' | 'provider'> {
  const { id, end, jitter } = call;
  const one = lane.running.find((running) => running.id === id);
  if (one === undefined) return { lane, provider };
  const failure = end.type === 'failed' ? end.failure : end.type === 'not-sent' ? 'nothing' : undefined;
  const event = (probe: boolean) => ({ type: 'ended', probe, failure }) as const;
  const breaker = reduceBreaker(lane.breaker, event(one.probes.model), { policy: MODEL_POLICY, at });
  const rest = {
    ...lane,
    breaker,
    running: lane.running.filter((running) => running !== one),
    window: settled(lane.window, id, end.type === 'not-sent' ? undefined : end.tokens),
  };
  const next =
    end.type === 'answered'
      ? accepted({ ...rest, limited: 0 }, one)
      : end.type === 'failed'
        ? paused(rest, one, { failure: end.failure, jitter, at })
        : rest;
  return { lane: next, provider: reduceBreaker(provider, event(one.probes.provider), { policy: PROVIDER_POLICY, at }) };
}

function accepted(lane: Lane, one: Running): Lane {
  if (lane.pace === undefined || one.accepted || one.startedAt < lane.pace.since) return lane;
  return { ...lane, pace: { ...lane.pace, calls: lane.pace.calls * 2 } };
}

function paused(
  lane: Lane,
  one: Running,
  { failure, jitter, at }: { readonly failure: Failure; readonly jitter: number; readonly at: number },
): Lane {
  const first = PAUSES[failure.kind];
  if (first === undefined) return lane;
  const isLimit = failure.kind === 'rate-limit';
  // Calls that were sent before the pause began are one rate limit, however many are turned away.
  const limited = isLimit && one.startedAt > (lane.pause?.since ?? -Infinity) ? lane.limited + 1 : lane.limited;
  const times = isLimit ? Math.max(1, limited) : Math.max(1, lane.breaker.failures);
  const own = Math.min(first * 2 ** (times - 1), MOST_OWN_PAUSE_MS);
  const floor = Math.min(Math.max(failure.retryAfterMs ?? own, LEAST_PAUSE_MS), LONGEST_WAIT_MS);
  const until = Math.ceil(at + floor + jitter * Math.min(Math.max(floor / 4, 250), 5_000));
  const longer = lane.pause !== undefined && lane.pause.until >= until;
  const pause = { since: at, until: longer ? lane.pause.until : until, reason: longer ? lane.pause.reason : failure };
  return { ...lane, limited, pause, pace: isLimit ? { since: pause.until, calls: 1 } : lane.pace };
}

/** Lets go who may go, in turn, and refuses those for whom it would take too long. */
export function drain(before: Lane, { at, limits, provider: shared }: Surroundings): Drained {
  let lane = freshened(before, { at, limits });
  let provider = shared;
  const refused = refusals(lane, { at, limits, provider });
  lane = { ...lane, queue: without(lane.queue, new Set(refused.map(({ id }) => id))) };
  const admitted: number[] = [];
  for (let head = headOf(lane.queue); head !== undefined && mayStart(lane, head, { at, limits, provider }); head = headOf(lane.queue)) {
    admitted.push(head.id);
    const probes = { model: lane.breaker.is !== 'closed', provider: provider.is !== 'closed' };
    provider = reduceBreaker(provider, { type: 'let-through' }, { policy: PROVIDER_POLICY, at });
    lane = started(lane, { id: head.id, agent: head.agent, startedAt: at, probes, accepted: false }, { tokens: head.tokens, limits });
  }
  const block = blockOf(lane, { at, provider });
  const until = block === undefined ? at : block.why === 'probing' ? Infinity : block.until;
  lane = { ...lane, blocked: { ...lane.blocked, until } };
  return { lane, provider, admitted, refused, nextAt: nextAt(lane, { at, limits, block }) };
}

function freshened(lane: Lane, { at, limits }: Pick<Surroundings, 'at' | 'limits'>): Lane {
  const proven = lane.running.filter((one) => !one.accepted && at - one.startedAt >= ACCEPTED_AFTER_MS);
  const paced = proven.reduce(accepted, lane);
  const isFull = paced.pace !== undefined && paced.pace.calls >= (limits.concurrent ?? FULL_PACE);
  return {
    ...paced,
    running: proven.length === 0 ? lane.running : lane.running.map((one) => (proven.includes(one) ? { ...one, accepted: true } : one)),
    pace: isFull ? undefined : paced.pace,
    pause: lane.pause !== undefined && lane.pause.until > at ? lane.pause : undefined,
    window: slid(lane.window, at),
    blocked: blockedUpTo(lane, at),
  };
}

function blockedUpTo({ blocked }: Lane, at: number): Lane['blocked'] {
  return { ...blocked, ms: blocked.ms + Math.max(0, Math.min(at, blocked.until) - blocked.at), at };
}

/** What keeps every call of a lane back: the longest of a pause and its two breakers. */
export function blockOf(lane: Pick<Lane, 'pause' | 'breaker'>, { at, provider }: Pick<Surroundings, 'at' | 'provider'>): Block | undefined {
  const { pause, breaker } = lane;
  const blocks = [
    breakerBlock(provider, 'provider', at),
    breakerBlock(breaker, 'model', at),
    pause !== undefined && pause.until > at
      ? ({ why: 'paused', until: pause.until, reason: pause.reason, failures: 0, of: 'model' } as const)
      : undefined,
  ];
  return blocks.reduce((longest, one) => (one !== undefined && one.until > (longest?.until ?? -Infinity) ? one : longest), undefined);
}

function breakerBlock(breaker: Breaker, of: Block['of'], at: number): Block | undefined {
  if (breaker.is === 'closed' || letsThrough(breaker, at)) return undefined;
  const { reason, failures } = breaker;
  return breaker.is === 'open'
    ? { why: 'open', until: breaker.until, reason, failures, of }
    : { why: 'probing', until: at, reason, failures, of };
}

function refusals(lane: Lane, { at, limits, provider }: Surroundings): Drained['refused'] {
  const block = blockOf(lane, { at, provider });
  return lane.queue.flat().flatMap((one): Drained['refused'] => {
    if (fitsAt([], one.tokens, { limits, at }) === Infinity) return [{ id: one.id, block: 'too-large' }];
    const left = patienceLeft(lane, one);
    return block !== undefined && (left <= 0 || block.until - at > left) ? [{ id: one.id, block }] : [];
  });
}

function patienceLeft({ blocked }: Lane, { patienceMs, blockedBefore }: Waiter): number {
  return patienceMs - (blocked.ms - blockedBefore);
}

function mayStart(lane: Lane, one: Waiter, { at, limits, provider }: Surroundings): boolean {
  if (blockOf(lane, { at, provider }) !== undefined) return false;
  const { pace, running } = lane;
  if (running.length >= (limits.concurrent ?? Infinity)) return false;
  if (pace !== undefined && running.filter(({ startedAt }) => startedAt >= pace.since).length >= pace.calls) return false;
  return fitsAt(lane.window, one.tokens, { limits, at }) <= at;
}

function started(lane: Lane, one: Running, { tokens, limits }: { readonly tokens: number; readonly limits: Limits }): Lane {
  const at = one.startedAt;
  return {
    ...lane,
    queue: afterHead(lane.queue),
    running: [...lane.running, one],
    window: isCounted(limits) ? [...lane.window, { id: one.id, at, tokens }] : lane.window,
    breaker: reduceBreaker(lane.breaker, { type: 'let-through' }, { policy: MODEL_POLICY, at }),
  };
}

/** A limit that is set later counts from then: without one a minute's calls may be thousands. */
function isCounted({ requestsPerMinute, tokensPerMinute }: Limits): boolean {
  return requestsPerMinute !== undefined || tokensPerMinute !== undefined;
}

function nextAt(
  lane: Lane,
  { at, limits, block }: { readonly at: number; readonly limits: Limits; readonly block: Block | undefined },
): number {
  const head = headOf(lane.queue);
  if (head === undefined) return Infinity;
  if (block?.why === 'probing') return at + Math.min(...lane.queue.flat().map((one) => patienceLeft(lane, one)));
  if (block !== undefined) return block.until;
  const unproven =
    lane.pace === undefined ? [] : lane.running.filter((one) => !one.accepted).map(({ startedAt }) => startedAt + ACCEPTED_AFTER_MS);
  const fits = fitsAt(lane.window, head.tokens, { limits, at });
  return Math.min(...unproven, fits > at ? fits : Infinity);
}
