#!/usr/bin/env node
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheDir } from './lib/cache-dir.mjs';
import { withLock } from './lib/lock.mjs';
import { onInterrupt, run } from './lib/processes.mjs';

/** The newest version that `go install` builds: the modules of later ones leave out headers that they need. */
const VERSION = '0.10.1';
const PACKAGE = `github.com/ollama/ollama@v${VERSION}`;
const PROGRAM = process.platform === 'win32' ? 'ollama.exe' : 'ollama';
/**
 * Without vector instructions it reads a prompt at five tokens a second. Not the machine's own set: what newer ones have
 * (AMX) is in files that the module leaves out.
 */
const OPTIMISED = process.arch === 'x64' ? '-O3 -march=haswell' : '-O3';
const HEARTBEAT_MS = 30_000;

const NO_GO =
  'The program "go" was not found. The tests against a real Ollama build its server once from source, which needs ' +
  'Go 1.24 or later and a C++ compiler: install both, then run this again. Nothing else needs them.';

/** Where the server is, or would be once it is built. */
export function ollamaPath() {
  return join(cacheDir(), `ollama-${VERSION}`, PROGRAM);
}

/**
 * Makes sure that an Ollama server, for the CPU alone, is in the cache, and returns its path. Building it takes about six
 * minutes of two cores. Throws, with what to do, if it cannot be built; nothing half done is left behind.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<string>}
 */
export async function ensureOllama({ log = console.log } = {}) {
  const target = ollamaPath();
  await withLock(join(cacheDir(), `ollama-${VERSION}.lock`), async () => {
    await sweep();
    if (!(await isThere(target))) await build(log);
  });
  return target;
}

/** Removes what runs that were killed left behind; the lock is held. */
async function sweep() {
  for (const name of await readdir(cacheDir())) {
    if (name.startsWith(`ollama-${VERSION}.part`)) await rm(join(cacheDir(), name), { recursive: true, force: true });
  }
}

/** @param {string} file */
async function isThere(file) {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}

/** @param {(line: string) => void} log */
async function build(log) {
  const found = await run('go', ['version'], { quiet: true });
  if (found.code !== 0) throw new Error(found.code === 127 ? NO_GO : `"go version" failed: ${found.output.trim()}`);
  const folder = join(cacheDir(), `ollama-${VERSION}`);
  const part = `${folder}.part.${process.pid}`;
  await mkdir(part, { recursive: true });
  const discard = () => rm(part, { recursive: true, force: true });
  const forget = onInterrupt(discard);
  try {
    log(`Building the Ollama server ${VERSION} with ${found.output.trim()} (about 6 minutes on two cores, once) …`);
    await compile(part, log);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
    log(`The Ollama server is in ${folder}`);
  } finally {
    forget();
    await discard();
  }
}

/** @param {string} folder @param {(line: string) => void} log */
async function compile(folder, log) {
  const started = Date.now();
  let packages = 0;
  let last = 'nothing yet';
  const beat = setInterval(() => {
    log(`  ${Math.round((Date.now() - started) / 1000)} s: ${packages} packages compiled, the last one ${last}`);
  }, HEARTBEAT_MS);
  // go prints a package's name alone on its line when it is done; all else is worth reading.
  const onLine = (/** @type {string} */ line) => {
    if (/^[\w./-]+$/.test(line)) [packages, last] = [packages + 1, line];
    else if (/^go: (downloading|error)/.test(line)) log(`  ${line}`);
  };
  const env = { ...process.env, GOBIN: folder, CGO_ENABLED: '1', CGO_CFLAGS: OPTIMISED, CGO_CXXFLAGS: OPTIMISED };
  try {
    const { code, output } = await run('go', ['install', '-v', PACKAGE], { env, onLine });
    if (code === 0 && (await isThere(join(folder, PROGRAM)))) return;
    const why = output.trim().split('\n').slice(-8).join('\n');
    throw new Error(`The Ollama server could not be built: "go install ${PACKAGE}" ended with code ${code}:\n${why}`);
  } finally {
    clearInterval(beat);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await ensureOllama());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
