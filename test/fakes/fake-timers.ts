import { mock } from 'node:test';

/** Timers and the clock beside them, which go on only as a test says. */
export interface FakeTimers {
  /** So many milliseconds. */
  pass(ms: number): void;
  restore(): void;
}

export function fakeTimers(): FakeTimers {
  let at = 0;
  mock.timers.enable({ apis: ['setTimeout'] });
  const clock = mock.method(performance, 'now', () => at);
  return {
    pass(ms) {
      for (let left = ms; left > 0; left -= 1) {
        at += 1;
        mock.timers.tick(1);
      }
    },
    restore() {
      clock.mock.restore();
      mock.timers.reset();
    },
  };
}
