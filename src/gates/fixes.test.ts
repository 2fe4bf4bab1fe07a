import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Fix, TextEdit } from '../core/gate.ts';
import { editsOfAll } from './fixes.ts';

const edit = fc
  .tuple(fc.nat(20), fc.nat(4), fc.constantFrom('', 'a', 'bc'))
  .map(([start, length, text]): TextEdit => ({ range: { startLine: 0, startColumn: start, endLine: 0, endColumn: start + length }, text }));
const fix = fc.record({ title: fc.constant('t'), edits: fc.array(edit, { minLength: 1, maxLength: 1 }) }) as fc.Arbitrary<Fix>;

test('edits of all fixes touch no text twice, and no fix is left out that could be made', () => {
  fc.assert(
    fc.property(fc.array(fix), (fixes) => {
      const edits = editsOfAll(fixes.map((one) => ({ fix: one }))).toSorted((a, b) => a.range.startColumn - b.range.startColumn);
      for (const [at, { range }] of edits.entries()) {
        const next = edits[at + 1];
        if (next) assert.ok(range.endColumn <= next.range.startColumn && range.startColumn < next.range.startColumn);
      }
      const overlaps = (one: TextEdit): boolean =>
        edits.some(
          ({ range }) =>
            one.range.startColumn === range.startColumn ||
            (one.range.startColumn < range.endColumn && range.startColumn < one.range.endColumn),
        );
      assert.ok(fixes.every((one) => one.edits.every(overlaps)));
    }),
  );
});

const at = (startColumn: number, endColumn: number, text = ''): TextEdit => ({
  range: { startLine: 1, startColumn, endLine: 1, endColumn },
  text,
});

test('a fix is made wholly or not at all, and one that two findings share is made once', () => {
  const two: Fix = { title: 'two', edits: [at(0, 2), at(8, 9)] };
  const other: Fix = { title: 'other', edits: [at(4, 5), at(1, 3)] };
  assert.deepEqual(editsOfAll([{ fix: two }, { fix: other }, { fix: { ...two } }, {}]), two.edits);
});

test('what is to be made by itself is not made with all', () => {
  assert.deepEqual(editsOfAll([{ fix: { title: 'one', edits: [at(0, 1)], single: true } }]), []);
});
