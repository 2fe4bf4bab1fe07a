import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeResult } from '../../../test/fakes/fake-world.ts';
import { ZERO } from '../../core/money.ts';
import { emptyTask, reduceTask, type TaskEvent, type TaskState } from '../../core/task.ts';
import { refusalLine } from '../tasks/refusal-line.ts';
import type { LiveTask } from '../tasks/task-hub.ts';
import { progressWords } from './progress-words.ts';

const TASK: LiveTask = {
  id: 't',
  title: 'sum.ts: handle an empty list',
  seat: 'gen-01',
  uri: 'file:///sum.ts',
  startedAt: 0,
  phase: 'asked',
  label: 'smollm2',
  lastLine: '',
  heardAt: 0,
  begunAt: 0,
  answerLimitMs: 120_000,
  state: undefined,
  cancel: () => undefined,
};

function refused(message: string): TaskState {
  const events: readonly TaskEvent[] = [
    { type: 'attempt-started', attempt: 'a', card: 'c', label: 'bad', reason: '', reservedNanos: ZERO, prompt: '', leftOut: [] },
    { type: 'judged', attempt: 'a', results: [fakeResult('types', 'fail', { finding: message })] },
  ];
  return events.reduce((state, event) => reduceTask(state, event, 0), emptyTask('t'));
}

test('a model that writes is told with its time and its cost', () => {
  assert.equal(progressWords({ ...TASK, phase: 'writing', heardAt: 2000 }, 2500), 'Centuria · smollm2 is writing · 2 s · $0');
  assert.equal(progressWords({ ...TASK, phase: 'starting', label: '' }, 0), 'Centuria · the task is being routed · 0 s · $0');
});

test('of a model that was measured it is told how long its answer will still take, and not before it could begin or once it has answered', () => {
  const started = {
    type: 'attempt-started',
    attempt: 'a',
    card: 'c',
    label: 'smollm2',
    reason: '',
    reservedNanos: ZERO,
    usualMs: 8_000,
    prompt: '',
    leftOut: [],
  } as const;
  const state = reduceTask(emptyTask('t'), started, 0);
  const told = (task: Partial<LiveTask>, now: number): string =>
    progressWords({ ...TASK, phase: 'writing', state, heardAt: now, ...task }, now);
  assert.equal(told({}, 2_000), 'Centuria · smollm2 is writing · 2 s, about 6 s left · $0');
  assert.equal(told({ begunAt: 3_000 }, 5_000), 'Centuria · smollm2 is writing · 5 s, about 6 s left · $0');
  assert.equal(told({}, 9_000), 'Centuria · smollm2 is writing · 9 s, longer than the usual 8 s · $0');
  for (const phase of ['loading', 'waiting', 'judging', 'testing', 'cancelling'] as const)
    assert.doesNotMatch(told({ phase }, 2_000), /left/);
});

test('a server that says nothing is told after 15 s, with how long it may be silent', () => {
  assert.match(progressWords(TASK, 14_999), /has been asked/);
  assert.match(progressWords({ ...TASK, heardAt: 1000 }, 35_000), /smollm2 has not answered for 34 s \(its limit is 120 s\)/);
  assert.match(progressWords({ ...TASK, answerLimitMs: undefined }, 34_000), /has not answered for 34 s ·/);
  assert.match(progressWords({ ...TASK, phase: 'writing', heardAt: 1000 }, 35_000), /has been silent for 34 s/);
  assert.match(progressWords({ ...TASK, phase: 'judging' }, 60_000), /the gates are checking/);
});

test('a refusal is one clause beside the code, however long its evidence, which the full line keeps', () => {
  const message = 'Property lenght does not exist on type readonly number[]. '.repeat(10);
  const state = refused(message);
  assert.equal(progressWords({ ...TASK, state }, 1000), 'Centuria · smollm2 has been asked · 1 s · $0 · bad refused by types (R1)');
  assert.equal(refusalLine(state), `bad's answer was refused by types, line 3: ${message} (R1)`);
});

test('a task that is being cancelled says that, whatever it was doing', () => {
  assert.equal(progressWords({ ...TASK, phase: 'cancelling' }, 40_000), 'Centuria · smollm2 is being cancelled · 40 s · $0');
});
