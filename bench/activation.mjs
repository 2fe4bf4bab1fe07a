import { continueOnNode24 } from '../scripts/lib/node-24.mjs';

// `npm run bench:activation`: loading and activating Centuria beside VS Code's own Git extension, in the same runs.
await continueOnNode24();
const { benchActivation } = await import('./activation/bench-activation.ts');
process.exitCode = await benchActivation({ json: process.argv.includes('--json') });
