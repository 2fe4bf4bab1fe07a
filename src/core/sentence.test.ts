import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clause, sentence } from './sentence.ts';

const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '…', '?') });

test('a sentence ends in one mark, whatever it was made from', () => {
  assert.equal(sentence('none passed: types.'), 'none passed: types.');
  assert.equal(sentence('none passed: types..'), 'none passed: types.');
  assert.equal(sentence('none passed: types'), 'none passed: types.');
  assert.equal(sentence('See "Show Log."'), 'See "Show Log."');
  assert.equal(sentence(' '), '');
});

test('made twice it stays the same, and never ends in two full stops', () => {
  fc.assert(
    fc.property(words, (text) => {
      const made = sentence(text);
      assert.equal(sentence(made), made);
      assert.doesNotMatch(made, /\.\.$/);
    }),
  );
});

test('a clause has no full stop to come before another mark', () => {
  fc.assert(fc.property(words, (text) => assert.doesNotMatch(clause(text), /\.$/)));
});
