import type { FailureKind } from '../core/failure.ts';

/** Something went wrong, in the words of the vendor, before it is made a `Failure`. */
export interface ProviderProblem {
  readonly kind: FailureKind;
  /** The cause, without the provider's name. May hold text from the far end. */
  readonly detail?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
}
