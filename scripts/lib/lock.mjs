import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheDir } from './cache-dir.mjs';
import { root } from './paths.mjs';
import { onInterrupt } from './processes.mjs';

/** The lock for a piece of work in this copy of the project. */
export function lockFileOf(work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return join(cacheDir(), 'locks', `${work}-${name}.lock`);
}

/** Does `work` while no other process holds the same lock file. A lock whose owner has died is taken over. */
export async function withLock(file, work) {
  await mkdir(dirname(file), { recursive: true });
  await take(file);
  const release = () => rm(file, { force: true });
  const forget = onInterrupt(release);
  try {
    return await work();
  } finally {
    forget();
    await release();
  }
}

async function take(file) {
  let told = false;
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (owner > 0 ? !isAlive(owner) : await isOld(file)) {
      await takeOver(file, owner);
      continue;
    }
    if (!told) console.log(`  waiting for process ${owner}, which is doing the same (${file})`);
    told = true;
    await delay(500);
  }
}

/** Only who holds the guard removes a dead owner's lock, and looks again first: it may be somebody's new one. */
async function takeOver(file, owner) {
  const guard = `${file}.takeover`;
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (await isOld(guard)) await rm(guard, { force: true });
    return delay(50);
  }
  try {
    const found = Number(await readFile(file, 'utf8').catch(() => '-1'));
    if (found === owner) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** An owner that died before it wrote its number. */
async function isOld(file) {
  const info = await stat(file).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > 10_000;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
