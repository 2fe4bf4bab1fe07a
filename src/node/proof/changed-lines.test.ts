import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { changedLines, unrunWords } from './changed-lines.ts';
import { withoutComments } from './code-mask.ts';
import type { Coverage } from './test-run.ts';

const BASE = 'export function sum(values) {\n  let total = 0;\n  for (const value of values) total += value;\n  return total;\n}\n';

/** Everything but what stands in the lines was run. */
function without(code: string, lines: readonly number[]): Exclude<Coverage, { by: 'nothing' }> {
  return { by: 'offset', code: withoutComments(code), wasRun: (offset) => !lines.includes(code.slice(0, offset).split('\n').length) };
}

const wordsOf = (result: string, unrun: readonly number[]): string | undefined =>
  unrunWords(changedLines({ base: BASE, result, isAllNew: false }, without(result, unrun)));

test('one changed line that runs is not enough: what was added beside it and never ran is named', () => {
  const result =
    BASE.replace('total += value;', 'total = total + value;\n  if (values.length === 0) {\n    return values.nope.deeper();\n  }') +
    '\n// The middle one.\nexport function median(values) {\n  return garbage;\n}\n';
  assert.equal(wordsOf(result, [5, 11, 12]), '3 of 5 changed lines were never run: lines 5, 11–12');
  assert.equal(wordsOf(result, []), undefined);
});

test('braces, comments and blanks are no code that must run', () => {
  const result = BASE.replace('  return total;', '\n  {\n  }\n  return total;');
  assert.equal(wordsOf(result, [4, 5, 6]), undefined);
});

test('where something was only taken away, one line beside the gap that runs is enough', () => {
  const result = BASE.replace('  for (const value of values) total += value;\n', '');
  assert.equal(wordsOf(result, [3]), undefined);
  assert.equal(wordsOf(result, [2, 3]), 'no test runs the changed lines');
});

test('for any lines, the change is run exactly if each of its lines is, and the words name the others', () => {
  const result = Array.from({ length: 9 }, (_, line) => `call${line}();\n`).join('');
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 9 })), fc.boolean(), (unrun, byLine) => {
      const all = new Set(Array.from({ length: 9 }, (_, line) => line + 1));
      const coverage = byLine
        ? ({ by: 'line', executable: all, run: new Set([...all].filter((line) => !unrun.includes(line))) } as const)
        : without(result, unrun);
      const lines = changedLines({ base: '', result, isAllNew: false }, coverage);
      assert.deepEqual(
        lines.never,
        unrun.toSorted((a, b) => a - b),
      );
      assert.equal(unrunWords(lines) === undefined, unrun.length === 0);
    }),
  );
});
