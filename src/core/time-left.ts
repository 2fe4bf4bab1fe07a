/** Below which nothing can be told of the rest: the first of many is often slow. Milliseconds. */
const LEAST_ELAPSED_MS = 3_000;
const LEAST_DONE = 3;

/** `8 s`, `3 min`, `2 h`: as much as an estimate is worth. */
export function aboutWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** `about 40 s left`, if the rest goes as what is done did. Undefined: too little is done to tell, or all is. */
export function timeLeft({
  done,
  of,
  elapsedMs,
}: {
  readonly done: number;
  readonly of: number;
  readonly elapsedMs: number;
}): string | undefined {
  if (done < LEAST_DONE || done >= of || elapsedMs < LEAST_ELAPSED_MS) return undefined;
  return `about ${aboutWords(inSteps((elapsedMs * (of - done)) / done))} left`;
}

/** Of something that usually takes so long: what is left of that, or that it takes longer. */
export function usualLeft(usualMs: number, elapsedMs: number): string {
  return elapsedMs < usualMs ? `about ${aboutWords(usualMs - elapsedMs)} left` : `longer than the usual ${aboutWords(usualMs)}`;
}

/** From ten seconds on in steps of five, so that the words do not change with each that is done. */
function inSteps(ms: number): number {
  return ms < 10_000 ? ms : Math.ceil(ms / 5_000) * 5_000;
}
