import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fails, fakeCard, fakeLocalCard, fakeWorld, says, usageOf, type Turn } from '../../test/fakes/fake-world.ts';
import { FAKE_CONVERSATION, fakeCall } from '../../test/fakes/fake-call.ts';
import type { FailureKind } from './failure.ts';
import { nanos } from './money.ts';
import type { ProviderEvent } from './provider.ts';
import { receiptOf } from './receipt.ts';
import { emptyTask, reduceTask } from './task.ts';

const CARDS = [fakeLocalCard('small'), fakeCard('cheap', { provider: 'openai', family: 'openai' }), fakeCard('big')];
const KINDS: readonly FailureKind[] = ['rate-limit', 'server', 'cut', 'idle', 'quota', 'unreachable', 'context-length', 'aborted'];
/** No provider that keeps to its limits reports more than was reserved for the shortest answer. */
const usage = fc.record({ input: fc.nat(30), output: fc.nat(200) }).map(({ input, output }) => usageOf(input, output));
const piece: fc.Arbitrary<ProviderEvent> = fc.oneof(
  fc.string({ maxLength: 40 }).map((text) => ({ type: 'text-delta', text }) as const),
  fc.string({ maxLength: 40 }).map((text) => ({ type: 'reasoning-delta', text }) as const),
  usage.map((seen) => ({ type: 'usage', usage: seen }) as const),
  fc.constant({ type: 'tool-call', call: { id: 'c', name: 'n', arguments: '{}' } } as const),
);
const ending: fc.Arbitrary<Turn> = fc.oneof(
  usage.map((seen) => says({ type: 'finish', reason: 'stop', usage: seen })),
  fc
    .record({ kind: fc.constantFrom(...KINDS), sent: fc.boolean(), seen: fc.option(usage, { nil: undefined }) })
    .map(({ kind, sent, seen }) => fails(kind, { sent, ...(seen === undefined ? {} : { usage: seen }) })),
  fc.constant(says()),
);
const turn: fc.Arbitrary<Turn> = fc.tuple(fc.array(piece, { maxLength: 3 }), ending).map(
  ([events, end]): Turn =>
    async function* (request, signal) {
      yield* says(...events)(request, signal);
      yield* end(request, signal);
    },
);
const schedule = fc.record({
  turns: fc.array(turn, { minLength: 54, maxLength: 54 }),
  cap: fc.constantFrom(0, 700, 1500, 5000, 20_000),
  calls: fc.array(fc.record({ abortAfter: fc.oneof(fc.nat(8), fc.constant(1000)), mayRestart: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  busy: fc.nat(3),
});

test('whatever models, budgets and callers do: nothing stays held, no cap is passed, nothing follows what was shown', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async ({ turns, cap, calls, busy }) => {
      const world = fakeWorld({
        busy,
        turns: Object.fromEntries(CARDS.map(({ model }, index) => [model, turns.slice(18 * index, 18 * index + 18)])),
      });
      const made = await Promise.all(
        calls.map(async ({ abortAfter, mayRestart }, index) => {
          const controller = new AbortController();
          let seen = 0;
          const onEvent = (): undefined => void ((seen += 1) > abortAfter && controller.abort());
          const id = `task-${index}`;
          const call = await fakeCall(world, {
            id,
            cards: CARDS,
            caps: { day: { nanos: nanos(cap) } },
            mayRestart,
            signal: controller.signal,
            onEvent,
            conversation: FAKE_CONVERSATION,
          });
          return { ...call, id, mayRestart };
        }),
      );
      const { held, settled } = world.ledger.sums();
      assert.equal(held, 0);
      assert.ok(settled <= cap, `${settled} of ${cap}`);
      for (const { id, end, events, mayRestart } of made) {
        const state = world.events
          .filter(({ task }) => task === id)
          .reduce((folded, { event, at }) => reduceTask(folded, event, at), emptyTask(id));
        assert.deepEqual(
          state.attempts.map((attempt) => attempt.id),
          world.ledger.rows({ task: id }).map(({ attempt }) => attempt),
        );
        assert.deepEqual(
          state.attempts.map((attempt) => attempt.id),
          end.attempts.map(({ attempt }) => attempt),
        );
        assert.equal(
          receiptOf(state).totalNanos,
          end.attempts.reduce((sum, { nanos: cost }) => sum + cost, 0),
        );
        assert.ok(state.ending !== undefined);
        assert.equal(events.filter(({ type }) => type === 'end').length, 1);
        const shown = events.findIndex(({ type }) => type === 'text-delta' || type === 'reasoning-delta' || type === 'tool-call');
        if (!mayRestart && shown >= 0) assert.ok(!events.slice(shown).some(({ type }) => type === 'attempt'));
      }
      const count = (what: string): number => world.calls.filter((call) => call.startsWith(what)).length;
      assert.equal(count('slot '), count('free '));
    }),
    { numRuns: 200 },
  );
});
