import { existsSync, readFileSync } from 'node:fs';
import { lockFileOf, withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { inRoot, node24, root } from './paths.mjs';
import { stillWorking } from './still-working.mjs';

/**
 * Runs `npm ci` unless node_modules already holds what package-lock.json asks for. npm writes its own list of what is
 * installed when it is done, so that an interrupted install counts as none.
 */
export async function ensureDependencies(report) {
  if (isInstalled()) return;
  await withLock(lockFileOf('npm-ci'), async () => {
    if (isInstalled()) return;
    const install = () => npm(['ci', '--no-audit', '--no-fund'], { cwd: root, env: { NODE_LLAMA_CPP_SKIP_DOWNLOAD: 'true' } });
    await stillWorking(report, 'installing the dependencies (npm ci), once: a minute or two', install);
  });
}

function isInstalled() {
  const installedList = inRoot('node_modules/.package-lock.json');
  if (!existsSync(installedList) || !existsSync(node24)) return false;
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedList, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.peer === true;
    return found.version === entry.version;
  });
}
