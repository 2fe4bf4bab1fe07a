/** Lets so many pieces of work run at once; the others wait in order. */
export interface Turns {
  /** Resolves with `work`'s result, or with undefined if `signal` fired before its turn. */
  take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined>;
}

/** One after the other. */
export async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}

export function createTurns(places: number): Turns {
  const waiting: (() => void)[] = [];
  let free = places;
  const turn = async (signal: AbortSignal): Promise<boolean> => {
    if (signal.aborted) return false;
    if (free > 0) {
      free -= 1;
      return true;
    }
    return new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(go), 1);
        resolve(false);
      };
      waiting.push(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async take(signal, work) {
      if (!(await turn(signal))) return undefined;
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
