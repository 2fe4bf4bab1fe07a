/** One at a time, in the order of arrival. */
export interface Fifo {
  /** Resolves to the function that gives the place to the next in line, or to nothing if `signal` fired first. */
  enter(signal: AbortSignal): Promise<(() => void) | undefined>;
}

export function createFifo(): Fifo {
  const waiting: (() => void)[] = [];
  let taken = false;

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) taken = false;
    else next();
  }

  function place(): () => void {
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  }

  async function enter(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (!taken) {
      taken = true;
      return place();
    }
    return new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(place());
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(go), 1);
        resolve(undefined);
      };
      waiting.push(go);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  return { enter };
}
