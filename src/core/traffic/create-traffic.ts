import type { ModelCard } from '../model-card.ts';
import type { Clock, Random } from '../ports.ts';
import { type Breaker, CLOSED, dueNow } from './breaker.ts';
import { blockOf, type Drained, drain, EMPTY_LANE, ended, forgotten, type Lane, withoutWaiter, withWaiter } from './lane.ts';
import type { Limits } from './rate-window.ts';
import type { Admission, CallEnd, CallNeed, IllHealth, Traffic, TrafficState } from './traffic.ts';
import { abortedFailure, blockedFailure, illHealth, type Saying, tooLargeFailure } from './traffic-words.ts';

export interface TrafficDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** What people call a provider. Absent: its id. */
  label?(provider: string): string;
  /** The person's limits for a provider, read at each use. What is absent has no limit, but for 8 calls at once to a cloud's model. */
  limits?(provider: string): Limits;
}

/** How long a caller waits for a provider that asked it to, or fails, in milliseconds. */
export const PATIENCE_MS = 20_000;

const CLOUD_CONCURRENT = 8;

/** Sleeps are cut into pieces, since a timer of a call that was let through meanwhile would keep a process from ending. */
const LONGEST_SLEEP_MS = 1_000;

export function createTraffic(deps: TrafficDeps): Traffic {
  return new SharedTraffic(deps);
}

interface Road {
  readonly card: ModelCard;
  lane: Lane;
  nextAt: number;
}

interface Waiting {
  readonly need: CallNeed;
  admission: Admission | undefined;
  wake(): void;
}

/** The shell: performs what `lane.ts` decides. Those that wait keep the time themselves, so that no timer outlives them. */
class SharedTraffic implements Traffic {
  readonly #deps: TrafficDeps;
  readonly #roads = new Map<string, Road>();
  readonly #breakers = new Map<string, Breaker>();
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(deps: TrafficDeps) {
    this.#deps = deps;
  }

  async admit(card: ModelCard, need: CallNeed, signal: AbortSignal): Promise<Admission> {
    if (signal.aborted) return { ok: false, failure: abortedFailure(card) };
    const road = this.#road(card);
    const id = (this.#last += 1);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const waiting: Waiting = { need, admission: undefined, wake: () => resolve(undefined) };
    this.#waiting.set(id, waiting);
    if (need.insists === true) this.#tryNow(road);
    road.lane = withWaiter(
      road.lane,
      { id, agent: need.agent, tokens: need.tokens, patienceMs: need.deadlineMs ?? PATIENCE_MS },
      this.#deps.clock.now(),
    );
    this.#drain(road);
    if (waiting.admission === undefined) need.onWait?.();
    while (waiting.admission === undefined && !signal.aborted) {
      await Promise.race([promise, this.#sleep(road, signal)]);
      this.#drain(road);
    }
    this.#waiting.delete(id);
    if (!signal.aborted && waiting.admission !== undefined) return waiting.admission;
    if (waiting.admission?.ok === true) waiting.admission.leave({ type: 'not-sent' });
    road.lane = withoutWaiter(road.lane, id);
    this.#drain(road);
    return { ok: false, failure: abortedFailure(card) };
  }

  health(card: ModelCard): IllHealth | undefined {
    const at = this.#deps.clock.now();
    const lane = this.#roads.get(card.key)?.lane ?? EMPTY_LANE;
    const block = blockOf(lane, { at, provider: this.#breaker(card.provider) });
    if (block === undefined || (block.why === 'paused' && block.until - at <= PATIENCE_MS)) return undefined;
    return illHealth(block, this.#saying(card));
  }

  states(): readonly TrafficState[] {
    return [...this.#roads.values()].map(({ card, lane }) => {
      const own = this.#breaker(card.provider);
      const shown = own.is === 'closed' ? lane.breaker : own;
      const until = lane.pause?.until ?? 0;
      return {
        provider: card.provider,
        model: card.model,
        breaker: breakerState(shown),
        waiting: lane.queue.flat().length,
        running: lane.running.length,
        ...(until > this.#deps.clock.now() ? { pausedUntil: until } : {}),
        ...this.#trouble(card, lane),
      };
    });
  }

  #trouble(card: ModelCard, lane: Lane): Pick<TrafficState, 'trouble'> {
    const block = blockOf(lane, { at: this.#deps.clock.now(), provider: this.#breaker(card.provider) });
    if (block === undefined) return {};
    const { reason } = illHealth(block, this.#saying(card));
    return { trouble: block.why === 'paused' || block.of === 'provider' ? reason : `${card.label}: ${reason}` };
  }

  reset(provider: string): void {
    this.#breakers.delete(provider);
    for (const road of this.#roadsOf(provider)) road.lane = forgotten(road.lane);
    this.#drainAll(provider);
  }

  #tryNow(road: Road): void {
    const { at, provider } = this.#surroundings(road);
    road.lane = { ...road.lane, breaker: dueNow(road.lane.breaker, at) };
    this.#breakers.set(road.card.provider, dueNow(provider, at));
  }

  #leave(road: Road, id: number, end: CallEnd): void {
    const { provider } = road.card;
    const after = ended(road.lane, { id, end, jitter: this.#deps.random() }, this.#surroundings(road));
    road.lane = after.lane;
    this.#breakers.set(provider, after.provider);
    this.#drainAll(provider);
  }

  #drainAll(provider: string): void {
    for (const road of this.#roadsOf(provider)) this.#drain(road);
  }

  #drain(road: Road): void {
    const { card } = road;
    const { lane, provider, admitted, refused, nextAt } = drain(road.lane, this.#surroundings(road));
    road.lane = lane;
    road.nextAt = nextAt;
    this.#breakers.set(card.provider, provider);
    for (const id of admitted) this.#answer(id, { ok: true, leave: (end) => this.#leave(road, id, end) });
    for (const { id, block } of refused) this.#answer(id, this.#refusal(road, id, block));
  }

  #answer(id: number, admission: Admission | undefined): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.admission = admission;
    waiting.wake();
  }

  #refusal({ card }: Road, id: number, block: Drained['refused'][number]['block']): Admission | undefined {
    const saying = this.#saying(card);
    if (block !== 'too-large') return { ok: false, failure: blockedFailure(block, saying) };
    const tokens = this.#waiting.get(id)?.need.tokens ?? 0;
    return { ok: false, failure: tooLargeFailure(tokens, this.#limits(card).tokensPerMinute ?? 0, saying) };
  }

  #sleep({ nextAt }: Road, signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    return clock.sleep(Math.max(1, Math.min(nextAt - clock.now(), LONGEST_SLEEP_MS)), signal);
  }

  #road(card: ModelCard): Road {
    const road = this.#roads.get(card.key) ?? { card, lane: EMPTY_LANE, nextAt: Infinity };
    this.#roads.set(card.key, road);
    return road;
  }

  #roadsOf(provider: string): readonly Road[] {
    return [...this.#roads.values()].filter(({ card }) => card.provider === provider);
  }

  #breaker(provider: string): Breaker {
    return this.#breakers.get(provider) ?? CLOSED;
  }

  #surroundings({ card }: Road) {
    return { at: this.#deps.clock.now(), limits: this.#limits(card), provider: this.#breaker(card.provider) };
  }

  #limits({ provider, local }: ModelCard): Limits {
    return { ...(local ? {} : { concurrent: CLOUD_CONCURRENT }), ...this.#deps.limits?.(provider) };
  }

  #saying(card: ModelCard): Saying {
    const { clock, label } = this.#deps;
    return { card, provider: label?.(card.provider) ?? card.provider, now: clock.now(), utcOffsetMinutes: clock.utcOffsetMinutes() };
  }
}

function breakerState(breaker: Breaker): TrafficState['breaker'] {
  if (breaker.is === 'closed') return { is: 'closed' };
  const { since, reason } = breaker;
  if (breaker.is === 'half-open') return { is: 'half-open', since, reason: reason.message };
  return { is: 'open', since, ...(Number.isFinite(breaker.until) ? { until: breaker.until } : {}), reason: reason.message };
}
