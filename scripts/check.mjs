import { continueOnNode24 } from './lib/node-24.mjs';

// `npm run check`: what a change must pass before anything slow runs.
await continueOnNode24();
const { runTool, runUnitTests } = await import('./lib/checks.mjs');

const started = performance.now();
const cached = (name) => [name, () => runTool(name, { cached: true })];
const lanes = [
  [cached('lint and layering')],
  [cached('format'), cached('types'), cached('types of core (no Node, no DOM)'), cached('core runs without a computer')],
  [['unit tests', () => runUnitTests({ quiet: true })]],
];
let failed = 0;
await Promise.all(
  lanes.map(async (lane) => {
    for (const [name, work] of lane) {
      const from = performance.now();
      const counts = await work();
      failed += counts.failed;
      const seconds = ((performance.now() - from) / 1000).toFixed(1);
      console.log(`${counts.failed === 0 ? 'ok    ' : 'FAILED'} ${name} (${counts.passed} passed, ${counts.failed} failed, ${seconds} s)`);
      if (counts.output?.trim()) console.log(counts.output.trimEnd());
    }
  }),
);
console.log(`${failed === 0 ? 'ok' : 'FAILED'}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = failed === 0 ? 0 : 1;
