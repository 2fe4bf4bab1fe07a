import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { changedSpans, linesOfSpans } from './changed-code.ts';

const pieces = (base: string, result: string): readonly string[] =>
  changedSpans(base, result).map(({ start, end }) => result.slice(start, end));

test('a change in one line is the part of the line that differs', () => {
  assert.deepEqual(pieces('a\nreturn x - y;\nb\n', 'a\nreturn x + y;\nb\n'), ['+']);
});

test('several changes are told apart by what is the same between them', () => {
  const [base, result] = ['one\ntwo\nthree\nfour\n', 'ONE\ntwo\nthree\nFOUR\n'];
  assert.deepEqual(pieces(base, result), ['ONE', 'FOUR']);
  assert.deepEqual(linesOfSpans(result, changedSpans(base, result)), [1, 4]);
});

test('where lines were only taken away, what is around the gap is changed', () => {
  const result = 'before();\nafter();\nlater();\n';
  assert.deepEqual(linesOfSpans(result, changedSpans('before();\nif (x) return;\nafter();\nlater();\n', result)), [1, 2]);
});

test('where signs were only taken away, their neighbours are changed', () => {
  assert.deepEqual(pieces('return !done;\n', 'return done;\n'), ['n d']);
});

test('where only brackets were added, what they are about is changed', () => {
  assert.deepEqual(pieces('return now;\n', 'return now();\n'), ['w();']);
});

const line = fc.constantFrom('a', 'b', 'c', '', '  return 1;', 'é😀');
const texts = fc.array(line, { maxLength: 12 }).chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end)));

test('a text has no changes against itself, and some against any other', () => {
  fc.assert(
    fc.property(texts, texts, (base, result) => {
      assert.deepEqual(changedSpans(base, base), []);
      if (base !== result) assert.ok(changedSpans(base, result).length > 0);
    }),
  );
});

test('spans are in order, apart and within the text, and every line that the base does not have is touched', () => {
  fc.assert(
    fc.property(texts, texts, (base, result) => {
      const spans = changedSpans(base, result);
      spans.forEach(({ start, end }, index) => {
        assert.ok(start >= 0 && start <= end && end <= result.length);
        assert.ok(index === 0 || start >= (spans[index - 1]?.start ?? 0));
      });
      const touched = new Set(linesOfSpans(result, spans));
      const old = new Set(base.split(/\r?\n/));
      result
        .split(/\r?\n/)
        .forEach((text, index) => assert.ok(old.has(text) || text.trim() === '' || touched.has(index + 1), JSON.stringify(text)));
    }),
  );
});
