import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { currentOwner, isAlive, type Owner } from '../process-identity.ts';

const PREFIX = 'centuria-proof-';
const OWNER = 'owner.json';

/** Makes a folder of this process in `parent`, and removes those that processes left there which are dead now. */
export function openProofFolder(parent: string): string {
  const owner = currentOwner();
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (name.startsWith(PREFIX) && isLeftOver(folder, owner)) rmSync(folder, { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(parent, PREFIX));
  writeFileSync(join(folder, OWNER), JSON.stringify(owner));
  return folder;
}

/** One that says of no owner is another user's, or is just being made. */
function isLeftOver(folder: string, self: Owner): boolean {
  try {
    const owner: Partial<Owner> = JSON.parse(readFileSync(join(folder, OWNER), 'utf8'));
    return owner.host === self.host && owner.pid !== undefined && !isAlive({ pid: owner.pid, started: owner.started });
  } catch {
    return false;
  }
}
