import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { apt, canApt } from './apt.mjs';

/** Makes sure that there is a bubblewrap on Linux: from the system's packages when root on Debian or a relative of it. */
export async function ensureBubblewrap(report) {
  if (process.platform !== 'linux' || isOnPath('bwrap')) return;
  if (!canApt())
    throw new Error(
      'No bubblewrap was found (on Debian or Ubuntu: `sudo apt-get install bubblewrap`): the tests in the sandbox are skipped.',
    );
  report("installing bubblewrap from the system's packages");
  await apt(['update', '-qq']);
  await apt(['install', '-y', '-qq', '--no-install-recommends', 'bubblewrap']);
}

function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}
