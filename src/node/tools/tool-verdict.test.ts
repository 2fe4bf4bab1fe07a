import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { Complaint } from './project-tool.ts';
import { verdictOf } from './tool-verdict.ts';

const TOOL = { gate: 'lint', name: 'ESLint', version: '9.9.9' } as const;

function complaint(line: number, more: Partial<Complaint> = {}): Complaint {
  const place = { startLine: line, startColumn: 0, endLine: line, endColumn: 1, unit: 'utf16' } as const;
  return { file: 'a.js', rule: 'no-x', message: 'x is not allowed', severity: 'error', blocks: true, place, ...more };
}

/** A complaint about each line that has an x. */
function report(text: string) {
  return { complaints: text.split('\n').flatMap((line, index) => (line.includes('x') ? [complaint(index)] : [])) };
}

const lines = fc.array(fc.constantFrom('a', 'x = 1', 'x = 2', ''), { maxLength: 6 });

test('whatever is put around old complaints none of them is new, and each line that is added with one is', () => {
  fc.assert(
    fc.property(
      fc.record({ before: lines, harmless: fc.array(fc.constantFrom('', 'b'), { maxLength: 4 }), at: fc.nat(6), more: fc.nat(3) }),
      ({ before, harmless, at, more }) => {
        const added = Array.from({ length: more }, (_, index) => `x = 9 + ${index}`);
        const after = [...before.slice(0, at), ...harmless, ...added, ...before.slice(at)];
        const [base, result] = [before.join('\n'), after.join('\n')];
        const verdict = verdictOf(TOOL, { base: report(base), result: report(result), texts: { base, result } });
        assert.equal(verdict.findings.length, more);
        assert.equal(verdict.verdict, more === 0 ? 'pass' : 'fail');
        assert.equal(verdict.remaining ?? 0, before.filter((line) => line.includes('x')).length);
      },
    ),
  );
});

test('where the text before could not be read, what blocks may be old: that is unknown, and what does not block is no matter', () => {
  const texts = { base: 'x (', result: 'x' };
  const broken = { complaints: [complaint(0, { rule: 'parse-error', message: 'Unexpected end', unreadable: true })] };
  const result = verdictOf(TOOL, { base: broken, result: report('x'), texts });
  assert.deepEqual([result.verdict, result.required, result.findings], ['unknown', false, []]);
  assert.match(result.why ?? '', /Unexpected end/);
  assert.equal(verdictOf(TOOL, { base: { why: 'it broke' }, result: report('x'), texts }).verdict, 'unknown');
  assert.equal(verdictOf(TOOL, { base: { why: 'it broke' }, result: { complaints: [] }, texts }).verdict, 'pass');
  assert.equal(verdictOf(TOOL, { base: { complaints: [] }, result: broken, texts }).verdict, 'fail');
});

test('a message is told as one line without colours, and not without end', () => {
  const long = { complaints: [complaint(0, { message: `\u001b[31mno\n  ${'x'.repeat(1000)}` })] };
  const { findings } = verdictOf(TOOL, { base: { complaints: [] }, result: long, texts: { base: '', result: 'x' } });
  assert.match(findings[0]?.message ?? '', /^no x{297}$/);
});

test('a message that names a line is the same one further down, and columns in characters become those of UTF-16', () => {
  const named = (line: number): Complaint => complaint(line, { message: `already defined on line ${line}` });
  const texts = { base: 'x', result: '\n"é😀" x' };
  const moved = verdictOf(TOOL, {
    base: { complaints: [named(0)] },
    result: { complaints: [named(1)] },
    texts: { base: 'x', result: '\nx' },
  });
  assert.equal(moved.verdict, 'pass');
  const place = { startLine: 1, startColumn: 5, endLine: 1, endColumn: 6, unit: 'character' } as const;
  const placed = verdictOf(TOOL, { base: { complaints: [] }, result: { complaints: [complaint(1, { place })] }, texts });
  assert.deepEqual(placed.findings[0]?.range, { startLine: 1, startColumn: 6, endLine: 1, endColumn: 7 });
});
