import { runTool, runUnitTests } from './checks.mjs';
import { browserSteps, filesOf, runNodeTests } from './node-tests.mjs';

const nodeTests = (patterns) => () => runNodeTests(filesOf(patterns), { concurrency: 2, quiet: true });
const tool = (name) => [name, () => runTool(name)];

/** All steps of `npm test` in their order, and how many of a stage run at once. A step returns its counts. */
export const testStages = () => [
  {
    atOnce: 2,
    steps: [
      tool('lint and layering'),
      tool('types'),
      tool('types of scripts'),
      tool('types of core (no Node, no DOM)'),
      tool('core runs without a computer'),
      tool('dead code'),
      tool('build'),
    ],
  },
  { atOnce: 2, steps: [tool('its own gates'), ['unit tests', () => runUnitTests({ quiet: true })]] },
  {
    // A window keeps a core busy, and what it shows the other; `npm start` builds anew what the windows before it ran.
    atOnce: 1,
    steps: [
      ['contracts', nodeTests(['test/{contract,gates,gates-set,gateway,ledger,model-bench,verifier-set}/**/*.test.ts'])],
      ['proof in the sandbox', nodeTests(['test/{proof,tools}/**/*.test.ts'])],
      ['tests in the extension host', async () => (await import('./run-host-tests.ts')).runHostTests()],
      ...browserSteps(filesOf(['test/webview/**/*.browser.ts', 'test/browser/**/*.browser.ts'])),
      ['the package, installed', async () => (await import('./package-check.ts')).checkPackage()],
    ],
  },
];
