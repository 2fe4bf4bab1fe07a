import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answers, fails, fakeCard, fakeWorld, type Turn } from '../../../test/fakes/fake-world.ts';
import { FAKE_SUBJECT, fakeRun, fakeWork } from '../../../test/fakes/fake-work.ts';
import { virtualTime, type VirtualTime } from '../../../test/fakes/virtual-time.ts';
import { createTraffic } from './create-traffic.ts';
import type { CallEnd, TrafficState } from './traffic.ts';

const CARD = fakeCard('big');
const AGENTS = Array.from({ length: 32 }, (_, index) => `agent-${index}`);
const FOREVER = new AbortController().signal;
const LIMITED: CallEnd = {
  type: 'failed',
  failure: { kind: 'rate-limit', message: 'Too often.', nextStep: 'Wait.', retryAfterMs: 2_000 },
  tokens: 0,
};
const ANSWERED: CallEnd = { type: 'answered', tokens: 10 };

/** A team at work on one model, in virtual time; what `turn` gives at a moment is what the provider says. */
function team(time: VirtualTime, turn: () => Turn) {
  let requests = 0;
  const fake = fakeWorld();
  const world = {
    ...fake,
    clock: time.clock,
    traffic: createTraffic({ clock: time.clock, random: () => 0.5 }),
    provider: (id: string) => ({
      ...(fake.provider(id) ?? assert.fail()),
      stream: (...asked: Parameters<Turn>) => {
        requests += 1;
        return turn()(...asked);
      },
    }),
  };
  const run = (agent: string) => fakeRun(world, { id: agent, cards: [CARD] }, { ...fakeWork(), subject: { ...FAKE_SUBJECT, seat: agent } });
  return { world, run, requests: () => requests };
}

test('32 agents that meet a rate limit each get their answer, for at most eight requests more than answers', async () => {
  const time = virtualTime();
  const opensAt = time.clock.now() + 2_000;
  const { world, run, requests } = team(time, () =>
    time.clock.now() < opensAt ? fails('rate-limit', { retryAfterMs: 2_000 }) : answers('yes'),
  );
  const endings = Promise.all(AGENTS.map(run));
  await time.pass(3_000);
  const states = await endings;
  assert.deepEqual(
    states.filter(({ ending }) => ending?.type !== 'proved').map(({ id }) => id),
    [],
  );
  assert.ok(requests() <= 32 + 8, `${requests()} requests`);
  assert.equal(world.ledger.sums().held, 0);
});

test('no money is held while agents wait', async () => {
  const time = virtualTime();
  const { world, run } = team(time, () => fails('rate-limit', { retryAfterMs: 10_000 }));
  const endings = Promise.all(AGENTS.map(run));
  await time.pass(5_000);
  assert.deepEqual(world.ledger.sums(), { held: 0, settled: 0 });
  await time.pass(60_000);
  await endings;
});

test('agents that meet an overloaded provider stop asking it, and say why', async () => {
  const time = virtualTime();
  const { run, requests } = team(time, () => fails('server', { status: 529 }));
  const endings = Promise.all(AGENTS.map(run));
  await time.pass(120_000);
  const states = await endings;
  assert.ok(requests() <= 8 + 4, `${requests()} requests`);
  const words = states.map(({ ending }) => (ending !== undefined && 'why' in ending ? ending.why : ''));
  assert.equal(
    words.filter((why) => /the last \d+ calls failed: it failed: server; (tried again at|one call is trying)/.test(why)).length >= 32 - 12,
    true,
  );
});

test('a provider that takes four calls in two seconds is asked less than three times for an answer', async () => {
  const time = virtualTime();
  const traffic = createTraffic({ clock: time.clock, random: () => 0.5 });
  const taken: number[] = [];
  let [requests, answered] = [0, 0];
  const ask = async (agent: string): Promise<void> => {
    for (;;) {
      const admission = await traffic.admit(CARD, { tokens: 10, agent, deadlineMs: Infinity }, FOREVER);
      assert.ok(admission.ok);
      requests += 1;
      await time.clock.sleep(50, FOREVER);
      if (taken.filter((at) => time.clock.now() - at < 2_000).length >= 4) {
        admission.leave(LIMITED);
        continue;
      }
      taken.push(time.clock.now());
      await time.clock.sleep(300, FOREVER);
      admission.leave(ANSWERED);
      answered += 1;
      return;
    }
  };
  const all = Promise.all(AGENTS.map((agent) => ask(agent)));
  await time.pass(120_000);
  await all;
  assert.equal(answered, 32);
  assert.ok(requests < 3 * 32, `${requests} requests for 32 answers`);
});

test('agents with work left are served in turn: none is ever two calls behind another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom(ANSWERED, ANSWERED, ANSWERED, LIMITED), { minLength: 1, maxLength: 40 }),
      async (wanted, ...[concurrent, ends]) => {
        const time = virtualTime();
        const traffic = createTraffic({ clock: time.clock, random: () => 0, limits: () => ({ concurrent }) });
        const log: { readonly at: number; readonly index: number }[] = [];
        let calls = 0;
        // All are in the queue before the first one goes.
        const first = await traffic.admit(CARD, { tokens: 1, agent: 'first' }, FOREVER);
        assert.ok(first.ok);
        first.leave(LIMITED);
        const one = async (index: number): Promise<void> => {
          const admission = await traffic.admit(CARD, { tokens: 1, agent: `agent-${index}`, deadlineMs: Infinity }, FOREVER);
          assert.ok(admission.ok);
          log.push({ at: time.clock.now(), index });
          await time.clock.sleep(100, FOREVER);
          admission.leave(ends[(calls += 1) % ends.length] ?? ANSWERED);
        };
        const all = Promise.all(wanted.flatMap((count, index) => Array.from({ length: count }, () => one(index))));
        await time.pass(600_000);
        await all;
        for (const moment of new Set(log.map(({ at }) => at))) {
          const served = wanted.map((_, index) => log.filter((one) => one.index === index && one.at <= moment).length);
          const behind = wanted.flatMap((all, index) => ((served[index] ?? 0) < all ? [served[index] ?? 0] : []));
          assert.ok(Math.min(...behind) >= Math.max(...served) - 1, `${served} of ${wanted}`);
        }
        assert.equal(
          log.length,
          wanted.reduce((sum, count) => sum + count, 0),
        );
      },
    ),
    { numRuns: 60 },
  );
});

interface Asked {
  readonly tokens: number;
  readonly controller: AbortController;
  state: 'waiting' | 'running' | 'over';
  leave(end: CallEnd): void;
}

type Command =
  | { readonly do: 'ask'; readonly agent: number; readonly tokens: number; readonly deadlineMs: number }
  | { readonly do: 'leave'; readonly which: number; readonly end: CallEnd }
  | { readonly do: 'abort'; readonly which: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'reset' };

const kind = fc.constantFrom('rate-limit', 'server', 'idle', 'quota', 'auth', 'aborted', 'refused', 'context-length', 'unreachable');
const failure = fc
  .record({ kind, retryAfterMs: fc.option(fc.nat(90_000), { nil: undefined }) })
  .map(({ kind: of, retryAfterMs }): CallEnd => {
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { type: 'failed', failure: { kind: of, message: 'It failed.', nextStep: '', ...wait }, tokens: 0 } as const;
  });
const end: fc.Arbitrary<CallEnd> = fc.oneof(
  fc.nat(50).map((tokens) => ({ type: 'answered', tokens }) as const),
  failure,
  fc.constant({ type: 'not-sent' } as const),
);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      agent: fc.nat(3),
      tokens: fc.nat(60),
      deadlineMs: fc.constantFrom(0, 1_000, 20_000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat(20), end }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), which: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.oneof(fc.nat(3_000), fc.nat(70_000)) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reset' } as const) },
);

const LIMITS = { concurrent: 3, requestsPerMinute: 6, tokensPerMinute: 200 };

/** Plays commands on one model and holds its limits against what was let through. */
class Play {
  readonly #time = virtualTime();
  readonly #traffic;
  readonly #asked: Asked[] = [];
  readonly #broken: string[] = [];
  /** What each call that was sent, or may be, counts for, by the moment it was let through. */
  readonly #window: { readonly at: number; readonly asked: Asked; tokens: number }[] = [];

  constructor(jitter: number) {
    this.#traffic = createTraffic({ clock: this.#time.clock, random: () => jitter, limits: () => LIMITS });
  }

  async run(commands: readonly Command[]): Promise<void> {
    for (const one of commands) {
      this.#take(one);
      await (one.do === 'pass' ? this.#time.pass(one.ms) : this.#time.settle());
    }
    for (let round = 0; round < 40 && this.#waiting().length > 0; round += 1) {
      for (const asked of this.#running()) this.#leave(asked, { type: 'answered', tokens: 1 });
      await this.#time.pass(15_000);
    }
    assert.equal(this.#waiting().length, 0, 'a call waits for ever');
    assert.deepEqual(this.#broken, []);
    for (const asked of this.#running()) this.#leave(asked, { type: 'answered', tokens: 1 });
    await this.#time.pass(1_000);
    assert.deepEqual(
      this.#states().map(({ running, waiting }) => [running, waiting]),
      this.#asked.length === 0 ? [] : [[0, 0]],
    );
    assert.equal(this.#time.sleeping(), 0);
  }

  #take(one: Command): void {
    if (one.do === 'ask') this.#ask(one);
    else if (one.do === 'abort') this.#asked[one.which % this.#asked.length]?.controller.abort();
    else if (one.do === 'reset') this.#traffic.reset(CARD.provider);
    else if (one.do === 'leave') {
      const asked = this.#running()[one.which % Math.max(1, this.#running().length)];
      if (asked !== undefined) this.#leave(asked, one.end);
    }
  }

  #ask({ agent, tokens, deadlineMs }: Extract<Command, { do: 'ask' }>): void {
    const asked: Asked = { tokens, controller: new AbortController(), state: 'waiting', leave: () => assert.fail('it waits') };
    this.#asked.push(asked);
    void this.#traffic.admit(CARD, { tokens, agent: `agent-${agent}`, deadlineMs }, asked.controller.signal).then((admission) => {
      asked.state = admission.ok ? 'running' : 'over';
      if (!admission.ok) return;
      asked.leave = (how) => admission.leave(how);
      const at = this.#time.clock.now();
      this.#window.push({ at, asked, tokens });
      if (this.#running().length > LIMITS.concurrent) this.#broken.push(`${this.#running().length} at once`);
      const minute = this.#window.filter((call) => at - call.at < 60_000);
      if (minute.length > LIMITS.requestsPerMinute) this.#broken.push(`${minute.length} requests in a minute`);
      const used = minute.reduce((sum, call) => sum + call.tokens, 0);
      if (used > LIMITS.tokensPerMinute) this.#broken.push(`${used} tokens in a minute`);
    });
  }

  #leave(asked: Asked, how: CallEnd): void {
    const index = this.#window.findIndex((call) => call.asked === asked);
    const call = this.#window[index];
    assert.ok(call);
    if (how.type === 'not-sent') this.#window.splice(index, 1);
    else call.tokens = how.tokens;
    asked.state = 'over';
    asked.leave(how);
    // A second word changes nothing.
    asked.leave({ type: 'answered', tokens: 1_000 });
  }

  #running(): readonly Asked[] {
    return this.#asked.filter(({ state }) => state === 'running');
  }

  #waiting(): readonly Asked[] {
    return this.#asked.filter(({ state }) => state === 'waiting');
  }

  #states(): readonly TrafficState[] {
    return this.#traffic.states();
  }
}

test('for any schedule no limit is passed, and every call is let through, refused or aborted in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (commands, jitter) =>
      new Play(jitter).run(commands),
    ),
    { numRuns: 400 },
  );
});
