import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { atEnd, dayAndTask, DAY, NOON, openedStore, request, settlement } from '../../test/ledger/books.ts';
import { NO_USAGE } from '../core/usage.ts';
import type { Store } from './store.ts';
import { DAY_TASKS_SQL } from './task-spend.ts';

const BEFORE = '2026-11-22';
const ROUTED = {
  type: 'routed',
  candidates: [
    { card: 'ollama/llama', label: 'llama', reason: 'local and free' },
    { card: 'gemini/flash', label: 'flash', reason: 'at most $0.01' },
  ],
  excluded: [
    { card: 'gemini/pro', label: 'pro', reason: 'a cheaper model is asked', because: 'others' },
    { card: 'openai/gpt', label: 'gpt', reason: 'no', because: 'not-allowed' },
  ],
} as const;
const ALLOWED = [...ROUTED.candidates, ROUTED.excluded[0]];

function ask(
  { ledger, log }: Store,
  task: string,
  attempts: readonly (readonly [attempt: string, day: string, amount: number, outcome: string])[],
): void {
  log.append(task, { type: 'created', subject: { title: `${task}.ts: mend` } } as { type: string }, NOON);
  log.append(task, ROUTED, NOON);
  for (const [attempt, day, amount, outcome] of attempts) {
    ledger.reserve(request(attempt, 50, { task, path: [{ kind: 'day', id: day }] }));
    ledger.settle(settlement(attempt, amount, { outcome, usage: { ...NO_USAGE, inputTokens: amount } }));
  }
}

function end({ log }: Store, task: string, attempt: string): void {
  log.append(task, { type: 'ended', ending: { type: 'proved', attempt } } as { type: string }, NOON);
}

function filled(t: TestContext): Store {
  const store = openedStore(t);
  ask(store, 'answered', [
    ['a1', BEFORE, 3, 'ok'],
    ['a2', DAY, 7, 'ok'],
  ]);
  end(store, 'answered', 'a2');
  ask(store, 'failed', [['b1', DAY, 2, 'cut']]);
  ask(store, 'discarded', [['c1', DAY, 4, 'ok']]);
  end(store, 'discarded', 'c1');
  store.log.append('discarded', { type: 'decided', decision: 'discarded' } as { type: string }, NOON);
  return store;
}

test('a task is told with its whole chain, on the day of its last attempt, and with its answer unless it was thrown away', (t) => {
  const store = filled(t);
  assert.deepEqual(store.spend.tasksOf(BEFORE), []);
  const answer = { usage: { ...NO_USAGE, inputTokens: 7 }, at: NOON + 1_000 };
  assert.deepEqual(store.spend.tasksOf(DAY), [
    { allowed: ALLOWED, costNanos: 10, answer },
    { allowed: ALLOWED, costNanos: 2 },
    { allowed: ALLOWED, costNanos: 4 },
  ]);
});

test('calls of which the log tells no route have nobody who might have answered', (t) => {
  const store = openedStore(t);
  store.ledger.reserve(request('a', 5));
  assert.deepEqual(store.spend.tasksOf(DAY), [{ allowed: [], costNanos: 0 }]);
});

test('what has happened since a position is told by the days of its tasks, corrections and decisions too', (t) => {
  const store = filled(t);
  const start = store.spend.position();
  assert.deepEqual(store.spend.daysTouched(start), []);
  store.log.append('answered', { type: 'decided', decision: 'accepted' } as { type: string }, NOON);
  assert.deepEqual(store.spend.daysTouched(start).toSorted(), [BEFORE, DAY]);
  const later = store.spend.position();
  store.ledger.correct(settlement('b1', 9));
  assert.deepEqual(store.spend.daysTouched(later), [DAY]);
});

test('titles are those of the log', (t) => {
  assert.deepEqual(filled(t).spend.titles(['answered', 'nobody']), new Map([['answered', 'answered.ts: mend']]));
});

test('what the tasks of a day came to is looked up, no table is read through', (t) => {
  const store = openedStore(t);
  store.ledger.reserve(request('a', 5, { path: dayAndTask() }));
  const connection = new DatabaseSync(store.path);
  atEnd(t, () => connection.close());
  const plan = connection
    .prepare(`EXPLAIN QUERY PLAN ${DAY_TASKS_SQL}`)
    .all()
    .map(({ detail }) => String(detail));
  assert.ok(!plan.some((step) => /^SCAN (attempts|events|a|e|each|other)\b/.test(step)), plan.join('\n'));
});
