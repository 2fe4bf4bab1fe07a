import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidenceWords } from './evidence.ts';
import { withIds, type TestOutcome } from './test-run.ts';

function outcomes(...all: readonly TestOutcome['outcome'][]): readonly TestOutcome[] {
  return withIds(all.map((outcome, index) => ({ name: `test ${index}`, outcome })));
}

test('tests that failed before and still do are told beside those that pass', () => {
  const words = evidenceWords(
    { runner: 'node' },
    { base: outcomes('failed', 'failed', 'passed'), change: outcomes('passed', 'failed', 'passed'), lines: 1, isAllNew: false },
  );
  assert.equal(words, '2 of 3 tests pass with node, 1 of 3 before; 1 failed before and still does; the changed line ran');
});

test('of a file that did not parse before, it is said why all of its lines had to run', () => {
  const words = evidenceWords(
    { mistakes: { what: '< in place of <=' } },
    { base: outcomes('failed'), change: outcomes('passed'), lines: 6, isAllNew: true },
  );
  assert.equal(
    words,
    '1 of 1 test passes, 0 of 1 before; the file did not parse before, now all 6 lines of its code ran; the tests notice < in place of <=',
  );
});
