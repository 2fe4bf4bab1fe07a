import { runTool, runUnitTests } from './checks.mjs';
import { browserSteps, filesOf, runNodeTests } from './node-tests.mjs';

const nodeTests = (patterns) => () => runNodeTests(filesOf(patterns), { concurrency: 2, quiet: true });
const tool = (name) => [name, () => runTool(name)];

/** `npm start` builds what the other windows run. */
const building = 'test/browser/start.browser.ts';

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
    // These take both cores for themselves.
    atOnce: 1,
    steps: [
      ['contracts', nodeTests(['test/contract/**/*.test.ts', 'test/gates/**/*.test.ts', 'test/gateway/**/*.test.ts', 'test/ledger/**/*.test.ts', 'test/gates-set/**/*.test.ts', 'test/webview/**/*.test.ts'])],
      ['proof in the sandbox', nodeTests(['test/proof/**/*.test.ts'])],
    ],
  },
  {
    atOnce: 2,
    steps: [
      ['tests in the extension host', async () => (await import('./run-host-tests.ts')).runHostTests()],
      ...browserSteps(filesOf(['test/browser/**/*.browser.ts', 'test/webview/**/*.browser.ts']).filter((file) => file !== building)),
    ],
  },
  { atOnce: 1, steps: [...browserSteps([building]), ['the package, installed', async () => (await import('./package-check.ts')).checkPackage()]] },
];
