const MINUTE = 60_000;
const DAY_IN_MINUTES = 24 * 60;
const DAY = DAY_IN_MINUTES * MINUTE;

/**
 * The person's calendar day, `YYYY-MM-DD`, at a moment.
 * `at`: milliseconds since the epoch. `offsetMinutes`: how far local time is ahead of UTC at that moment
 * (Berlin in winter 60, New York -300): the negative of JavaScript's `getTimezoneOffset()`.
 */
export function calendarDay(at: number, offsetMinutes: number): string {
  if (!(Math.abs(offsetMinutes) < DAY_IN_MINUTES)) {
    throw new RangeError(`not an offset from UTC in minutes: ${offsetMinutes}`);
  }
  const local = at + offsetMinutes * MINUTE;
  const index = Math.floor(local / DAY);
  // Every call asks, and nearly always for the day of the one before.
  if (index !== last.index) last = { index, day: new Date(local).toISOString().slice(0, 10) };
  return last.day;
}

let last = { index: Number.NaN, day: '' };
