import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { formatMoney, nanos } from '../../core/money.ts';
import { moneyText } from '../../protocol/panel-text.ts';

test('the panel writes money as the rest of the product does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(), fc.maxSafeNat(), fc.integer({ min: 0, max: 200_000 })), (amount) => {
      assert.equal(moneyText(amount), formatMoney(nanos(amount)));
    }),
  );
});
