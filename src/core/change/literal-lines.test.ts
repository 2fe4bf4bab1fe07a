import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { literalLines } from './literal-lines.ts';

const lines = (code: string, languageId: string): readonly number[] => [...literalLines(code, languageId)];

test('the lines after the first of a template are inside it, the code of a substitution is not', () => {
  assert.deepEqual(lines('a = `\nb\n`;\nc;', 'typescript'), [1, 2]);
  assert.deepEqual(lines('a = `x ${f({\n  b: `\nc`,\n})}\nd`;\ne;', 'javascript'), [2, 4]);
  assert.deepEqual(lines('a = `\\`\nb`;\nc', 'typescript'), [1]);
});

test('a text in three quotes is a literal in Python, with either quote', () => {
  assert.deepEqual(lines('s = """\n\'\'\'\n"""\nx', 'python'), [1, 2]);
  assert.deepEqual(lines("s = '''a\n\"\"\" \\'''\nb'''\nx", 'python'), [1, 2]);
});

test('what begins a literal begins none in a string, a comment or a regular expression', () => {
  assert.deepEqual(lines('"`";\n\'`\'; // `\n/* ` */\nconst r = /[`/]`/;\nx', 'typescript'), []);
  assert.deepEqual(lines('# """\n"\'\'\'"\nx', 'python'), []);
  assert.deepEqual(lines('a / b; `\nc`', 'typescript'), [1]);
});

test('a string that is never closed ends with its line', () => {
  assert.deepEqual(lines("don't\n`a\nb`", 'typescript'), [2]);
});

test('a language that is not known has no literals over lines', () => {
  assert.deepEqual(lines('`\n"""\n`', 'plaintext'), []);
});

test('any text is read to its end, and no line is named that it has not', () => {
  const text = fc.string({ unit: fc.constantFrom('`', '"', "'", '$', '{', '}', '\\', '/', '*', '#', '\n', 'a', ' '), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.constantFrom('typescript', 'python', 'go', 'java'), (code, languageId) => {
      const last = code.split('\n').length - 1;
      for (const line of literalLines(code, languageId)) assert.ok(line >= 1 && line <= last);
    }),
  );
});
