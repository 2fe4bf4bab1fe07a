import { continueOnNode24 } from '../scripts/lib/node-24.mjs';

// `npm run bench:router`: what the router and the gateway add to a call, beside their peers, and what each does when a call goes wrong.
await continueOnNode24();
const { ensurePeers } = await import('./lib/peers.mjs');
const report = (line) => console.log(line);
await ensurePeers(report);
const { pythonWith } = await import('./lib/python-peers.mjs');
const quick = process.argv.includes('--quick');
const pythons = {
  tensorZero: await pythonWith('tensorzero', report),
  // To install it takes minutes, and to start it up to one.
  liteLlm: quick ? undefined : await pythonWith('litellm', report),
};
const { benchRouter } = await import('./router/bench-router.ts');
process.exitCode = await benchRouter({ json: process.argv.includes('--json'), quick, pythons });
