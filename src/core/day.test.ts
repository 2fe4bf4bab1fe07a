import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { calendarDay } from './day.ts';

const LATE_EVENING_UTC = Date.UTC(2026, 10, 23, 23, 30);

test("the day is the one on the person's calendar, not the one in Greenwich", () => {
  assert.equal(calendarDay(LATE_EVENING_UTC, 0), '2026-11-23');
  assert.equal(calendarDay(LATE_EVENING_UTC, 60), '2026-11-24');
  assert.equal(calendarDay(LATE_EVENING_UTC, -300), '2026-11-23');
});

test('a zone of half hours has its own midnight', () => {
  assert.equal(calendarDay(Date.UTC(2026, 10, 23, 18, 29, 59, 999), 330), '2026-11-23');
  assert.equal(calendarDay(Date.UTC(2026, 10, 23, 18, 30), 330), '2026-11-24');
});

test('the last evening of a year east of Greenwich is in the next year', () => {
  assert.equal(calendarDay(Date.UTC(2026, 11, 31, 12), 13 * 60), '2027-01-01');
});

test('days that pass rise as text', () => {
  const at = fc.integer({ min: 0, max: Date.UTC(2200, 0) });
  const offset = fc.integer({ min: -720, max: 840 });
  fc.assert(
    fc.property(at, at, offset, (one, other, minutes) => {
      const [early, late] = [Math.min(one, other), Math.max(one, other)];
      assert.ok(calendarDay(early, minutes) <= calendarDay(late, minutes));
    }),
  );
});

test('what is no offset is refused', () => {
  assert.throws(() => calendarDay(0, 1440), RangeError);
  assert.throws(() => calendarDay(0, Number.NaN), RangeError);
});
