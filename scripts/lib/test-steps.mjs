import { runTool, runUnitTests } from './checks.mjs';
import { browserSteps, filesOf, runNodeTests } from './node-tests.mjs';

const nodeTests = (patterns) => () => runNodeTests(filesOf(patterns), { concurrency: 1, quiet: true });
const tool = (name) => [name, () => runTool(name)];
const start = 'test/browser/start.browser.ts';
const windows = filesOf(['test/webview/**/*.browser.ts', 'test/browser/**/*.browser.ts']).filter((file) => file !== start);

/** All steps of `npm test`: stages one after the other, in each its lanes at once, one for each core. A step returns its counts. */
export const testStages = () => [
  [
    [tool('lint and layering')],
    [tool('types'), tool('types of core (no Node, no DOM)'), tool('core runs without a computer'), tool('dead code'), tool('build')],
  ],
  [[tool('its own gates')], [['unit tests', () => runUnitTests({ long: true, quiet: true })]]],
  [
    [
      ['contracts', nodeTests(['test/{contract,gates,gates-set,gateway,ledger,model-bench,verifier-set}/**/*.test.ts'])],
      ['proof in the sandbox', nodeTests(['test/{proof,tools}/**/*.test.ts'])],
    ],
    // One window at a time: it keeps a core busy.
    browserSteps(windows),
  ],
  // These build anew what the windows ran.
  [
    [
      ['tests in the extension host', async () => (await import('./run-host-tests.ts')).runHostTests()],
      ...browserSteps([start]),
      ['the package, installed', async () => (await import('./package-check.ts')).checkPackage()],
    ],
  ],
];
