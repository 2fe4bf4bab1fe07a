import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeResult } from '../../test/fakes/fake-world.ts';
import type { GateId, GateResult, Verdict } from './gate.ts';
import type { TaskKind } from './model-card.ts';
import { ZERO } from './money.ts';
import { isCutOff, isDone, isParked, taskLook, taskWords } from './task-words.ts';
import { emptyTask, reduceTask, type Ending, type TaskEvent, type TaskState } from './task.ts';

const SUBJECT = {
  kind: 'edit',
  title: 't',
  instruction: 'i',
  uri: 'file:///a',
  range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
  original: '',
  seat: 'gen-01',
} as const;
const STARTED: TaskEvent = {
  type: 'attempt-started',
  attempt: 'a',
  card: 'c',
  label: 'C',
  reason: '',
  reservedNanos: ZERO,
  prompt: '',
  leftOut: [],
};
const PROVED: Ending = { type: 'proved', attempt: 'a' };

function after(...events: readonly TaskEvent[]): TaskState {
  return events.reduce((state, event) => reduceTask(state, event, 1), emptyTask('t'));
}

function ended(
  ending: Ending,
  results: readonly GateResult[],
  { kind = 'edit', note }: { readonly kind?: TaskKind; readonly note?: string } = {},
): TaskState {
  const judged: TaskEvent = { type: 'judged', attempt: 'a', results, ...(note === undefined ? {} : { note }) };
  return after({ type: 'created', subject: { ...SUBJECT, kind } }, STARTED, judged, { type: 'ended', ending });
}

const result = fc
  .tuple(fc.constantFrom<GateId>('format', 'syntax', 'types'), fc.constantFrom<Verdict>('pass', 'fail', 'unknown'))
  .map(([gate, verdict]) => fakeResult(gate, verdict));

test('the word proved never stands alone, whatever the gates said', () => {
  fc.assert(
    fc.property(fc.array(result), fc.constantFrom<TaskKind>('edit', 'ask', 'analyse'), (results, kind) => {
      assert.doesNotMatch(taskWords(ended(PROVED, results, { kind })).replaceAll('not proved', ''), /proved/);
    }),
  );
});

test('when the gates ran again after the end, their newer verdict is what is said and shown', () => {
  const before = ended(PROVED, [fakeResult('types', 'pass')]);
  const now = reduceTask(before, { type: 'judged', attempt: 'a', results: [fakeResult('types', 'fail')] }, 2);
  assert.deepEqual([taskLook(before), taskLook(now)], ['done', 'failed']);
  assert.match(taskWords(now), /^types failed/);
  const unknown = reduceTask(now, { type: 'judged', attempt: 'a', results: [fakeResult('types', 'unknown', { why: 'too slow.' })] }, 3);
  assert.deepEqual([taskLook(unknown), taskWords(unknown)], ['not-proved', 'not proved: types, too slow']);
});

test('what the person set aside looks neither passed nor failed', () => {
  for (const decision of ['discarded', 'dismissed', 'undone'] as const) {
    const state = reduceTask(ended(PROVED, [fakeResult('types', 'pass')]), { type: 'decided', decision }, 2);
    assert.equal(taskLook(state), 'set-aside');
    assert.match(taskWords(state), new RegExp(`^${decision}, types passed`));
  }
  assert.equal(taskLook(reduceTask(ended(PROVED, [fakeResult('types', 'pass')]), { type: 'decided', decision: 'accepted' }, 2)), 'done');
});

test('a change or an analysis that was cut off waits for the person until it is decided on', () => {
  const created: TaskEvent = { type: 'created', subject: SUBJECT };
  const cut = after(created, STARTED, { type: 'interrupted' });
  assert.deepEqual(
    [after(created, STARTED), cut, after(created, STARTED, { type: 'interrupted' }, { type: 'decided', decision: 'dismissed' })].map(
      isCutOff,
    ),
    [false, true, false],
  );
});

test('what was refused, failed, cancelled or cut off is not done, whatever it was, until the person decides on it', () => {
  const analyse = { kind: 'analyse' } as const;
  const endings: readonly Ending[] = [
    { type: 'refused', why: 'w', nextStep: 'n' },
    { type: 'failed', why: 'w', nextStep: 'n' },
    { type: 'cancelled' },
  ];
  for (const ending of endings) {
    const state = ended(ending, [], analyse);
    assert.deepEqual([isDone(state), isDone(reduceTask(state, { type: 'decided', decision: 'dismissed' }, 2))], [false, true], ending.type);
  }
  assert.deepEqual(
    [isDone(ended(PROVED, [fakeResult('format', 'pass')], analyse)), isDone(ended(PROVED, [fakeResult('types', 'unknown')]))],
    [true, true],
  );
});

test('failed, refused, cancelled, interrupted and elsewhere are told apart', () => {
  const failed = ended({ type: 'failed', why: 'none passed: types.', nextStep: '' }, []);
  assert.deepEqual([taskLook(failed), taskWords(failed)], ['failed', 'none passed: types']);
  assert.equal(taskLook(ended({ type: 'refused', why: 'No model.', nextStep: '' }, [])), 'refused');
  assert.equal(taskLook(ended({ type: 'cancelled' }, [])), 'cancelled');
  assert.equal(taskLook(after(STARTED, { type: 'interrupted' })), 'interrupted');
  assert.deepEqual([taskLook(after(STARTED)), taskWords(after(STARTED))], ['elsewhere', 'running in another window or process']);
});

test('a question is answered, and an analysis says what it found', () => {
  assert.equal(taskWords(ended(PROVED, [fakeResult('format', 'pass')], { kind: 'ask' })), 'answered');
  assert.equal(taskWords(ended(PROVED, [fakeResult('format', 'pass')], { kind: 'analyse', note: '2 findings' })), '2 findings');
});

test('a benchmark is done once something was measured, whatever its last answer was worth', () => {
  const state = ended({ type: 'not-proved', attempt: 'a', why: 'x' }, [fakeResult('format', 'fail', { finding: 'wrong' })], {
    kind: 'benchmark',
  });
  assert.deepEqual([taskLook(state), taskWords(state)], ['done', 'measured']);
});

test('a parked task says what it waits for, and is none any more once it was discarded', () => {
  const refusal = { level: { kind: 'day', id: '2026-11-23' }, measure: 'money', cap: 5, settled: 5, held: 0, needed: 2 } as const;
  const parked = after(
    { type: 'created', subject: SUBJECT },
    { type: 'ended', ending: { type: 'parked', why: "C: the day's budget has nothing left.", nextStep: '', refusal } },
  );
  assert.deepEqual(
    [isParked(parked), taskLook(parked), taskWords(parked)],
    [true, 'parked', "parked: C: the day's budget has nothing left"],
  );
  const discarded = reduceTask(parked, { type: 'decided', decision: 'discarded' }, 2);
  assert.deepEqual([isParked(discarded), taskLook(discarded)], [false, 'set-aside']);
  assert.equal(taskLook(reduceTask(parked, { type: 'resumed' }, 2)), 'elsewhere');
});
