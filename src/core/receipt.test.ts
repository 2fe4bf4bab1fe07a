import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, fails, fakeCard, fakeLocalCard, fakeResult, fakeWorld, usageOf } from '../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../test/fakes/fake-work.ts';
import { nanos } from './money.ts';
import { receiptOf, spentNanos } from './receipt.ts';
import { emptyTask, reduceTask } from './task.ts';

test('a receipt has every attempt with why, what came, what it cost and which gate refused it', async () => {
  const world = fakeWorld({
    turns: { small: [answers('bad')], cheap: [fails('cut', { usage: usageOf(30, 1) })], big: [answers('good', usageOf(100, 20))] },
  });
  const cards = [
    fakeLocalCard('small'),
    fakeCard('cheap', { provider: 'openai', family: 'openai' }),
    fakeCard('big'),
    fakeLocalCard('blind', { serves: [] }),
  ];
  const work = fakeWork({
    check: (text) => [text === 'good' ? fakeResult('types', 'pass') : fakeResult('types', 'fail', { finding: 'x' })],
  });
  const receipt = receiptOf(await fakeRun(world, { cards }, work));
  assert.deepEqual(
    receipt.rows.map(({ model, outcome, nanos: cost, tokens, estimated }) => ({ model, outcome, cost, tokens, estimated })),
    [
      { model: 'small', outcome: 'answered', cost: 0, tokens: 15, estimated: false },
      { model: 'cheap', outcome: 'cut: it failed: cut.', cost: 32, tokens: 31, estimated: true },
      { model: 'big', outcome: 'answered', cost: 140, tokens: 120, estimated: false },
    ],
  );
  assert.match(receipt.rows[0]?.gates ?? '', /types failed/);
  assert.equal(receipt.rows[1]?.gates, '');
  assert.match(receipt.rows[2]?.reason ?? '', /ends the route/);
  assert.equal(receipt.totalNanos, world.ledger.sums().settled);
  assert.deepEqual(
    receipt.excluded.map(({ label }) => label),
    ['blind'],
  );
});

test('an attempt whose end is not known counts as what was reserved for it', () => {
  const started = {
    type: 'attempt-started',
    attempt: '1',
    card: 'a',
    label: 'A',
    reason: '',
    reservedNanos: nanos(77),
    prompt: 'p',
    leftOut: [],
  } as const;
  const receipt = receiptOf(reduceTask(emptyTask('t'), started, 5));
  assert.equal(receipt.totalNanos, 77);
  const { outcome, elapsedMs, priceKnown } = receipt.rows[0] ?? assert.fail();
  assert.deepEqual([outcome, elapsedMs, priceKnown], ['no outcome yet', undefined, false]);
});

test('an attempt that was cut off is interrupted, and one for which nothing was reserved cost nothing', () => {
  const started = {
    type: 'attempt-started',
    attempt: '1',
    card: 'a',
    label: 'A',
    reason: '',
    reservedNanos: nanos(0),
    prompt: 'p',
    leftOut: [],
  } as const;
  const running = reduceTask(emptyTask('t'), started, 5);
  const { outcome, nanos: cost, priceKnown } = receiptOf(reduceTask(running, { type: 'interrupted' }, 6)).rows[0] ?? assert.fail();
  assert.deepEqual([outcome, cost, priceKnown], ['interrupted', 0, true]);
  assert.equal(receiptOf(running).rows[0]?.outcome, 'no outcome yet');
});

test('a budget that was nearly used up when a model was asked is said in its row, with the time', () => {
  const started = {
    type: 'attempt-started',
    attempt: '1',
    card: 'a',
    label: 'A',
    reason: 'local and free',
    reservedNanos: nanos(7),
    nearCap: ["the day's budget of $5.00 is 84 % used or held"],
    prompt: 'p',
    leftOut: [],
  } as const;
  const { reason, at } = receiptOf(reduceTask(emptyTask('t'), started, 5)).rows[0] ?? assert.fail();
  assert.deepEqual([reason, at], ["local and free; the day's budget of $5.00 is 84 % used or held", 5]);
});

test('a receipt without attempts costs nothing', () => {
  assert.deepEqual(receiptOf(emptyTask('t')), { rows: [], totalNanos: 0, excluded: [] });
});

test('the model that answered is named beside the one that was asked', async () => {
  const finish = { type: 'finish', reason: 'stop', usage: usageOf(1, 1), servedModel: 'big-2026' } as const;
  const world = fakeWorld({
    turns: {
      big: [
        async function* () {
          yield finish;
        },
      ],
    },
  });
  assert.equal(receiptOf(await fakeRun(world, { cards: [fakeCard('big')] })).rows[0]?.model, 'big (big-2026)');
});

test('what a running attempt holds is not spent', () => {
  const ended = {
    id: '1',
    card: 'a/b',
    label: 'b',
    reason: '',
    reservedNanos: nanos(50),
    prompt: '',
    leftOut: [],
    startedAt: 0,
    nanos: nanos(7),
  };
  const running = { id: '2', card: 'a/c', label: 'c', reason: '', reservedNanos: nanos(90), prompt: '', leftOut: [], startedAt: 1 };
  assert.equal(spentNanos({ ...emptyTask('t'), attempts: [ended, running] }), 7);
});
