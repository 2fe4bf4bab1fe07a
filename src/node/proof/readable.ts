import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that everyone can read, and those above it that are not there yet, whatever the umask: in the jail the
 * tests may be someone else's. The proof's own folder, around them all, only its owner can enter.
 */
export function makeReadableFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) chmodSync(folder, 0o755);
}

export function writeReadable(path: string, text: string): void {
  makeReadableFolder(dirname(path));
  writeFileSync(path, text);
  chmodSync(path, 0o644);
}
