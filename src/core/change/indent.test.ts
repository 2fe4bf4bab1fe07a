import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commonIndent, dedent, reindent, withUnitOf } from './indent.ts';

const blank = fc.constantFrom('', ' ', '\t', '    ');
const line = fc
  .tuple(
    fc.constantFrom('', '  ', '    ', '\t', '\t\t'),
    fc
      .string({ unit: fc.constantFrom('a', '{', ' ', '`'), minLength: 1, maxLength: 6 })
      .filter((text) => text.trim() === text && text !== ''),
  )
  .map(([indent, text]) => indent + text);
const code = fc
  .array(fc.oneof({ weight: 4, arbitrary: line }, { weight: 1, arbitrary: blank }), { minLength: 1, maxLength: 8 })
  .map((lines) => lines.join('\n'));
const margin = fc.constantFrom('', '  ', '    ', '\t', '\t\t', '\t  ');

/** White space in lines that have nothing else is not kept. */
function blanksEmptied(text: string): string {
  return text
    .split('\n')
    .map((one) => (one.trim() === '' ? '' : one))
    .join('\n');
}

test('a text moved to the margin and back is what it was, blank lines emptied', () => {
  fc.assert(
    fc.property(code, (text) =>
      assert.equal(reindent(dedent(text, 'plaintext'), commonIndent(text, 'plaintext'), 'plaintext'), blanksEmptied(text)),
    ),
  );
});

test('a text stands at any indent it is moved to, its shape kept', () => {
  fc.assert(
    fc.property(code, margin, (text, indent) => {
      const moved = reindent(text, indent, 'plaintext');
      assert.equal(blanksEmptied(dedent(moved, 'plaintext')), blanksEmptied(dedent(text, 'plaintext')));
      assert.equal(moved.split('\n').length, text.split('\n').length);
      if (text.trim() !== '') assert.equal(commonIndent(moved, 'plaintext'), indent);
    }),
  );
});

test('the common indent is what all lines with text start with, tabs and spaces told apart', () => {
  assert.equal(commonIndent('    a\n      b\n\n    c', 'plaintext'), '    ');
  assert.equal(commonIndent('\ta\n    b', 'plaintext'), '');
  assert.equal(commonIndent('\t\ta\n\t  b', 'plaintext'), '\t');
  assert.equal(commonIndent('\n   \n', 'plaintext'), '');
});

test('an answer in spaces becomes tabs where the original has tabs', () => {
  const original = 'function a() {\n\tif (b) {\n\t\tc();\n\t}\n}';
  assert.equal(
    withUnitOf('function a() {\n    if (b) {\n        d();\n    }\n}', original, 'typescript'),
    'function a() {\n\tif (b) {\n\t\td();\n\t}\n}',
  );
  assert.equal(
    withUnitOf('function a() {\n  if (b) {\n    d();\n  }\n}', original, 'typescript'),
    'function a() {\n\tif (b) {\n\t\td();\n\t}\n}',
  );
});

test('the stars of a comment do not change how wide a step is', () => {
  const answer = 'class A {\n    /**\n     * What it does.\n     */\n    a() {\n        b();\n    }\n}';
  assert.equal(
    withUnitOf(answer, 'class A {\n\ta() {\n\t}\n}', 'typescript'),
    'class A {\n\t/**\n\t * What it does.\n\t */\n\ta() {\n\t\tb();\n\t}\n}',
  );
});

test('an answer that is indented as a whole becomes tabs as well', () => {
  assert.equal(
    reindent(withUnitOf('    if (b) {\n        d();\n    }', '\tif (b) {\n\t\tc();\n\t}', 'typescript'), '\t', 'typescript'),
    '\tif (b) {\n\t\td();\n\t}',
  );
});

test('an answer is left as it is where the original has spaces, or the answer tabs', () => {
  assert.equal(withUnitOf('a\n    b', 'a\n  b', 'typescript'), 'a\n    b');
  assert.equal(withUnitOf('a\n\tb', 'a\n\tb', 'typescript'), 'a\n\tb');
  assert.equal(withUnitOf('a\n    b', 'a', 'typescript'), 'a\n    b');
});

test('what is inside a literal keeps every character of its white space', () => {
  const selection = '    const s = `\nat the margin\n   \n\ttab ${x(\n      y,\n    )} \n`;\n    const n = 1;';
  assert.equal(dedent(selection, 'typescript'), 'const s = `\nat the margin\n   \n\ttab ${x(\n  y,\n)} \n`;\nconst n = 1;');
  assert.equal(reindent(dedent(selection, 'typescript'), '    ', 'typescript'), selection);
  const method = '    def f(self):\n        s = """\ntext\n"""\n        return s';
  assert.equal(reindent(dedent(method, 'python'), '    ', 'python'), method);
});

test('spaces inside a literal stay spaces where the code gets tabs', () => {
  const answer = 'function f() {\n  const y = `\n  yaml:\n    - item\n`;\n  return y;\n}';
  assert.equal(
    withUnitOf(answer, 'function f() {\n\treturn 1;\n}', 'typescript'),
    'function f() {\n\tconst y = `\n  yaml:\n    - item\n`;\n\treturn y;\n}',
  );
});
