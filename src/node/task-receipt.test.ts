import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import * as v from 'valibot';
import {
  answers,
  fails,
  fakeCard,
  fakeLocalCard,
  fakeResult,
  fakeWorld,
  usageOf,
  type FakeWorldOptions,
} from '../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../test/fakes/fake-work.ts';
import { DAY, openedStore, request } from '../../test/ledger/books.ts';
import { RECEIPT_FIELDS, receiptSchema } from '../../test/lib/receipt-schema.ts';
import { nanos } from '../core/money.ts';
import type { World } from '../core/ports.ts';
import type { ReceiptDocument } from '../core/receipt-document.ts';
import type { Store } from './store.ts';
import { taskReceipt } from './task-receipt.ts';

/** The scripted world with the real books, as a host has them. */
function booked(store: Store, options: FakeWorldOptions): World {
  const log: World['log'] = {
    append: (task, event, at) => void store.log.append(task, event, at),
    putText: (text) => store.log.putText(text),
  };
  return { ...fakeWorld(options), ledger: store.ledger, log };
}

async function escalated(t: TestContext): Promise<{ readonly store: Store; readonly receipt: ReceiptDocument }> {
  const store = openedStore(t);
  const world = booked(store, {
    turns: { small: [answers('bad')], cheap: [fails('cut', { usage: usageOf(30, 1) })], big: [answers('good', usageOf(100, 20))] },
  });
  const cards = [
    fakeLocalCard('small'),
    fakeCard('cheap', { provider: 'openai', family: 'openai' }),
    fakeCard('big'),
    fakeLocalCard('blind', { serves: [] }),
  ];
  await fakeRun(
    world,
    { cards },
    fakeWork({
      check: (text) => [text === 'good' ? fakeResult('types', 'pass') : fakeResult('types', 'fail', { finding: 'no such name' })],
    }),
  );
  return { store, receipt: read(store, 'task-1') };
}

/** As it is after a program has read it. */
function read(store: Store, task: string): ReceiptDocument {
  return v.parse(receiptSchema, JSON.parse(JSON.stringify(taskReceipt(store, task))));
}

test('a receipt tells the whole chain by its schema: the route, each attempt with its money and gates, the evidence that was handed on', async (t) => {
  const { receipt } = await escalated(t);
  assert.deepEqual(
    receipt.route.candidates.map(({ model }) => model),
    ['ollama/small', 'openai/cheap', 'anthropic/big'],
  );
  assert.deepEqual(
    receipt.route.notAsked.map(({ label }) => label),
    ['blind'],
  );
  assert.deepEqual(
    receipt.attempts.map(({ label, outcome, cost, usageIs, judgement }) => [label, outcome, cost.usd, usageIs, judgement]),
    [
      ['small', 'ok', '0.000000000', 'reported', 'refused'],
      ['cheap', 'cut', '0.000000032', 'estimated', undefined],
      ['big', 'ok', '0.000000140', 'reported', 'proved'],
    ],
  );
  assert.deepEqual(
    receipt.attempts.map(({ evidence }) => [evidence?.of, evidence?.lines]),
    [
      [undefined, undefined],
      ['small', ['types, line 3: no such name (R1)']],
      ['small', ['types, line 3: no such name (R1)']],
    ],
  );
  assert.deepEqual(
    receipt.attempts[0]?.gates[0]?.findings.map(({ line, message }) => [line, message]),
    [[3, 'no such name']],
  );
  assert.deepEqual(receipt.ending, { type: 'proved', attempt: receipt.attempts[2]?.attempt });
});

test('its sums are those of its attempts and of the ledger', async (t) => {
  const { store, receipt } = await escalated(t);
  const sum = (of: (attempt: ReceiptDocument['attempts'][number]) => number): number =>
    receipt.attempts.reduce((total, one) => total + of(one), 0);
  assert.equal(
    receipt.total.cost.nanos,
    sum(({ cost }) => cost.nanos),
  );
  assert.equal(receipt.total.cost.nanos, store.ledger.totals({ kind: 'task', id: 'task-1' }).settledNanos);
  assert.equal(
    receipt.total.tokens.total,
    sum(({ usage }) => usage.total),
  );
  assert.equal(receipt.total.tokens.total, store.ledger.totals({ kind: 'task', id: 'task-1' }).settledTokens);
  assert.equal(receipt.total.attempts, 3);
});

test('texts stand in it by the reference under which the store has them, never themselves', async (t) => {
  const { store, receipt } = await escalated(t);
  const [first] = receipt.attempts;
  assert.match(store.log.text(first?.prompt ?? '') ?? '', /do it/);
  assert.equal(store.log.text(first?.answer ?? ''), 'bad');
  assert.equal(receipt.instruction, store.log.putText('do it'));
  assert.ok(!JSON.stringify(receipt).includes('You are asked by a test'));
});

test('a correction that came later is in it, though the log does not know of it', async (t) => {
  const { store, receipt } = await escalated(t);
  const { attempt = '' } = receipt.attempts[2] ?? {};
  store.ledger.correct({ attempt, outcome: 'ok', usage: usageOf(100, 21), usageSource: 'reported', nanos: nanos(999), at: 9e12 });
  assert.deepEqual([read(store, 'task-1').attempts[2]?.cost.nanos, read(store, 'task-1').total.cost.nanos], [999, 999 + 32]);
});

test('what was reserved before its process died is told, and so is that nobody runs the task any more', (t) => {
  const store = openedStore(t);
  store.ledger.reserve(request('a', 70, { task: 'lost', path: [{ kind: 'day', id: DAY }] }));
  const held = read(store, 'lost');
  assert.deepEqual([held.attempts[0]?.state, held.total.held.nanos, held.total.cost.nanos, held.ending.type], ['held', 70, 0, 'under-way']);
  store.log.append('lost', { type: 'created' } as { type: string }, 5);
  store.owners.leave();
  assert.deepEqual(
    [read(store, 'lost').attempts[0]?.state, read(store, 'lost').total.cost.nanos, read(store, 'lost').ending.type],
    ['expired', 70, 'interrupted'],
  );
});

test('a task that nobody knows has none', (t) => {
  assert.equal(taskReceipt(openedStore(t), 'nobody'), undefined);
});

test('docs/receipt.md names every field of the schema', () => {
  const words = readFileSync(new URL('../../docs/receipt.md', import.meta.url), 'utf8');
  assert.ok(RECEIPT_FIELDS.length > 50);
  assert.deepEqual(
    RECEIPT_FIELDS.filter((field) => !new RegExp(`\`(?:[a-z]+\\.)?${field}\``).test(words)),
    [],
  );
});
