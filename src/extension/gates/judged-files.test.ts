import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeResult } from '../../../test/fakes/fake-world.ts';
import { ZERO } from '../../core/money.ts';
import { emptyTask, reduceTask, type TaskEvent, type TaskState } from '../../core/task.ts';
import { gateLook, gateWords, judgedFiles, judgedWords } from './judged-files.ts';

const RANGE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };

function judged(id: string, uri: string, ...more: readonly TaskEvent[]): TaskState {
  const events: readonly TaskEvent[] = [
    { type: 'created', subject: { kind: 'edit', title: id, instruction: '', uri, range: RANGE, original: '', seat: 'gen-01' } },
    { type: 'attempt-started', attempt: 'a', card: 'c', label: 'C', reason: '', reservedNanos: ZERO, prompt: '', leftOut: [] },
    { type: 'judged', attempt: 'a', results: [fakeResult('types', 'pass')] },
    ...more,
  ];
  return events.reduce((state, event) => reduceTask(state, event, 0), emptyTask(id));
}

const named = (tasks: readonly TaskState[]) => judgedFiles(tasks).map(({ uri, state }) => [uri, state.id]);

test('each file is listed once, with its newest judged change', () => {
  assert.deepEqual(named([judged('3', 'a'), judged('2', 'b'), judged('1', 'a'), emptyTask('0')]), [
    ['a', '3'],
    ['b', '2'],
  ]);
});

test('a discarded or dismissed result is not listed, and the one before it is', () => {
  for (const decision of ['discarded', 'dismissed', 'undone'] as const) {
    assert.deepEqual(named([judged('2', 'a', { type: 'decided', decision }), judged('1', 'a')]), [['a', '1']]);
  }
  assert.deepEqual(named([judged('1', 'a', { type: 'decided', decision: 'accepted' })]), [['a', '1']]);
});

test('a verdict on a text that was edited since says so, also after it was accepted', () => {
  const results = [fakeResult('types', 'pass')];
  assert.equal(judgedWords({ decision: 'accepted' }, results, false), 'accepted, types passed · behaviour not proved');
  assert.equal(
    judgedWords({ decision: 'accepted' }, results, true),
    'accepted, types passed · behaviour not proved, edited since it was checked',
  );
  assert.equal(judgedWords({ decision: undefined }, results, true), 'types passed · behaviour not proved, edited since it was checked');
});

test('what the base already had is said of the code before, and not as if it were still there', () => {
  assert.equal(gateWords({ ...fakeResult('lint', 'pass', { required: false }), known: 1 }), 'pass, advisory, the code before had 1');
  assert.equal(gateWords({ ...fakeResult('types', 'unknown', { why: 'too slow' }), known: 2 }), 'unknown, the code before had 2: too slow');
});

test('a gate that passed beside something old says that nothing is new', () => {
  assert.equal(gateWords({ ...fakeResult('secrets', 'pass'), known: 2, remaining: 1 }), 'nothing new (1 as before)');
  assert.equal(
    gateWords(fakeResult('tests', 'pass', { required: false, remaining: 1, why: '1 of 2' })),
    'no new failure (1 fails as before), advisory: 1 of 2',
  );
});

test('only what is required is drawn as a failure or a doubt: beside a pass, advice is not', () => {
  const look = (verdict: 'pass' | 'fail' | 'unknown', required: boolean): string => gateLook(fakeResult('lint', verdict, { required }));
  assert.deepEqual([look('fail', true), look('unknown', true)], ['fail', 'unknown']);
  assert.deepEqual([look('fail', false), look('unknown', false), look('pass', false)], ['advice', 'not-told', 'pass']);
});
