import { setTimeout as sleepFor } from 'node:timers/promises';

import type { Clock } from '../core/ports.ts';

/** The machine's own clock and time zone. */
export const systemClock: Clock = {
  now: () => Date.now(),
  utcOffsetMinutes: () => -new Date().getTimezoneOffset(),
  // It rejects only where the signal fires, which ends the sleep early, as the port says.
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }).catch(() => undefined),
};
