/** The clock and the timer of a batch. */
export interface BatchClock {
  /** Milliseconds; never goes backwards. */
  now(): number;
  /** Calls back once after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export interface UpdateBatch {
  /** Something changed: flushes at once if the last flush is long enough ago, else once when it is. */
  request(): void;
  dispose(): void;
}

/** The least time between two updates of a view: four a second. */
export const UPDATE_INTERVAL_MS = 250;

/** Gathers requests into at most one `flush` in `intervalMs`, the first at once and the last never lost. */
export function createUpdateBatch(flush: () => void, clock: BatchClock, intervalMs: number = UPDATE_INTERVAL_MS): UpdateBatch {
  let lastFlush: number | undefined;
  let callOff: (() => void) | undefined;
  let disposed = false;

  const run = (): void => {
    callOff = undefined;
    lastFlush = clock.now();
    flush();
  };

  return {
    request() {
      if (disposed || callOff !== undefined) return;
      const wait = lastFlush === undefined ? 0 : lastFlush + intervalMs - clock.now();
      if (wait <= 0) run();
      else callOff = clock.after(wait, run);
    },
    dispose() {
      disposed = true;
      callOff?.();
      callOff = undefined;
    },
  };
}
