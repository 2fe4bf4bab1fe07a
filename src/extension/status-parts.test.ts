import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromDollars, ZERO } from '../core/money.ts';
import { isNear, statusParts, type SpendToday } from './status-parts.ts';

const TODAY: SpendToday = {
  settledNanos: fromDollars(4.5),
  heldNanos: ZERO,
  capNanos: fromDollars(5),
  neverPay: false,
  settledTokens: 0,
  heldTokens: 0,
  capTokens: undefined,
  providers: [],
  working: 3,
  needsYou: 0,
  notes: [],
};

test('the status bar says what was spent of the budget, and warns when little is left', () => {
  assert.deepEqual(statusParts(TODAY), ['$4.50 of $5.00', '3 working']);
  assert.equal(isNear(TODAY), true);
});

test("where nothing may be paid the status bar says so in the budget's place, and does not warn of it", () => {
  assert.deepEqual(statusParts({ ...TODAY, neverPay: true, working: 0 }), ['$4.50', 'never pay']);
  assert.deepEqual(statusParts({ ...TODAY, neverPay: true, settledNanos: ZERO, working: 0, needsYou: 1 }), ['never pay', '1 for you']);
  assert.equal(isNear({ ...TODAY, neverPay: true }), false);
});
