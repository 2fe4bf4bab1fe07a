import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitsAt, settled, slid, type RateWindow } from './rate-window.ts';

const WINDOW: RateWindow = [
  { id: 1, at: 1_000, tokens: 50 },
  { id: 2, at: 2_500, tokens: 30 },
];

test('a call fits as soon as enough of what started before it is a minute old', () => {
  const fits = (tokens: number, limits: Parameters<typeof fitsAt>[2]['limits']) => fitsAt(WINDOW, tokens, { limits, at: 3_000 });
  assert.equal(fits(1, {}), 3_000);
  assert.equal(fits(20, { tokensPerMinute: 100, requestsPerMinute: 3 }), 3_000);
  assert.equal(fits(21, { tokensPerMinute: 100 }), 61_000);
  assert.equal(fits(71, { tokensPerMinute: 100 }), 62_500);
  assert.equal(fits(1, { requestsPerMinute: 2 }), 61_000);
  assert.equal(fits(1, { requestsPerMinute: 1 }), 62_500);
  assert.equal(fits(101, { tokensPerMinute: 100 }), Infinity);
});

test('what is a minute old is gone, and so is what lies ahead since the clock was set back', () => {
  assert.deepEqual(
    slid(WINDOW, 61_000).map(({ id }) => id),
    [2],
  );
  assert.deepEqual(
    slid(WINDOW, 2_000).map(({ id }) => id),
    [1],
  );
});

test('a call counts for what it used, and not at all if it was never sent', () => {
  assert.deepEqual(
    settled(WINDOW, 1, 7).map(({ tokens }) => tokens),
    [7, 30],
  );
  assert.deepEqual(
    settled(WINDOW, 1, undefined).map(({ id }) => id),
    [2],
  );
});

test('at the moment it is said to fit it does, and a millisecond before it does not', () => {
  const window = fc.array(fc.record({ after: fc.nat(20_000), tokens: fc.nat(60) }), { maxLength: 8 }).map((calls) => {
    let at = 0;
    return calls.map(({ after, tokens }, id) => ({ id, at: (at += after), tokens }));
  });
  fc.assert(
    fc.property(window, fc.nat(100), fc.integer({ min: 1, max: 5 }), (calls, ...[tokens, requestsPerMinute]) => {
      const limits = { requestsPerMinute, tokensPerMinute: 100 };
      const now = calls.at(-1)?.at ?? 0;
      const at = fitsAt(calls, tokens, { limits, at: now });
      const fits = (moment: number): boolean => {
        const rest = slid(calls, moment);
        return rest.length < requestsPerMinute && rest.reduce((sum, call) => sum + call.tokens, tokens) <= 100;
      };
      assert.ok(fits(at));
      if (at > now) assert.ok(!fits(at - 1));
    }),
  );
});
