import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

// Only what Node 20 understands may stand here: the product itself is in run.ts, which is loaded on Node 24 only.

const neededMajor = 24;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The Node that the npm package `node` put beside the built CLI; there is none in a copied dist folder. */
function projectNode(): string {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return fileURLToPath(new URL(`../node_modules/node/bin/${file}`, import.meta.url));
}

function runAgainOn(node: string): void {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`centuria could not start ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  });
}

const node = projectNode();
if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2), fileURLToPath(new URL('.', import.meta.url)));
} else if (existsSync(node)) {
  runAgainOn(node);
} else {
  console.error(
    `centuria needs Node ${neededMajor} or later, and this is ${process.version}: install it, or run it with npx -p node@${neededMajor}.`,
  );
  process.exitCode = 1;
}
