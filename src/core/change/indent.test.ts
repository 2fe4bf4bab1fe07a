import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commonIndent, dedent, reindent, withUnitOf } from './indent.ts';

const blank = fc.constantFrom('', ' ', '\t', '    ');
const line = fc.tuple(fc.constantFrom('', '  ', '    ', '\t', '\t\t'), fc.string({ unit: fc.constantFrom('a', '{', ' ', '`'), minLength: 1, maxLength: 6 }).filter((text) => text.trim() === text && text !== '')).map(([indent, text]) => indent + text);
const code = fc.array(fc.oneof({ weight: 4, arbitrary: line }, { weight: 1, arbitrary: blank }), { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));
const margin = fc.constantFrom('', '  ', '    ', '\t', '\t\t', '\t  ');

/** White space in lines that have nothing else is not kept. */
function blanksEmptied(text: string): string {
  return text.split('\n').map((one) => (one.trim() === '' ? '' : one)).join('\n');
}

test('a text moved to the margin and back is what it was, blank lines emptied', () => {
  fc.assert(fc.property(code, (text) => assert.equal(reindent(dedent(text), commonIndent(text)), blanksEmptied(text))));
});

test('a text stands at any indent it is moved to, its shape kept', () => {
  fc.assert(
    fc.property(code, margin, (text, indent) => {
      const moved = reindent(text, indent);
      assert.equal(blanksEmptied(dedent(moved)), blanksEmptied(dedent(text)));
      assert.equal(moved.split('\n').length, text.split('\n').length);
      if (text.trim() !== '') assert.equal(commonIndent(moved), indent);
    }),
  );
});

test('the common indent is what all lines with text start with, tabs and spaces told apart', () => {
  assert.equal(commonIndent('    a\n      b\n\n    c'), '    ');
  assert.equal(commonIndent('\ta\n    b'), '');
  assert.equal(commonIndent('\t\ta\n\t  b'), '\t');
  assert.equal(commonIndent('\n   \n'), '');
});

test('an answer in spaces becomes tabs where the original has tabs', () => {
  const original = 'function a() {\n\tif (b) {\n\t\tc();\n\t}\n}';
  assert.equal(withUnitOf('function a() {\n    if (b) {\n        d();\n    }\n}', original), 'function a() {\n\tif (b) {\n\t\td();\n\t}\n}');
  assert.equal(withUnitOf('function a() {\n  if (b) {\n    d();\n  }\n}', original), 'function a() {\n\tif (b) {\n\t\td();\n\t}\n}');
});

test('the stars of a comment do not change how wide a step is', () => {
  const answer = 'class A {\n    /**\n     * What it does.\n     */\n    a() {\n        b();\n    }\n}';
  assert.equal(withUnitOf(answer, 'class A {\n\ta() {\n\t}\n}'), 'class A {\n\t/**\n\t * What it does.\n\t */\n\ta() {\n\t\tb();\n\t}\n}');
});

test('an answer that is indented as a whole becomes tabs as well', () => {
  assert.equal(reindent(withUnitOf('    if (b) {\n        d();\n    }', '\tif (b) {\n\t\tc();\n\t}'), '\t'), '\tif (b) {\n\t\td();\n\t}');
});

test('an answer is left as it is where the original has spaces, or the answer tabs', () => {
  assert.equal(withUnitOf('a\n    b', 'a\n  b'), 'a\n    b');
  assert.equal(withUnitOf('a\n\tb', 'a\n\tb'), 'a\n\tb');
  assert.equal(withUnitOf('a\n    b', 'a'), 'a\n    b');
});
