import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeResult } from '../../../test/fakes/fake-world.ts';
import { nextStep } from '../../core/cascade.ts';
import { nanos, ZERO } from '../../core/money.ts';
import { emptyTask, reduceTask, type RouteEntry, type TaskEvent, type TaskState } from '../../core/task.ts';
import { NO_USAGE } from '../../core/usage.ts';
import { needOf } from './panel-needs.ts';

const RANGE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
const CREATED: TaskEvent = {
  type: 'created',
  subject: { kind: 'edit', title: 'sum.ts: sort', instruction: '', uri: 'file:///sum.ts', range: RANGE, original: '', seat: 'gen-01' },
};
const ANSWERED: readonly TaskEvent[] = [
  { type: 'attempt-started', attempt: 'one', card: 'a', label: 'Model a', reason: '', reservedNanos: ZERO, prompt: '', leftOut: [] },
  {
    type: 'attempt-ended',
    attempt: 'one',
    outcome: { type: 'answer', text: 'x' },
    usage: NO_USAGE,
    usageSource: 'reported',
    nanos: ZERO,
    priceKnown: true,
  },
];
const REFUSED: TaskEvent = { type: 'judged', attempt: 'one', results: [fakeResult('types', 'fail', { finding: 'wrong' })] };

function folded(events: readonly TaskEvent[]): TaskState {
  return events.reduce((state, event) => reduceTask(state, event, 0), emptyTask('t'));
}

/** A task whose only answer was refused, ended as the cascade ends it. */
function refusedTask(...excluded: readonly RouteEntry[]): TaskState {
  const events: readonly TaskEvent[] = [
    CREATED,
    { type: 'routed', candidates: [{ card: 'a', label: 'Model a', reason: '' }], excluded },
    ...ANSWERED,
    REFUSED,
  ];
  const step = nextStep(folded(events));
  assert.equal(step.do, 'end');
  return step.do === 'end' ? folded([...events, { type: 'ended', ending: step.ending }]) : assert.fail();
}

function told(state: TaskState): readonly [words: string, ...buttons: string[]] {
  const { what, actions } = needOf(state);
  return [what, ...actions.map(({ label }) => label)];
}

test('where another model may be asked, a retry with it is offered', () => {
  const other = { card: 'b', label: 'Model b', reason: 'dearer', because: 'others' } as const;
  assert.deepEqual(told(refusedTask(other)), [
    'Model a was tried, none passed: types. Reword the instruction, or retry with another model.',
    'Show best attempt',
    'Retry with…',
    'Receipt',
  ]);
});

test('in a dead end no retry is offered: the words and the buttons lead to another model', () => {
  assert.deepEqual(told(refusedTask()), [
    'Model a was tried, none passed: types. Reword the instruction, or let another model try: download a model, start Ollama, or set a key with "Centuria: Set API Key".',
    'Show best attempt',
    'Download a model',
    'Set API key',
    'Receipt',
  ]);
  const untrusted = told(refusedTask({ card: 'anthropic', label: 'Anthropic', reason: 'not trusted', because: 'untrusted' }));
  assert.match(untrusted[0], /trust this workspace to let clouds be asked/);
  assert.deepEqual(untrusted.slice(1), ['Show best attempt', 'Download a model', 'Receipt']);
});

test('a parked task, one that was cut off before an answer and one with an answer each have their own way on', () => {
  const refusal = {
    level: { kind: 'day', id: '2026-11-23', capNanos: nanos(1) },
    measure: 'money',
    cap: 1,
    settled: 0,
    held: 0,
    needed: 2,
  } as const;
  const parked = folded([CREATED, { type: 'ended', ending: { type: 'parked', why: 'no room', nextStep: 'Raise the budget.', refusal } }]);
  assert.deepEqual(told(parked), ['parked: no room. Raise the budget.', 'Continue', 'Raise the budget', 'Discard', 'Receipt']);
  assert.deepEqual(told(folded([CREATED, { type: 'interrupted' }])).slice(1), ['Retry', 'Dismiss', 'Receipt']);
  assert.deepEqual(told(folded([CREATED, ...ANSWERED, { type: 'interrupted' }])), [
    'interrupted. Look at the best attempt, or retry with another model.',
    'Show best attempt',
    'Retry with…',
    'Receipt',
  ]);
});
