import { TOTAL_MS, type Timeouts } from './provider-deps.ts';

export type StopReason = 'aborted' | 'first-byte' | 'idle' | 'total';

/** What can end a call from our side: the caller's signal, silence, and an answer without end. */
export interface Stops {
  /** Fires when the call must end, for whatever reason; goes down to the socket. */
  readonly signal: AbortSignal;
  readonly reason: StopReason | undefined;
  /** Waits for `work`, or gives undefined as soon as the call must end. Silence counts only while this waits. */
  race<T>(work: Promise<T>): Promise<T | undefined>;
  /** The first byte of the answer has come; later calls change nothing. */
  begun(): void;
  /** An event of the answer was read. */
  heard(): void;
  /** Closes the sockets. */
  close(): void;
  dispose(): void;
}

/** One for all: the exception that `abort` makes by itself costs more than the rest of a call's end. */
const ENDED = new Error('the call has ended');

export function raceStops(outer: AbortSignal, timeouts: Timeouts): Stops {
  const controller = new AbortController();
  const stopped = Promise.withResolvers<undefined>();
  let reason: StopReason | undefined;
  const stop = (why: StopReason) => {
    reason ??= why;
    controller.abort(ENDED);
    stopped.resolve(undefined);
  };
  const silence = watchSilence(timeouts, stop);
  const onAbort = () => stop('aborted');
  if (outer.aborted) onAbort();
  else outer.addEventListener('abort', onAbort, { once: true });

  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    race: async (work) => {
      silence.start();
      try {
        return await Promise.race([work, stopped.promise]);
      } finally {
        silence.stop();
        // A loser that rejects later is nobody's error any more.
        work.catch(() => undefined);
      }
    },
    begun: silence.begun,
    heard: silence.heard,
    close: () => controller.abort(ENDED),
    dispose: () => {
      silence.dispose();
      outer.removeEventListener('abort', onAbort);
      controller.abort(ENDED);
    },
  };
}

function watchSilence({ firstByteMs, idleMs, totalMs }: Timeouts, stop: (why: StopReason) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let total: ReturnType<typeof setTimeout> | undefined;
  const start = () => {
    clearTimeout(timer);
    timer = total === undefined ? setTimeout(stop, firstByteMs, 'first-byte') : setTimeout(stop, idleMs, 'idle');
  };
  const heard = () => {
    if (timer !== undefined) start();
  };
  const stopSilence = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    start,
    stop: stopSilence,
    heard,
    begun: () => {
      if (total !== undefined) return;
      total = setTimeout(stop, totalMs ?? TOTAL_MS, 'total');
      heard();
    },
    dispose: () => {
      stopSilence();
      clearTimeout(total);
    },
  };
}
