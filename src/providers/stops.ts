import type { Timeouts } from './provider-deps.ts';

export type StopReason = 'aborted' | 'first-byte' | 'idle';

/** What can end a call from our side: the caller's signal, and silence. */
export interface Stops {
  /** Fires when the call must end, for whatever reason; goes down to the socket. */
  readonly signal: AbortSignal;
  readonly reason: StopReason | undefined;
  /** Waits for `work`, or gives undefined as soon as the call must end. Silence counts only while this waits. */
  race<T>(work: Promise<T>): Promise<T | undefined>;
  /** A chunk has come. */
  heard(): void;
  /** Closes the sockets. */
  close(): void;
  dispose(): void;
}

export function raceStops(outer: AbortSignal, timeouts: Timeouts): Stops {
  const controller = new AbortController();
  const stopped = Promise.withResolvers<undefined>();
  let reason: StopReason | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heardAny = false;

  const stop = (why: StopReason) => {
    reason ??= why;
    controller.abort();
    stopped.resolve(undefined);
  };
  const arm = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop(heardAny ? 'idle' : 'first-byte'), heardAny ? timeouts.idleMs : timeouts.firstByteMs);
  };
  const disarm = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const onAbort = () => stop('aborted');
  if (outer.aborted) onAbort();
  else outer.addEventListener('abort', onAbort, { once: true });

  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    race: async (work) => {
      arm();
      try {
        return await Promise.race([work, stopped.promise]);
      } finally {
        disarm();
        // A loser that rejects later is nobody's error any more.
        work.catch(() => undefined);
      }
    },
    heard: () => {
      heardAny = true;
      if (timer !== undefined) arm();
    },
    close: () => controller.abort(),
    dispose: () => {
      disarm();
      outer.removeEventListener('abort', onAbort);
      controller.abort();
    },
  };
}
