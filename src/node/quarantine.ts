import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { storeErrorOf } from './store-error.ts';

const MARK = '.damaged-';

/**
 * Moves a damaged store aside, its log with it, so that the next `openStore` starts with empty books. Only on
 * the person's word: what was spent today is then no longer counted. Returns where the file is now, or
 * `undefined` if there was none.
 */
export function quarantine(path: string, now: number): string | undefined {
  if (!existsSync(path)) return undefined;
  const aside = `${path}${MARK}${new Date(now).toISOString().replaceAll(':', '-')}`;
  try {
    // The log first: without it a new store must not find the old one's.
    for (const suffix of ['-wal', '-shm', '']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    }
  } catch (error) {
    throw storeErrorOf(error, path);
  }
  return aside;
}

/** Deletes what `quarantine` moved aside. */
export function removeQuarantined(path: string): void {
  const prefix = basename(path) + MARK;
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(path), name), { force: true });
  }
}
