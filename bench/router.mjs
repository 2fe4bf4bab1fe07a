import { continueOnNode24 } from '../scripts/lib/node-24.mjs';

// `npm run bench:router`: what the router and the gateway add to a call, beside their peers, and what each does when a call goes wrong.
await continueOnNode24();
const { ensurePeers } = await import('./lib/peers.mjs');
await ensurePeers((line) => console.log(line));
const { tensorZeroPython } = await import('./lib/python-peers.mjs');
const python = await tensorZeroPython((line) => console.log(line));
const { benchRouter } = await import('./router/bench-router.ts');
process.exitCode = await benchRouter({ json: process.argv.includes('--json'), quick: process.argv.includes('--quick'), python });
