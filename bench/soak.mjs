import { continueOnNode24 } from '../scripts/lib/node-24.mjs';

// `npm run bench:soak`: 20,000 calls, half of which fail, through the router and the books. `--quick`: 1,000.
await continueOnNode24();
const { benchSoak } = await import('./soak/bench-soak.ts');
process.exitCode = await benchSoak({ json: process.argv.includes('--json'), quick: process.argv.includes('--quick') });
