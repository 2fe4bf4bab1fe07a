import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeResult } from '../../../test/fakes/fake-world.ts';
import type { GateResult } from '../../core/gate.ts';
import { ZERO } from '../../core/money.ts';
import { emptyTask, reduceTask, type Ending, type TaskEvent, type TaskState } from '../../core/task.ts';
import { NO_USAGE } from '../../core/usage.ts';
import { answeredAttempt } from './answered-attempt.ts';

const RANGE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
const CREATED: TaskEvent = {
  type: 'created',
  subject: { kind: 'edit', title: 't', instruction: '', uri: 'file:///a', range: RANGE, original: '', seat: 'gen-01' },
};
const FAILED: Ending = { type: 'failed', why: 'none passed', nextStep: '' };

function answered(attempt: string, ...results: readonly GateResult[]): readonly TaskEvent[] {
  return [
    { type: 'attempt-started', attempt, card: attempt, label: attempt, reason: '', reservedNanos: ZERO, prompt: '', leftOut: [] },
    {
      type: 'attempt-ended',
      attempt,
      outcome: { type: 'answer', text: attempt },
      usage: NO_USAGE,
      usageSource: 'reported',
      nanos: ZERO,
      priceKnown: true,
    },
    ...(results.length === 0 ? [] : [{ type: 'judged', attempt, results } as const]),
  ];
}

function task(...events: readonly (TaskEvent | readonly TaskEvent[])[]): TaskState {
  return [CREATED, ...events].flat().reduce((state, event) => reduceTask(state, event, 0), emptyTask('t'));
}

const wrong = (finding: string) => fakeResult('types', 'fail', { finding });

test('the best of the answers that have the form of a result is shown again', () => {
  const formless = answered('formless', fakeResult('format', 'fail', { finding: 'no fence' }));
  const two = answered('two', fakeResult('format', 'pass'), wrong('x'), fakeResult('lint', 'fail', { finding: 'y' }));
  assert.equal(answeredAttempt(task(formless, two, { type: 'ended', ending: FAILED }))?.id, 'two');
  assert.equal(answeredAttempt(task(two, answered('one', wrong('x')), formless, { type: 'ended', ending: FAILED }))?.id, 'one');
  assert.equal(answeredAttempt(task(formless, { type: 'ended', ending: FAILED })), undefined);
});

test('an answer that was interrupted before it was judged is shown again', () => {
  assert.equal(answeredAttempt(task(answered('a', wrong('x')), answered('b'), { type: 'interrupted' }))?.id, 'b');
});

test('what was decided or cancelled is not', () => {
  const proved = [answered('a', fakeResult('types', 'pass')), { type: 'ended', ending: { type: 'proved', attempt: 'a' } }] as const;
  assert.equal(answeredAttempt(task(...proved))?.id, 'a');
  assert.equal(answeredAttempt(task(...proved, { type: 'decided', decision: 'discarded' })), undefined);
  assert.equal(answeredAttempt(task(answered('a'), { type: 'ended', ending: { type: 'cancelled' } })), undefined);
});
