import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { node24 } from './paths.mjs';

export function isNode24() {
  return Number(process.versions.node.split('.')[0]) >= 24;
}

/**
 * Runs the calling script again on the project's Node 24 if this is an older one, and ends with its exit code.
 * Returns at once on Node 24.
 */
export async function continueOnNode24() {
  if (isNode24()) return;
  if (!existsSync(node24)) {
    console.error(`Node 24 is needed and this is ${process.version}. Run \`npm ci\`: it brings Node 24 with it.`);
    process.exit(1);
  }
  const child = spawn(node24, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exit, signal) => resolve(exit ?? 128 + constants.signals[signal]));
  });
  process.exit(code);
}
