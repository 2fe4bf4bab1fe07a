import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheDir } from './cache-dir.mjs';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { onInterrupt } from './processes.mjs';
import { stillWorking } from './still-working.mjs';

/** This version of code-server carries VS Code 1.139. */
export const codeServerVersion = '4.139.1';

const folder = () => join(cacheDir(), `code-server-${codeServerVersion}`);
const vscodeIn = (top) => join(top, 'node_modules/code-server/lib/vscode');

/** VS Code's own server, where it is or will be installed. */
export function servedVsCodeMain() {
  return join(vscodeIn(folder()), 'out/server-main.js');
}

/** Installs the served VS Code into the cache, once. A half install never has the final name. */
export async function ensureServedVsCode(report) {
  if (existsSync(servedVsCodeMain())) return;
  await withLock(join(cacheDir(), 'locks/code-server'), async () => {
    if (!existsSync(servedVsCodeMain())) await install(report);
  });
}

async function install(report) {
  const target = folder();
  await mkdir(dirname(target), { recursive: true });
  await removeHalfInstalls(target);
  const half = await mkdtemp(`${target}.half-`);
  const forget = onInterrupt(() => rm(half, { recursive: true, force: true }));
  await writeFile(join(half, 'package.json'), '{"private":true}\n');
  const step = (words, args, cwd) => stillWorking(report, words, () => npm(args, { cwd }));
  const words = `installing VS Code for the browser, once (code-server ${codeServerVersion}, about 600 MB on disk): 1 of 3`;
  await step(words, ['install', '--no-save', '--no-package-lock', '--ignore-scripts', `code-server@${codeServerVersion}`], half);
  const inner = ['install', '--omit=dev', '--ignore-scripts'];
  await step('  its server: 2 of 3', inner, vscodeIn(half));
  await step('  its built-in extensions: 3 of 3', inner, join(vscodeIn(half), 'extensions'));
  await rm(target, { recursive: true, force: true });
  await rename(half, target);
  forget();
}

/** Left by an install that was interrupted; only called while holding the lock. */
async function removeHalfInstalls(target) {
  for (const name of await readdir(dirname(target))) {
    if (name.startsWith(`${basename(target)}.half-`)) await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}
