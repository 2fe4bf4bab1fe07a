import type { Clock } from '../../src/core/ports.ts';
import { fakeClock } from './fake-clock.ts';

export interface VirtualTime {
  readonly clock: Clock;
  /** Lets time pass; what waits for it runs as it would, in order. */
  pass(ms: number): Promise<void>;
  /** Lets what is under way go on as far as it can without time. */
  settle(): Promise<void>;
  /** How many sleep. */
  sleeping(): number;
  /** How often someone went to sleep. */
  sleeps(): number;
}

/** The port `Clock` over time that moves only when it is told to. Noon of 23 November 2026, in UTC, is its start. */
export function virtualTime(): VirtualTime {
  const fake = fakeClock();
  const start = Date.UTC(2026, 10, 23, 12);
  let sleeps = 0;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    clock: {
      now: () => start + fake.now(),
      utcOffsetMinutes: () => 0,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          sleeps += 1;
          if (signal.aborted) return resolve();
          const over = (): void => {
            cancel();
            signal.removeEventListener('abort', over);
            resolve();
          };
          const cancel = fake.after(ms, over);
          signal.addEventListener('abort', over);
        }),
    },
    async pass(ms) {
      const end = fake.now() + ms;
      await settle();
      for (let next = fake.next(); next !== undefined && next <= end; next = fake.next()) {
        fake.advance(next - fake.now());
        await settle();
      }
      fake.advance(end - fake.now());
    },
    settle,
    sleeping: () => fake.pending(),
    sleeps: () => sleeps,
  };
}
