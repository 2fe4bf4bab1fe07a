import type { GateResult } from './gate.ts';

/** What must hold when a task is done, in a form that a machine can run. */
export type AcceptanceCheck =
  /** A test that is put into the copy only. `file`: relative to the project, where its runner looks for tests. */
  | { readonly kind: 'test'; readonly file: string; readonly text: string }
  /** A call of the project's own test runner, word by word: `vitest`, `run`, `-t`, `prices`. */
  | { readonly kind: 'command'; readonly argv: readonly string[] };

/** A changed file whose behaviour is to be proved by the project's own tests. No text need be on disk. */
export interface ProofRequest {
  readonly uri: string;
  readonly base: string;
  readonly result: string;
  /** Other files as the editor has them now, where they differ from the disk. */
  readonly overlays: readonly { readonly uri: string; readonly text: string }[];
  /** They must pass beside the project's tests. */
  readonly checks?: readonly AcceptanceCheck[];
  /** False: nothing of the workspace is run, and the verdict is `unknown`. */
  readonly trusted: boolean;
}

/** Why a change of what is installed is `unknown`, until a person lets an install run. */
export const DEPENDENCIES_CHANGED = 'dependencies changed';

/**
 * Runs the project's tests with a change applied, against the same tests on the base, on a copy and where they can do no
 * harm. Never rejects. `pass` and `fail` are required results; `unknown` and `not-applicable` are not, since what cannot be
 * run proves nothing and refutes nothing.
 */
export interface Proof {
  run(request: ProofRequest, signal: AbortSignal): Promise<GateResult>;
}
