import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mentionOf } from './mention.ts';

/** The same as one pattern, which takes the square of a line's length. */
const plain =
  /\b(?:from|import)\b(?:\\\r?\n|[^\n])*?(?<![\p{L}\p{N}_])(?:area|calc)(?![\p{L}\p{N}_])|\bimport\s*\([^)]*?(?<![\p{L}\p{N}_])(?:area|calc)(?![\p{L}\p{N}_])/u;
const piece = fc.constantFrom(
  'from',
  'import',
  'area',
  'calc',
  'é',
  'x',
  '_',
  '.',
  '(',
  ')',
  '\\',
  '\r',
  '\n',
  '\\\n',
  '\\\r\n',
  ' ',
  'import (',
  ' from ',
  ' area ',
);

test('a text mentions a file where one pattern over all of it says so', () => {
  const mention = mentionOf(['/p/area.py', '/p/calc/__init__.py']);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join('');
      assert.equal(mention(text), plain.test(text) || /\bfrom\s*\.+\s*import\b/u.test(text));
    }),
    { numRuns: 3_000 },
  );
});

test('a package is mentioned by an import from its own folder, a module is not', () => {
  assert.equal(mentionOf(['/p/calc/__init__.py'])('from . import x\n'), true);
  assert.equal(mentionOf(['/p/calc.py'])('from . import x\n'), false);
});

test('long lines of imports without the name are looked at in one pass', () => {
  const mention = mentionOf(['/p/area.py']);
  for (const part of ['a from b ', 'import ( ', 'import (\\\n', 'from .', 'areas import ', ' '])
    assert.equal(mention(`area\nx = "${part.repeat(200_000)}"`), false, part);
});
