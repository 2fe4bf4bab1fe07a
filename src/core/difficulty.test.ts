import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { difficultyOf, lineCount } from './difficulty.ts';

const RANK = { small: 0, medium: 1, large: 2 } as const;
const size = fc.record({ lines: fc.nat(200), complaints: fc.nat(10), instructionLines: fc.nat(12) });

test('more code, more complaints or a longer list of wishes never make a task easier', () => {
  fc.assert(
    fc.property(size, size, (one, more) => {
      const sum = {
        lines: one.lines + more.lines,
        complaints: one.complaints + more.complaints,
        instructionLines: one.instructionLines + more.instructionLines,
      };
      assert.ok(RANK[difficultyOf(sum)] >= RANK[difficultyOf(one)]);
    }),
  );
});

test('up to 20 lines are small, up to 80 medium, and several complaints or wishes make more of the same code', () => {
  assert.deepEqual(
    [20, 21, 80, 81].map((lines) => difficultyOf({ lines })),
    ['small', 'medium', 'medium', 'large'],
  );
  assert.deepEqual(
    [1, 2, 5, 6].map((complaints) => difficultyOf({ lines: 5, complaints })),
    ['small', 'medium', 'medium', 'large'],
  );
  assert.deepEqual(
    [2, 3, 8, 9].map((instructionLines) => difficultyOf({ lines: 5, instructionLines })),
    ['small', 'medium', 'medium', 'large'],
  );
});

test('lines beyond those of a large task are not counted', () => {
  assert.deepEqual(
    [80, 81, 500].map((lines) => lineCount('a\n'.repeat(lines))),
    [80, 81, 81],
  );
});

test('empty lines are not counted', () => assert.equal(lineCount('a\n\n  \nb\n'), 2));
