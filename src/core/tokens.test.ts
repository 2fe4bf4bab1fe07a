import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tokenCeiling, tokenEstimate, utf8Length } from './tokens.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });

test('the bytes of a text are those of its UTF-8', () => {
  fc.assert(fc.property(text, (some) => assert.equal(utf8Length(some), new TextEncoder().encode(some).length)));
});

test('a lone half of a surrogate pair has the three bytes it is sent as', () => {
  assert.equal(utf8Length('\ud800'), new TextEncoder().encode('\ud800').length);
});

test('the ceiling is never below a token for each byte, and grows with what is added', () => {
  fc.assert(
    fc.property(fc.array(text), text, fc.nat(5), (texts, more, tools) => {
      const ceiling = tokenCeiling(texts, tools);
      assert.ok(ceiling >= utf8Length(texts.join('')));
      assert.ok(tokenCeiling([...texts, more], tools) > ceiling);
      assert.ok(tokenCeiling(texts, tools + 1) > ceiling);
    }),
  );
});

test('an estimate stays below the ceiling, so that it never costs more than was reserved', () => {
  fc.assert(fc.property(fc.array(text), (texts) => assert.ok(tokenEstimate(texts.join('')) <= tokenCeiling(texts, 0))));
});

test('an estimate is a third of the bytes, rounded up', () => {
  assert.deepEqual([tokenEstimate(''), tokenEstimate('a'), tokenEstimate('abcd'), tokenEstimate('字')], [0, 1, 2, 1]);
});
