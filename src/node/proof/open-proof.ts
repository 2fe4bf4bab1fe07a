import type { Proof } from '../../core/proof.ts';
import { createInstalls, type Installs } from '../install/create-installs.ts';
import { createProof } from './create-proof.ts';
import { openInJail, type JailedOptions } from './open-in-jail.ts';

export interface OpenProof extends Proof {
  /** What a person lets be installed, so that the tests of a change of dependencies can run. */
  readonly installs: Pick<Installs, 'offer' | 'install'>;
  /** Removes what was left of the copies. */
  dispose(): void;
}

/** Proof on this machine. */
export function openProof(options: JailedOptions): OpenProof {
  const open = openInJail(options, (jail) => {
    const installs = createInstalls(jail);
    return { installs, proof: createProof({ ...jail, packagesFor: installs.packagesFor }) };
  });
  return {
    run: (request, signal) => open.get().proof.run(request, signal),
    installs: {
      offer: (request) => open.get().installs.offer(request),
      install: (request, signal) => open.get().installs.install(request, signal),
    },
    dispose: () => open.dispose(),
  };
}
