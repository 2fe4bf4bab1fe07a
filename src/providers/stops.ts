import { TOTAL_MS, type Timeouts } from './provider-deps.ts';

export type StopReason = 'aborted' | 'first-byte' | 'idle' | 'total';

/** What can end a call from our side: the caller's signal, silence, and an answer without end. */
export interface Stops {
  /** Fires when the call must end, for whatever reason; goes down to the socket. */
  readonly signal: AbortSignal;
  readonly reason: StopReason | undefined;
  /** Waits for `work`, or gives undefined as soon as the call must end. Silence counts only while this waits, for one work at a time. */
  race<T>(work: Promise<T>): Promise<T | undefined>;
  /** The first byte of the answer has come; later calls change nothing. */
  begun(): void;
  /** An event of the answer was read. */
  heard(): void;
  /** Closes the sockets. */
  dispose(): void;
}

/** One for all: the exception that `abort` makes by itself costs more than the rest of a call's end. */
const ENDED = new Error('the call has ended');

export function raceStops(outer: AbortSignal, timeouts: Timeouts): Stops {
  const controller = new AbortController();
  let reason: StopReason | undefined;
  /** Ends the wait that is under way. */
  let giveUp: (() => void) | undefined;
  const stop = (why: StopReason) => {
    reason ??= why;
    controller.abort(ENDED);
    giveUp?.();
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
    race<T>(work: Promise<T>) {
      const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
      silence.start();
      const given = (value: T | undefined): void => {
        silence.stop();
        resolve(value);
      };
      giveUp = () => given(undefined);
      // One that fails after the wait is nobody's error any more.
      work.then(given, (error: unknown) => {
        silence.stop();
        reject(error);
      });
      // What is there already is taken all the same.
      if (reason !== undefined) void Promise.resolve().then(giveUp);
      return promise;
    },
    begun: silence.begun,
    heard: silence.heard,
    dispose: () => {
      silence.dispose();
      outer.removeEventListener('abort', onAbort);
      controller.abort(ENDED);
    },
  };
}

/** To set and clear a timer takes longer than to read an event: one is set, and looks when it is due whether it still is. */
function watchSilence({ firstByteMs, idleMs, totalMs = TOTAL_MS }: Timeouts, stop: (why: StopReason) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Infinity;
  /** Since when somebody waits and nothing is heard. */
  let silentSince = Infinity;
  let begunAt = Infinity;
  const hasBegun = (): boolean => begunAt < Infinity;
  const limits = (): number => Math.min(silentSince + (hasBegun() ? idleMs : firstByteMs), begunAt + totalMs);
  const watch = (): void => {
    const next = limits();
    if (next >= due) return;
    clearTimeout(timer);
    due = next;
    timer = setTimeout(look, Math.ceil(due - performance.now()));
  };
  const look = (): void => {
    const now = performance.now();
    due = Infinity;
    if (now >= begunAt + totalMs) stop('total');
    else if (now >= limits()) stop(hasBegun() ? 'idle' : 'first-byte');
    else watch();
  };
  const start = (): void => {
    silentSince = performance.now();
    watch();
  };
  const heard = (): void => {
    if (silentSince < Infinity) start();
  };
  return {
    start,
    stop: () => {
      silentSince = Infinity;
    },
    heard,
    begun: () => {
      if (hasBegun()) return;
      begunAt = performance.now();
      heard();
      watch();
    },
    dispose: () => clearTimeout(timer),
  };
}
