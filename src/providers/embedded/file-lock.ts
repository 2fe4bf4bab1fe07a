import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';

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
    if (pid === undefined ? await isFresh(file) : isAlive(pid)) return { ok: false, pid };
    await setAside(file, found);
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

/** Of several that find the same stale lock one moves it; who moved a new lock by mistake puts it back. */
async function setAside(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  const moved = await rename(file, aside).then(() => true, () => false);
  if (!moved) return;
  const content = await readFile(aside, 'utf8').catch(() => stale);
  if (content !== stale) await link(aside, file).catch(() => undefined);
  await unlink(aside).catch(() => undefined);
}

function ownerOf(content: string): number | undefined {
  const pid = Number.parseInt(content, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

async function isFresh(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < WRITING_MS;
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
