/** A clock that moves only when it is told to, and runs what became due in order. */
export interface FakeClock {
  now(): number;
  /** The same time, as milliseconds since the epoch. */
  time(): number;
  after(ms: number, callback: () => void): () => void;
  advance(ms: number): void;
  /** When the next timer is due; undefined if none is set. */
  next(): number | undefined;
  /** How many timers are set. */
  pending(): number;
}

export function fakeClock(): FakeClock {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    time: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = due.at;
        due.callback();
      }
      now = end;
    },
    next: () => (timers.size === 0 ? undefined : Math.min(...[...timers].map(({ at }) => at))),
    pending: () => timers.size,
  };
}
