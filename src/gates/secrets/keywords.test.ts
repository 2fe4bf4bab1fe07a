import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createKeywordSearch } from './keywords.ts';

test('exactly the words that a text holds are found, also inside and across each other', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '['), minLength: 2, maxLength: 4 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '['), maxLength: 30 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), text, (words, lower) => {
      assert.deepEqual(
        [...createKeywordSearch(words)(lower)].toSorted(),
        [...new Set(words)].filter((one) => lower.includes(one)).toSorted(),
      );
    }),
  );
});
