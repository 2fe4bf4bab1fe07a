import type { GateResult } from './gate.ts';

/** A changed file whose behaviour is to be proved by the project's own tests. No text need be on disk. */
export interface ProofRequest {
  readonly uri: string;
  readonly base: string;
  readonly result: string;
  /** Other files as the editor has them now, where they differ from the disk. */
  readonly overlays: readonly { readonly uri: string; readonly text: string }[];
  /** False: nothing of the workspace is run, and the verdict is `unknown`. */
  readonly trusted: boolean;
}

/**
 * Runs the project's tests with a change applied, against the same tests on the base, on a copy and where they can do no
 * harm. Never rejects. `pass` and `fail` are required results; `unknown` and `not-applicable` are not, since what cannot be
 * run proves nothing and refutes nothing.
 */
export interface Proof {
  run(request: ProofRequest, signal: AbortSignal): Promise<GateResult>;
}
