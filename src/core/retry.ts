import type { Failure } from './failure.ts';

/** What to do after a failed attempt. */
export type AfterFailure = 'retry' | 'next' | 'stop';

/** A rate limit is no failure of the model: its turn comes again, after the wait that all calls to it share. */
const MOST_TRIES_LIMITED = 3;
const MOST_TRIES = 2;

/**
 * The one retry decision of the product; no SDK retries on its own. `tries` counts the attempts at this model so far.
 * Resampling the same model is weak and asking another one is strong, so only what time alone heals is tried again.
 * When, and whether that is too late for this caller, is decided by the traffic that all callers share.
 */
export function afterFailure({ kind }: Failure, tries: number): AfterFailure {
  switch (kind) {
    case 'aborted':
      return 'stop';
    case 'rate-limit':
      return tries < MOST_TRIES_LIMITED ? 'retry' : 'next';
    case 'server':
    case 'unreachable':
    case 'crashed':
      return tries < MOST_TRIES ? 'retry' : 'next';
    default:
      return 'next';
  }
}
