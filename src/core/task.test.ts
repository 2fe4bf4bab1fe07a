import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeResult } from '../../test/fakes/fake-world.ts';
import { FAKE_SUBJECT } from '../../test/fakes/fake-work.ts';
import { ZERO } from './money.ts';
import { emptyTask, reduceTask, type TaskEvent } from './task.ts';
import { NO_USAGE } from './usage.ts';

const start = (attempt: string): TaskEvent => ({
  type: 'attempt-started',
  attempt,
  card: 'a',
  label: 'A',
  reason: 'r',
  reservedNanos: ZERO,
  prompt: 'p',
  leftOut: [],
});
const end: TaskEvent = {
  type: 'attempt-ended',
  attempt: '2',
  outcome: { type: 'answer', text: 't' },
  usage: NO_USAGE,
  usageSource: 'reported',
  nanos: ZERO,
  priceKnown: true,
};

function fold(...events: readonly TaskEvent[]) {
  return events.reduce((state, event, index) => reduceTask(state, event, 100 + index), emptyTask('t'));
}

test('a task remembers when it was made and when it last changed', () => {
  const state = fold({ type: 'created', subject: FAKE_SUBJECT }, start('1'));
  assert.deepEqual([state.createdAt, state.changedAt, state.attempts[0]?.startedAt], [100, 101, 101]);
});

test('what happens to an attempt changes that one alone', () => {
  const state = fold(start('1'), start('2'), end, {
    type: 'judged',
    attempt: '2',
    results: [fakeResult('types', 'pass')],
    note: '1 finding',
  });
  assert.deepEqual(
    state.attempts.map(({ id, endedAt, note }) => [id, endedAt, note]),
    [
      ['1', undefined, undefined],
      ['2', 102, '1 finding'],
    ],
  );
  assert.equal(state.attempts[0]?.outcome, undefined);
  assert.equal(state.attempts[1]?.results?.length, 1);
});

test('an event leaves the state before it as it was', () => {
  const before = fold(start('2'));
  const copy = structuredClone(before);
  reduceTask(before, end, 5);
  assert.deepEqual(before, copy);
});

test('the last refusal is kept when a later one is passed over for another reason', () => {
  const refusal = { level: { kind: 'day', id: 'd' }, measure: 'money', cap: 0, settled: 0, held: 0, needed: 0 } as const;
  const state = fold(
    { type: 'skipped', card: 'a', label: 'A', why: 'dear', refusal },
    { type: 'skipped', card: 'b', label: 'B', why: 'a secret' },
  );
  assert.deepEqual(state.lastRefusal, refusal);
  assert.deepEqual(
    state.skipped.map(({ reason }) => reason),
    ['dear', 'a secret'],
  );
});

test('the end, what the person did with it, and a death of the process are kept', () => {
  const state = fold({ type: 'ended', ending: { type: 'cancelled' } }, { type: 'decided', decision: 'accepted' }, { type: 'interrupted' });
  assert.deepEqual([state.ending?.type, state.decision, state.interrupted], ['cancelled', 'accepted', true]);
});
