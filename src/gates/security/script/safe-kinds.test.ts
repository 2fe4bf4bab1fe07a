import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasKind } from './kinds.ts';
import { charBit, listChars } from '../regex/char-set.ts';
import { charactersIn, readRegex } from '../regex/regex-tree.ts';
import { patternKinds, removedChars } from './safe-kinds.ts';
import { isSlow } from '../regex/slow-regex.ts';

const piece = fc.constantFrom(
  'a',
  '[a-c]',
  '[^x]',
  '\\d',
  '\\w',
  '.',
  '(?:ab|c)',
  'x*',
  '[0-9]+',
  '\\.',
  'b?',
  '(q)',
  '[\\s-]',
  '\\u0041',
  'y{2,3}',
);
const source = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));

test('every character of a match is among those the pattern is said to hold', () => {
  fc.assert(
    fc.property(source, fc.string({ unit: fc.constantFrom(...'aAbcqxy09. -_\n'), maxLength: 12 }), (pattern, text) => {
      const tree = readRegex(pattern, '');
      assert.ok(tree);
      const chars = charactersIn(tree);
      const match = new RegExp(pattern).exec(text);
      for (const char of match?.[0] ?? '') assert.notEqual(chars & charBit(char.charCodeAt(0)), 0n, `${pattern} ${char}`);
    }),
  );
});

test('no text makes the reader of patterns throw, and what it reads is a pattern', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?^$\\.-,1dwsux<>=!:') }), (text) => {
      isSlow({ source: text, flags: '' }, 'javascript');
      assert.ok(removedChars({ source: text, flags: 'g' }).length <= 128);
    }),
  );
});

test('a strict pattern proves text safe, one that is not anchored does not', () => {
  assert.ok(hasKind(patternKinds({ source: '^[a-z0-9-]+$', flags: 'i' }, true), 'command'));
  assert.ok(!hasKind(patternKinds({ source: '[a-z0-9-]+$', flags: '' }, true), 'command'));
  assert.ok(!hasKind(patternKinds({ source: '^[a-z0-9-]+$', flags: 'm' }, true), 'command'));
  assert.ok(!hasKind(patternKinds({ source: '^[a-z;]+$', flags: '' }, true), 'command'));
  assert.ok(!hasKind(patternKinds({ source: '^[\\w.]+$', flags: '' }, true), 'ssrf'));
  assert.ok(hasKind(patternKinds({ source: '[^\\w]', flags: '' }, false), 'html'));
});

test('what a replacement takes out is known for single characters', () => {
  assert.equal(removedChars({ source: '[<>&]', flags: 'g' }), '&<>');
  assert.equal(removedChars({ source: '<|>', flags: 'g' }), '<>');
  assert.equal(removedChars({ source: '[<>]', flags: '' }), '');
  assert.equal(listChars(charBit(65)), 'A');
});
