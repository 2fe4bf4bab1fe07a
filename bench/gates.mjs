import { continueOnNode24 } from '../scripts/lib/node-24.mjs';

// `npm run bench:gates`: how much of a labelled set each analyser finds, how much of it wrongly, and how long it takes.
await continueOnNode24();
const { ensurePeers } = await import('./lib/peers.mjs');
await ensurePeers((line) => console.log(line));
const { benchGates } = await import('./gates/bench-gates.ts');
process.exitCode = await benchGates({ json: process.argv.includes('--json'), quick: process.argv.includes('--quick') });
