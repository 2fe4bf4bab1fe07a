import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayReadOtherwise } from './signs.ts';
import { marks } from './unwritten.ts';

test('a text without signs has no mark, whatever it is made of', () => {
  const parts = [
    '"',
    "'",
    '`',
    ' + ',
    ', ',
    '\n',
    ' ',
    '\t',
    '-',
    ':',
    '41',
    '0x41',
    '065',
    '65',
    'aB3',
    'Zm9v',
    '\\x41',
    '\\u0041',
    '\\101',
    '%41',
    '&#65;',
    '&#x41;',
    '{',
    '}',
    '$',
    'chr(65)',
    'String.fromCharCode(65)',
    'x: |\n',
    '\u200b',
    '\u00ad',
    'é',
    `${'65, '.repeat(11)}66`,
    `${'0x41,\n'.repeat(11)}0x42`,
    `${'41:'.repeat(11)}42`,
    `${'4a '.repeat(11)}4b`,
    'Zm9v'.repeat(5),
    'word',
    '=',
    '[::-1]',
    '.reverse',
  ];
  let without = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 40 }), fc.nat(3), (some, plain) => {
      // Most of these are signs, so that texts with few of them are made too.
      const text = (plain === 0 ? some : some.filter((part) => /^[\w ,:\n-]+$/u.test(part))).join('');
      if (mayReadOtherwise(text)) return;
      without += 1;
      assert.deepEqual([...text.matchAll(marks)], [], JSON.stringify(text));
    }),
    { numRuns: 2_000 },
  );
  assert.ok(without > 100);
});
