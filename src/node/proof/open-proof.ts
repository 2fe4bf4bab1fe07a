import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

import type { Proof } from '../../core/proof.ts';
import { createSandbox } from '../sandbox/create-sandbox.ts';
import type { SandboxLimits } from '../sandbox/sandbox.ts';
import { createProof } from './create-proof.ts';
import { openProofFolder } from './proof-folder.ts';

export interface OpenProofOptions {
  /** The folder of the workspace that a file is in, as a path; undefined if it is in none. */
  readonly rootOf: (uri: string) => string | undefined;
  /** False: tests are not to be run for this file. */
  readonly isOn: (uri: string) => boolean;
  /** Where copies are made; the system's folder for temporary files when absent. */
  readonly parent?: string;
  readonly limits?: Partial<SandboxLimits>;
}

export interface OpenProof extends Proof {
  /** Removes what was left of the copies. */
  dispose(): void;
}

/** Proof on this machine. Its folder is made with the first run. */
export function openProof({ parent = tmpdir(), ...options }: OpenProofOptions): OpenProof {
  let folder: string | undefined;
  let proof: Proof | undefined;
  const open = (): Proof => {
    folder = openProofFolder(parent);
    return createProof({ ...options, sandbox: createSandbox(folder), folder });
  };
  return {
    run: (request, signal) => (proof ??= open()).run(request, signal),
    dispose() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      [folder, proof] = [undefined, undefined];
    },
  };
}
