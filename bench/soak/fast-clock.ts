import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../src/core/ports.ts';

/** A clock that runs so many times faster: what a vendor asks to wait is waited, and takes less of the benchmark's time. */
export function fastClock(times: number): Clock {
  const start = Date.now();
  return {
    now: () => start + Math.floor((Date.now() - start) * times),
    utcOffsetMinutes: () => 0,
    sleep: (ms, signal) => delay(ms / times, undefined, { signal }).catch(() => undefined),
  };
}
