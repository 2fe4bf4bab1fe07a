import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fails, fakeCard, fakeLocalCard, fakeResult, fakeWorld, says, usageOf, type Turn } from '../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../test/fakes/fake-work.ts';
import type { FailureKind } from './failure.ts';
import type { GateResult } from './gate.ts';
import { nanos } from './money.ts';
import type { ProviderEvent } from './provider.ts';
import { receiptOf } from './receipt.ts';
import { emptyTask, reduceTask } from './task.ts';

const CARDS = [
  fakeLocalCard('small'),
  fakeCard('cheap', { provider: 'openai', family: 'openai' }),
  fakeCard('unpriced', { provider: 'gemini', family: 'gemini', price: 'unknown' }),
  fakeCard('big'),
];
const KINDS: readonly FailureKind[] = [
  'rate-limit',
  'server',
  'cut',
  'idle',
  'quota',
  'crashed',
  'refused',
  'unreachable',
  'context-length',
  'aborted',
];
/** Of the fake prompt: no provider that keeps to its limits reports more than was reserved. */
const usage = fc.record({ input: fc.nat(30), output: fc.nat(100) }).map(({ input, output }) => usageOf(input, output));
const deltas: fc.Arbitrary<readonly ProviderEvent[]> = fc.array(
  fc.oneof(
    fc.string({ maxLength: 40 }).map((text) => ({ type: 'text-delta', text }) as const),
    fc.string({ maxLength: 400 }).map((text) => ({ type: 'reasoning-delta', text }) as const),
    usage.map((seen) => ({ type: 'usage', usage: seen }) as const),
    fc.constant({ type: 'loading' } as const),
    fc.constant({ type: 'text-delta', text: 'x'.repeat(3000) } as const),
  ),
  { maxLength: 5 },
);
const ending: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ usage, reason: fc.constantFrom('stop', 'length') }).map((end) => says({ type: 'finish', ...end })) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        kind: fc.constantFrom(...KINDS),
        sent: fc.boolean(),
        seen: fc.option(usage, { nil: undefined }),
        status: fc.constantFrom(undefined, 503),
      })
      .map(({ kind, sent, seen, status }) =>
        fails(kind, { sent, ...(seen === undefined ? {} : { usage: seen }), ...(status === undefined ? {} : { status }) }),
      ),
  },
  { weight: 1, arbitrary: fc.constant(says()) },
  {
    weight: 1,
    arbitrary: fc.constant(() => {
      throw new Error('a mistake of the adapter');
    }),
  },
);
const turn: fc.Arbitrary<Turn> = fc.tuple(deltas, ending).map(
  ([events, end]): Turn =>
    async function* (request, signal) {
      yield* says(...events)(request, signal);
      yield* end(request, signal);
    },
);
const verdicts: fc.Arbitrary<readonly GateResult[]> = fc.oneof(
  fc.constantFrom('one', 'two', 'three').map((finding) => [fakeResult('types', 'fail', { finding })]),
  fc.constantFrom('pass' as const, 'unknown' as const, 'not-applicable' as const).map((verdict) => [fakeResult('types', verdict)]),
);
const schedule = fc.record({
  turns: fc.array(turn, { minLength: 12, maxLength: 12 }),
  verdicts: fc.array(verdicts, { minLength: 6, maxLength: 6 }),
  dayCap: fc.constantFrom(0, 300, 600, 1000, 5000),
  taskCap: fc.constantFrom(0, 300, 600, 1000, 5000),
  tokenCap: fc.constantFrom(undefined, 0, 300, 600, 1000),
  /** After how many steps of the task the person cancels. */
  abortAfter: fc.oneof(fc.nat(25), fc.constant(1000)),
  busy: fc.nat(3),
});

test('whatever providers, budgets and people do: nothing stays held, no cap is passed, one row an attempt', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async ({ turns, verdicts: judged, dayCap, taskCap, tokenCap, abortAfter, busy }) => {
      const perModel = (index: number): readonly Turn[] => turns.slice(3 * index, 3 * index + 3);
      const world = fakeWorld({
        busy,
        unpriced: ['unpriced'],
        turns: Object.fromEntries(CARDS.map(({ model }, index) => [model, perModel(index)])),
      });
      const controller = new AbortController();
      let steps = 0;
      const onProgress = (): void => {
        steps += 1;
        if (steps > abortAfter) controller.abort();
      };
      let checks = 0;
      const work = fakeWork({ check: () => judged[checks++] ?? [fakeResult('format', 'pass')] });
      const caps = {
        day: { nanos: nanos(dayCap) },
        task: { nanos: nanos(taskCap), ...(tokenCap === undefined ? {} : { tokens: tokenCap }) },
      };
      const state = await fakeRun(world, { cards: CARDS, caps, signal: controller.signal, onProgress }, work);

      const { held, settled } = world.ledger.sums();
      assert.equal(held, 0);
      assert.ok(settled <= Math.min(dayCap, taskCap), `${settled} of ${dayCap} and ${taskCap}`);
      const { settledTokens, heldTokens } = world.ledger.totals({ kind: 'task', id: 'task-1' });
      assert.ok(heldTokens === 0 && settledTokens <= (tokenCap ?? Infinity), `${settledTokens} of ${tokenCap} tokens`);
      assert.ok(state.ending !== undefined);
      assert.deepEqual(
        state.attempts.map(({ id }) => id),
        world.ledger.rows({ task: 'task-1' }).map(({ attempt }) => attempt),
      );
      assert.equal(receiptOf(state).totalNanos, settled);
      assert.deepEqual(
        world.events.reduce((folded, { event, at }) => reduceTask(folded, event, at), emptyTask('task-1')),
        state,
      );
      const ends = world.calls.filter((call) => /^(settle|release) /.test(call));
      assert.equal(new Set(ends.map((call) => call.replace(/^\w+ /, ''))).size, ends.length);
      assert.equal(ends.length, state.attempts.length);
      assert.equal(
        world.calls.filter((call) => call.startsWith('slot ')).length,
        world.calls.filter((call) => call.startsWith('free ')).length,
      );
      assert.ok(state.attempts.length <= 6);
      for (const [index, call] of world.calls.entries())
        if (call.startsWith('ask ')) assert.match(world.calls[index - 1] ?? '', /^reserve /);
    }),
    { numRuns: 300 },
  );
});
