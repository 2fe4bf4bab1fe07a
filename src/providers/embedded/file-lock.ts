import { randomUUID } from 'node:crypto';
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { uptime } from 'node:os';

export type Locked =
  | { readonly ok: true; release(): Promise<void> }
  /** Another live process holds it. */
  | { readonly ok: false; readonly pid: number | undefined };

/** A lock that was made but does not say by whom yet is respected for this long, in milliseconds. */
const WRITING_MS = 5000;

/** Takes the lock file for this process. One left behind by a process that is gone is taken over. */
export async function lockFile(file: string): Promise<Locked> {
  const content = `${process.pid} ${randomUUID()}`;
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await create(file, content)) return { ok: true, release: () => release(file, content) };
    const found = await readFile(file, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    const pid = ownerOf(found);
    if (pid === undefined ? await isFresh(file) : isAlive(pid) && (await isOfThisBoot(file))) return { ok: false, pid };
    await removeStale(file, found);
  }
  return { ok: false, pid: undefined };
}

async function create(file: string, content: string): Promise<boolean> {
  const handle = await open(file, 'wx').catch((error: unknown) => {
    if (isErrno(error, 'EEXIST')) return undefined;
    throw error;
  });
  if (handle === undefined) return false;
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
  return true;
}

async function release(file: string, content: string): Promise<void> {
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found === content) await unlink(file).catch(() => undefined);
}

/**
 * Removes a stale lock. Only who holds the guard removes one, and looks again first: so no one can take a lock that was
 * made meanwhile for the stale one. Who does not get the guard tries the lock again.
 */
async function removeStale(file: string, stale: string): Promise<void> {
  const guard = `${file}.takeover`;
  if (!(await create(guard, String(process.pid)))) {
    // Its holder died within a moment of making it.
    if (!(await isFresh(guard))) await unlink(guard).catch(() => undefined);
    return;
  }
  try {
    const found = await readFile(file, 'utf8').catch(() => undefined);
    if (found === stale) await unlink(file).catch(() => undefined);
  } finally {
    await unlink(guard).catch(() => undefined);
  }
}

function ownerOf(content: string): number | undefined {
  const pid = Number.parseInt(content, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

async function isFresh(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < WRITING_MS;
}

/** A process of an earlier start of this machine is gone, whoever has its number now. */
async function isOfThisBoot(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.mtimeMs > Date.now() - uptime() * 1000 - WRITING_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists, but belongs to someone else.
    return isErrno(error, 'EPERM');
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
