import type { Failure } from './failure.ts';

/** What to do after a failed attempt. */
export type AfterFailure =
  | { readonly do: 'retry'; readonly delayMs: number }
  | { readonly do: 'next' }
  | { readonly do: 'stop' };

/** The longest we wait for one model before the next on the route is asked, in milliseconds. */
const PATIENCE_MS = 20_000;
const MOST_TRIES = 2;
const FIRST_DELAY_MS = 500;

/**
 * The one retry decision of the product; no SDK retries on its own. `tries` counts the attempts at this model so far.
 * Resampling the same model is weak and asking another one is strong, so only what time alone heals is tried again.
 */
export function afterFailure(failure: Failure, tries: number): AfterFailure {
  switch (failure.kind) {
    case 'aborted':
      return { do: 'stop' };
    case 'rate-limit':
      return retryWithin(failure.retryAfterMs ?? FIRST_DELAY_MS * 2 ** tries, tries);
    case 'server':
    case 'unreachable':
    case 'crashed':
      return retryWithin(FIRST_DELAY_MS * 2 ** (tries - 1), tries);
    default:
      return { do: 'next' };
  }
}

function retryWithin(delayMs: number, tries: number): AfterFailure {
  return tries < MOST_TRIES && delayMs <= PATIENCE_MS ? { do: 'retry', delayMs } : { do: 'next' };
}
