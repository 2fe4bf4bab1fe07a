import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ZERO, addNanos, exactDollars, formatMoney, fromDollars, nanos } from './money.ts';

test('an amount is a whole, non-negative number that is held exactly', () => {
  assert.equal(nanos(0), 0);
  assert.equal(nanos(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  for (const bad of [-1, 0.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER + 1]) {
    assert.throws(() => nanos(bad), RangeError);
  }
});

test('dollars become nano-dollars without the error of binary fractions', () => {
  assert.equal(fromDollars(0.1), 100_000_000);
  assert.equal(fromDollars(0.1 + 0.2), 300_000_000);
  assert.equal(fromDollars(5), 5_000_000_000);
  assert.equal(fromDollars(0), ZERO);
});

test('a part of a nano-dollar is rounded up', () => {
  assert.equal(fromDollars(1.5e-9), 2);
});

test('a negative number of dollars is a mistake', () => {
  assert.throws(() => fromDollars(-1), RangeError);
});

test('whole cents survive the way to nano-dollars', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 100_000_00 }), (cents) => fromDollars(cents / 100) === cents * 10_000_000));
});

test('a sum is exact, or it is refused', () => {
  assert.equal(addNanos(), 0);
  assert.equal(addNanos(nanos(1), nanos(2), nanos(3)), 6);
  assert.throws(() => addNanos(nanos(Number.MAX_SAFE_INTEGER), nanos(1)), RangeError);
});

test('money is shown with as many digits as a person can use', () => {
  assert.equal(formatMoney(ZERO), '$0');
  assert.equal(formatMoney(nanos(1)), '< $0.0001');
  assert.equal(formatMoney(nanos(99_999)), '< $0.0001');
  assert.equal(formatMoney(nanos(2_100_000)), '$0.0021');
  assert.equal(formatMoney(nanos(420_000_000)), '$0.42');
  assert.equal(formatMoney(nanos(500_000_000)), '$0.50');
  assert.equal(formatMoney(nanos(123_400_000)), '$0.1234');
  assert.equal(formatMoney(nanos(4_580_000_000)), '$4.58');
  assert.equal(formatMoney(nanos(5_000_000_000)), '$5.00');
});

test('for a program dollars have all nine digits, and read back to the nano-dollar', () => {
  assert.deepEqual(
    [0, 1, 999_999_999, 1_000_000_000, 1e15 + 7].map((amount) => exactDollars(nanos(amount))),
    ['0.000000000', '0.000000001', '0.999999999', '1.000000000', '1000000.000000007'],
  );
});
