import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readBudget } from './budget-setting.ts';

test('whatever stands in the setting, a budget is an amount', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const { nanos } = readBudget(value, 5);
      assert.ok(Number.isSafeInteger(nanos) && nanos >= 0 && nanos <= 1e15);
    }),
  );
  fc.assert(fc.property(fc.double(), (value) => Number.isSafeInteger(readBudget(value, 5).nanos)));
});

test('more than a million dollars is a million, and what is no number is the default; both say so', () => {
  assert.deepEqual(readBudget(1e7, 5), { nanos: 1e15, wrong: 'too-large' });
  assert.deepEqual(readBudget('5', 0.5), { nanos: 5e8, wrong: 'no-amount' });
  assert.deepEqual(readBudget(-1, 5), { nanos: 0 });
  assert.deepEqual(readBudget(1_000_000, 5), { nanos: 1e15 });
  assert.deepEqual(readBudget(undefined, 5), { nanos: 5e9 });
});
