import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { createSandbox } from '../sandbox/create-sandbox.ts';
import type { SandboxLimits } from '../sandbox/sandbox.ts';
import type { ProofOptions } from './create-proof.ts';
import { openProofFolder } from './proof-folder.ts';

/** What runs code of a workspace on this machine, and what its person lets it run. */
export interface JailedOptions {
  /** The folder of the workspace that a file is in, as a path; undefined if it is in none. */
  readonly rootOf: (uri: string) => string | undefined;
  /** False: nothing is to be run for this file. */
  readonly isOn: (uri: string) => boolean;
  /** Where copies are made; the system's folder for temporary files when absent. */
  readonly parent?: string;
  readonly limits?: Partial<SandboxLimits>;
}

export interface Opened<T> {
  /** Made, with its folder and its jail, when it is first asked for. */
  get(): T;
  /** Removes what was left of the copies. */
  dispose(): void;
}

export function openInJail<T>({ parent = tmpdir(), ...options }: JailedOptions, make: (options: ProofOptions) => T): Opened<T> {
  let open: { readonly folder: string; readonly made: T } | undefined;
  const opened = (): { readonly folder: string; readonly made: T } => {
    const folder = openProofFolder(parent);
    return { folder, made: make({ ...options, sandbox: createSandbox(folder), folder }) };
  };
  return {
    get: () => (open ??= opened()).made,
    dispose() {
      if (open !== undefined) rmSync(open.folder, { recursive: true, force: true });
      open = undefined;
    },
  };
}
