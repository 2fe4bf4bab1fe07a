#!/usr/bin/env node
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureModel } from './fetch-model.mjs';
import { askEngine } from './lib/model-engine-check.mjs';
import { copyPackage, exists, readPackage, runsInEngine, runtimeClosure, sizeOf } from './lib/model-engine-files.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** The platforms of Visual Studio Code's packages, and the binary package of each that needs no GPU software. */
const BINARIES = new Map([
  ['linux-x64', 'linux-x64'],
  ['linux-arm64', 'linux-arm64'],
  ['linux-armhf', 'linux-armv7l'],
  ['darwin-x64', 'mac-x64'],
  ['darwin-arm64', 'mac-arm64-metal'],
  ['win32-x64', 'win-x64'],
  ['win32-arm64', 'win-arm64'],
]);

/** Of the builds for families of x64 processors: one for those with AVX2, one for all others. */
const KEPT_CPUS = new Set(['haswell', 'x64']);

/** @returns {string} this machine, as Visual Studio Code calls it */
export function thisPlatform() {
  return process.platform === 'linux' && process.arch === 'arm' ? 'linux-armhf' : `${process.platform}-${process.arch}`;
}

/**
 * Copies `node-llama-cpp`, what it needs at run time, and the binary for one platform into `out/node_modules`, for
 * the platform's .vsix. On this machine's own platform the copy must answer before it is given its place.
 * @param {{ platform: string, out: string, log?: (line: string) => void }} options
 * @returns {Promise<{ bytes: number, packages: number, answered: boolean }>} `answered`: whether a child was started from it
 */
export async function trimEngine({ platform, out, log = console.log }) {
  const binary = BINARIES.get(platform);
  if (binary === undefined) throw new Error(`There is no engine for ${platform}. There is for: ${[...BINARIES.keys()].join(', ')}`);
  // Outside the project: a package that was left out must not be found in the project's own node_modules.
  const draft = await mkdtemp(join(tmpdir(), 'centuria-engine-'));
  try {
    const packages = await copyEngine(binary, draft);
    const bytes = await sizeOf(draft);
    log(`Engine for ${platform}: ${packages} packages, ${(bytes / 1e6).toFixed(1)} MB`);
    const answered = platform === thisPlatform();
    if (answered) await mustAnswer(draft, log);
    else log(`  not started: this machine is ${thisPlatform()}`);
    await rm(out, { recursive: true, force: true });
    await cp(draft, out, { recursive: true });
    return { bytes, packages, answered };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** @param {string} binary @param {string} draft */
async function copyEngine(binary, draft) {
  const packages = await runtimeClosure('node-llama-cpp', ROOT);
  const [engine] = packages;
  if (engine === undefined) throw new Error('node-llama-cpp is not installed: run npm ci');
  for (const found of packages) {
    const to = join(draft, relative(ROOT, found.folder));
    await copyPackage(found, to, found === engine ? runsInEngine : undefined);
  }
  const name = `@node-llama-cpp/${binary}`;
  const folder = join(ROOT, 'node_modules', name);
  const { version } = await readPackage(engine.folder);
  if (!(await exists(join(folder, 'bins')))) {
    throw new Error(
      `${name} is not installed here. Build on that platform, or first run: npm install --no-save --force ${name}@${version}`,
    );
  }
  const installed = await readPackage(folder);
  if (installed.version !== version) throw new Error(`${name} is ${installed.version}, node-llama-cpp is ${version}: run npm ci`);
  await copyPackage({ name, folder }, join(draft, 'node_modules', name), keptCpu);
  return packages.length + 1;
}

/** @param {string} path */
function keptCpu(path) {
  const cpu = /ggml-cpu-([a-z0-9]+)\.(?:so|dll)$/.exec(path)?.[1];
  return cpu === undefined || !path.includes('-x64/') || KEPT_CPUS.has(cpu);
}

/** @param {string} engine @param {(line: string) => void} log */
async function mustAnswer(engine, log) {
  const built = join(ROOT, 'dist', 'model.js');
  const modulePath = (await exists(built)) ? built : join(ROOT, 'src', 'worker', 'model.ts');
  const answer = await askEngine({ engine, modulePath, weights: await ensureModel({ log }) });
  if (!answer.includes('a + b')) throw new Error(`The trimmed engine does not answer as the whole one: ${answer}`);
  log('  a child was started from it and answered');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [platform = thisPlatform(), out = join(ROOT, 'dist', 'engine')] = process.argv.slice(2);
  try {
    await trimEngine({ platform, out: resolve(out) });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
