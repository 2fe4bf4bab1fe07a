import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Compared } from './decide.ts';
import type { Runner } from './jail-run.ts';
import { withStrength } from './strength.ts';
import { withIds, type Coverage, type TestOutcome, type TestRun } from './test-run.ts';

const BASE = 'export const sum = (a, b) => a - b;\n';
const RESULT = 'export const sum = (a, b) => a + b + 0;\n';
const ALL: Coverage = { by: 'offset', code: RESULT, wasRun: () => true };

function ran(outcome: TestOutcome['outcome'], more: { readonly elapsedMs?: number; readonly isBroken?: boolean } = {}): TestRun {
  return {
    ok: true,
    code: outcome === 'failed' ? 1 : 0,
    coverage: ALL,
    elapsedMs: 10,
    tests: withIds([{ name: 'x', outcome, file: 'a.test.js' }]),
    ...more,
  };
}

function compared(elapsedMs = 10): Compared {
  return {
    file: 'src/a.js',
    isTest: false,
    base: BASE,
    result: RESULT,
    baseRun: ran('passed'),
    changeRun: ran('passed', { elapsedMs }),
    wallMs: 60_000,
  };
}

/** What is said of a change whose mutated runs end as given, and how many there were. */
async function mistakes(change: Compared, ends: (count: number) => TestRun): Promise<readonly [Compared['mistakes'], number]> {
  let count = 0;
  const run: Runner = () => Promise.resolve(ends((count += 1)));
  const { mistakes: said } = await withStrength(change, { run, files: [], read: () => '' });
  return [said, count];
}

test('the first mistake that is noticed is enough', async () => {
  assert.deepEqual(await mistakes(compared(), (count) => ran(count < 2 ? 'passed' : 'failed')), [
    { noticed: 1, of: 2, what: '- in place of +' },
    2,
  ]);
});

test('where none is noticed all are tried, and what does not parse is no mistake of the program', async () => {
  const [said, count] = await mistakes(compared(), (which) => ran('passed', { isBroken: which === 1 }));
  assert.deepEqual(said, { noticed: 0, of: count - 1 });
  assert.ok(count > 2);
});

test('tests that do not end with a mistake in the code have noticed it', async () => {
  assert.deepEqual(await mistakes(compared(), () => ({ ok: false, ended: 'time', output: '', elapsedMs: 5000 })), [
    { noticed: 1, of: 1, what: '- in place of +' },
    1,
  ]);
});

test('where the tests take too long to try a few nothing is said of them', async () => {
  assert.deepEqual(await mistakes(compared(40_000), () => ran('passed')), [undefined, 0]);
});

test('a test that the change has mended has noticed it: nothing more is tried', async () => {
  assert.deepEqual(await mistakes({ ...compared(), baseRun: ran('failed') }, () => ran('passed')), [undefined, 0]);
});
