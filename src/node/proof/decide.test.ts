import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { decide, needsSecondRun, type Compared } from './decide.ts';
import { withIds, type Coverage, type TestOutcome, type TestRun } from './test-run.ts';

const BASE = 'export const a = 1;\nexport const b = 2;\nexport const c = 3;\n';
const RESULT = 'export const a = 1;\nexport const b = 20;\nexport const c = 30;\n';
const ALL: Coverage = { by: 'offset', code: RESULT, wasRun: () => true };

type Outcomes = Readonly<Record<string, TestOutcome['outcome']>>;

function ran(
  outcomes: Outcomes,
  more: { readonly code?: number; readonly coverage?: Coverage; readonly elapsedMs?: number; readonly file?: string } = {},
): TestRun {
  const { code = Object.values(outcomes).includes('failed') ? 1 : 0, coverage = ALL, elapsedMs = 1000, file = 'a.test.js' } = more;
  return {
    ok: true,
    code,
    coverage,
    elapsedMs,
    tests: withIds(Object.entries(outcomes).map(([name, outcome]) => ({ name, outcome, file }))),
  };
}

function died(ended?: 'time' | 'memory' | 'report' | 'cancelled', output = ''): TestRun {
  return { ok: false, output, elapsedMs: 60_000, ...(ended === undefined ? {} : { ended }) };
}

function compared(baseRun: TestRun, changeRun: TestRun, more: Partial<Compared> = {}): Compared {
  return { file: 'src/a.js', isTest: false, base: BASE, result: RESULT, baseRun, changeRun, wallMs: 60_000, ...more };
}

const verdictOf = (...args: Parameters<typeof compared>): readonly unknown[] => {
  const { verdict, required, why } = decide(compared(...args));
  return [verdict, required, why];
};

test('tests that pass as before, and run what was changed, prove it', () => {
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed' })), [
    'pass',
    true,
    '1 of 1 test passes, as before; all 2 changed lines ran',
  ]);
});

test('what proves a change is told in words: the runner, the tests before and after, the lines, the mistake that was noticed', () => {
  const [base, change] = [ran({ x: 'passed', y: 'failed' }, { code: 1 }), ran({ x: 'passed', y: 'passed', z: 'passed' })];
  const more = { runner: 'node', mistakes: { noticed: 1, of: 2, what: '< in place of <=' }, commands: [{ words: 'node --test' }] };
  assert.equal(
    decide(compared(base, change, more)).why,
    'the acceptance check passed; 3 of 3 tests pass with node, 1 of 2 before; all 2 changed lines ran; the tests notice < in place of <=',
  );
});

test('a pass says how many tests fail as before, and nothing where none does', () => {
  const left = (outcomes: Outcomes): number | undefined =>
    decide(compared(ran({ x: 'passed', y: 'failed' }), ran(outcomes, { code: 1 }))).remaining;
  assert.deepEqual([left({ x: 'passed', y: 'failed' }), left({ x: 'passed', y: 'passed' })], [1, undefined]);
});

test('a test that passed before and fails now refutes it', () => {
  const { verdict, required, findings } = decide(compared(ran({ x: 'passed' }), ran({ x: 'failed' })));
  assert.deepEqual([verdict, required], ['fail', true]);
  assert.deepEqual(
    findings.map(({ rule, blocks, range }) => [rule, blocks, range.startLine]),
    [['test-failed', true, 1]],
  );
});

test('a test that is gone or skipped now refutes it too', () => {
  for (const change of [ran({ y: 'passed' }), ran({ x: 'skipped', y: 'passed' })]) {
    assert.deepEqual(
      decide(compared(ran({ x: 'passed', y: 'passed' }), change)).findings.map(({ rule }) => rule),
      ['test-vanished'],
    );
  }
});

test('the same failure has the same fingerprint, another message has another', () => {
  const withMessage = (message: string): TestRun => ({
    ok: true,
    code: 1,
    coverage: ALL,
    elapsedMs: 1,
    tests: withIds([{ name: 'x', outcome: 'failed', message }]),
  });
  const print = (message: string): string | undefined =>
    decide(compared(ran({ x: 'passed' }, { file: '' }), withMessage(message))).findings[0]?.fingerprint;
  assert.equal(print('3 !== 2'), print('3 !== 2'));
  assert.notEqual(print('3 !== 2'), print('4 !== 2'));
});

test('what fails or is gone only once of two times proves nothing and refutes nothing', () => {
  const [base, change] = [ran({ x: 'passed' }), ran({ x: 'failed' })];
  assert.equal(needsSecondRun(compared(base, change)), true);
  for (const again of [
    { base, change: base },
    { base: change, change },
  ]) {
    assert.deepEqual(verdictOf(base, change, { again }), ['unknown', false, 'the test "x" fails only sometimes']);
  }
  assert.equal(decide(compared(base, change, { again: { base, change } })).verdict, 'fail');
});

test('lines that no test runs leave it unproved, and they are named', () => {
  const none: Coverage = { by: 'offset', code: RESULT, wasRun: () => false };
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed' }, { coverage: none })), [
    'unknown',
    false,
    'no test runs the changed lines',
  ]);
  const second: Coverage = { by: 'offset', code: RESULT, wasRun: (offset) => offset < RESULT.indexOf('export const c') };
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed' }, { coverage: second })), [
    'unknown',
    false,
    '1 of 2 changed lines was never run: line 3',
  ]);
  const lines: Coverage = { by: 'line', executable: new Set([1, 2, 3]), run: new Set([1, 3]) };
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed' }, { coverage: lines })), [
    'unknown',
    false,
    '1 of 2 changed lines was never run: line 2',
  ]);
});

test('a changed line of which only a part was run is not counted as run', () => {
  const result = RESULT.replace('20', 'x ? 20 : 30');
  const left: Coverage = { by: 'offset', code: result, wasRun: (offset) => offset < result.indexOf(': 30') };
  const base = BASE.replace('3;', '30;');
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed' }, { coverage: left }), { base, result }), [
    'unknown',
    false,
    'the changed line was run only in part: line 2',
  ]);
});

test('of a base that could not be parsed everything counts as changed', () => {
  const first: Coverage = { by: 'offset', code: RESULT, wasRun: (offset) => offset < RESULT.indexOf('\n') };
  const base: TestRun = {
    ok: true,
    code: 1,
    coverage: ALL,
    elapsedMs: 1,
    isBroken: true,
    tests: withIds([{ name: 'y', outcome: 'failed' }]),
  };
  assert.deepEqual(verdictOf(base, ran({ x: 'passed' }, { coverage: first })), [
    'unknown',
    false,
    '2 of 3 changed lines were never run: lines 2–3',
  ]);
  assert.equal(verdictOf(base, ran({ x: 'passed' }))[0], 'pass');
});

test('an equality that compares nothing leaves a change unproved, whatever passes', () => {
  const result = `${BASE}export const Sum = { equals: (other) => typeof other === 'number' };\n`;
  const coverage: Coverage = { by: 'offset', code: result, wasRun: () => true };
  const [verdict, required, why] = verdictOf(ran({ x: 'passed' }), ran({ x: 'passed' }, { coverage }), { result });
  assert.deepEqual([verdict, required], ['unknown', false]);
  assert.match(String(why), /^the changed equals does not compare/);
});

test('what could not be measured is not proved, and says why', () => {
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed' }, { coverage: { by: 'nothing', why: 'not measured' } })), [
    'unknown',
    false,
    'not measured',
  ]);
});

test('a base that does not run says nothing of the change', () => {
  assert.deepEqual(verdictOf(died(undefined, 'Error: no config\n    at x'), died()), [
    'unknown',
    false,
    'the tests do not run on the base: Error: no config',
  ]);
  assert.deepEqual(verdictOf(died('time'), died()), ['unknown', false, 'timed out after 60 s']);
  assert.deepEqual(verdictOf(ran({}), ran({})), ['not-applicable', false, 'no tests found']);
});

test('tests that were quick and do not end with the change, or do not start, refute it; slow ones time out', () => {
  assert.match(
    decide(compared(ran({ x: 'passed' }), died('time'))).findings[0]?.message ?? '',
    /did not end within 60 s; on the base they took 1\.0 s/,
  );
  assert.equal(
    decide(compared(ran({ x: 'passed' }), died(undefined, 'SyntaxError: no'))).findings[0]?.message,
    'the tests do not run any more: SyntaxError: no',
  );
  assert.deepEqual(verdictOf(ran({ x: 'passed' }, { elapsedMs: 20_000 }), died('time')), ['unknown', false, 'timed out after 60 s']);
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), died('cancelled')), ['unknown', false, 'cancelled']);
});

test('a runner that fails though no test does is not believed', () => {
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed' }, { code: 1 })), [
    'unknown',
    false,
    'all tests passed, but the runner ended with code 1',
  ]);
  assert.equal(verdictOf(ran({ x: 'passed' }, { code: 1 }), ran({ x: 'passed' }, { code: 1 }))[0], 'pass');
});

test('a changed test never proves itself; a failing one is no fault of the code, a vanished one is', () => {
  const own = { isTest: true, file: 'a.test.js' };
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed', y: 'passed' }), own), [
    'unknown',
    false,
    'the changed test passes without a change of the code',
  ]);
  assert.deepEqual(verdictOf(ran({ x: 'passed' }), ran({ x: 'passed', y: 'failed' }), own), [
    'unknown',
    false,
    'the changed test "y" fails on the code as it is',
  ]);
  assert.equal(verdictOf(ran({ x: 'passed', z: 'passed' }), ran({ x: 'passed' }), own)[0], 'fail');
  assert.equal(verdictOf(ran({ x: 'passed' }), ran({ x: 'failed' }), { ...own, file: 'b.test.js' })[0], 'fail', 'a test of another file');
});

test('a test that its own changed file has under other names is not vanished, and one that is skipped there is', () => {
  const own = { isTest: true, file: 'a.test.js' };
  const [two, three] = [ran({ x: 'passed', y: 'passed' }), ran({ x: 'passed', y1: 'passed', y2: 'passed' })];
  assert.deepEqual(verdictOf(two, three, own), ['unknown', false, 'the changed test passes without a change of the code']);
  assert.equal(verdictOf(two, ran({ x: 'passed' }), own)[0], 'fail', 'nothing is in its place');
  assert.deepEqual(verdictOf(three, two, own), [
    'unknown',
    false,
    'the test "y1" does not run under that name any more, and fewer tests do',
  ]);
  assert.equal(verdictOf(two, ran({ x: 'passed', y: 'skipped', y1: 'passed' }), own)[0], 'fail');
  assert.equal(verdictOf(two, three, { ...own, isTest: false })[0], 'fail');
});

const outcome = fc.constantFrom<TestOutcome['outcome']>('passed', 'failed', 'skipped');
const outcomes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), outcome, { noNullPrototype: true });

test('proved means that every test that passed still does, and no other fails now', () => {
  fc.assert(
    fc.property(outcomes, outcomes, (before, after) => {
      const { verdict } = decide(compared(ran(before, { code: 1 }), ran(after)));
      const kept = Object.entries(before).every(([name, was]) => was !== 'passed' || after[name] === 'passed');
      const fresh = Object.entries(after).some(([name, is]) => is === 'failed' && before[name] !== 'failed');
      if (verdict === 'pass') assert.ok(kept && !fresh);
      if (Object.keys(before).length > 0) assert.equal(verdict === 'fail', !kept || fresh);
    }),
  );
});

test('a change that holds what its tests expect is unknown, and the words name a few of the answers', () => {
  const [verdict, required, why] = verdictOf(ran({ a: 'passed' }), ran({ a: 'passed' }), { heldAnswers: ['hello-world', 'a-b', '1', '2'] });
  assert.deepEqual([verdict, required], ['unknown', false]);
  assert.equal(why, "the change holds what its tests expect ('hello-world', 'a-b', '1'), so that they pass says little of other cases");
  assert.equal(verdictOf(ran({ a: 'passed' }), ran({ a: 'passed' }), { heldAnswers: [] })[0], 'pass');
});
