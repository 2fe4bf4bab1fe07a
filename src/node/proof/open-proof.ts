import type { Proof } from '../../core/proof.ts';
import { createProof } from './create-proof.ts';
import { openInJail, type JailedOptions } from './open-in-jail.ts';

export interface OpenProof extends Proof {
  /** Removes what was left of the copies. */
  dispose(): void;
}

/** Proof on this machine. */
export function openProof(options: JailedOptions): OpenProof {
  const proof = openInJail(options, createProof);
  return { run: (request, signal) => proof.get().run(request, signal), dispose: () => proof.dispose() };
}
