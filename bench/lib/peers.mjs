import { existsSync, readFileSync } from 'node:fs';
import { npm } from '../../scripts/lib/npm.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';

/** Installs the peers that `bench/package.json` pins, with their scripts off, unless they are there. */
export async function ensurePeers(report) {
  if (isInstalled()) return;
  report('installing the peers of the benchmarks (npm ci in bench)');
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: inRoot('bench') });
}

function isInstalled() {
  const list = inRoot('bench/node_modules/.package-lock.json');
  if (!existsSync(list)) return false;
  const wanted = JSON.parse(readFileSync(inRoot('bench/package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(list, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) => path === '' || optional || peer || installed[path]?.version === version,
  );
}
