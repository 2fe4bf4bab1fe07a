import assert from 'node:assert/strict';
import { test } from 'node:test';

import { durationText, elapsedText, moneyText, savedText, spendText, tokenCountText, tokensText } from './panel-text.ts';

test('money is written as people read it', () => {
  const texts = [0, 1, 99_999, 100_000, 2_100_000, 42_000_000, 420_000_000, 4_580_000_000].map((nanos) => moneyText(nanos));
  assert.deepEqual(texts, ['$0', '< $0.0001', '< $0.0001', '$0.0001', '$0.0021', '$0.042', '$0.42', '$4.58']);
});

test('an unknown price is a question mark with the worst case, never zero', () => {
  assert.equal(moneyText(4_000_000, false), '? (at most $0.0040)');
});

test('the day says what is left to compare it with', () => {
  const spend = { todayNanos: 420_000_000, heldNanos: 0, neverPay: false };
  assert.equal(spendText({ ...spend, capNanos: 5e9 }), '$0.42 of $5.00 today');
  assert.equal(spendText(spend), '$0.42 today, no cap');
});

test('elapsed time counts in seconds, then minutes, then hours, and is never negative', () => {
  const texts = [-5000, 0, 59_999, 60_000, 125_000, 3_780_000].map(elapsedText);
  assert.deepEqual(texts, ['0 s', '0 s', '59 s', '1 min 0 s', '2 min 5 s', '1 h 3 min']);
});

test('a duration has the precision that its length deserves', () => {
  assert.deepEqual([85, 2149, 59_999, 60_000, 65_000].map(durationText), ['85 ms', '2.1 s', '59.9 s', '1 min 0 s', '1 min 5 s']);
});

test('tokens name the cached ones only if there are some', () => {
  assert.equal(tokensText({ tokensIn: 312, cachedIn: 0, tokensOut: 44 }), '312 in, 44 out');
  assert.equal(tokensText({ tokensIn: 312, cachedIn: 40, tokensOut: 44 }), '312 in (40 cached), 44 out');
});

test('what was saved names what it is against, and what cost more says so', () => {
  assert.equal(savedText({ nanos: 3_100_000_000, against: 'all on sonnet', how: '' }), 'saved $3.10 against all on sonnet');
  assert.equal(savedText({ nanos: -20_000_000, against: 'all on sonnet', how: '' }), 'cost $0.02 more than all on sonnet');
});

test('many tokens are told in few letters', () => {
  assert.deepEqual([0, 9_999, 12_345, 4_100_000].map(tokenCountText), ['0', '9999', '12.3k', '4.1M']);
});
