import { continueOnNode24 } from './lib/node-24.mjs';

// Runs the mocha tests of test/host inside the extension host of the served VS Code.
await continueOnNode24();
const { runHostTests } = await import('./lib/run-host-tests.ts');
const { failed } = await runHostTests({ only: process.argv[2] ?? '' });
process.exitCode = failed === 0 ? 0 : 1;
