import { runTool, runUnitTests } from './checks.mjs';
import { browserSteps, filesOf, runNodeTests } from './node-tests.mjs';

const nodeTests = (patterns) => () => runNodeTests(filesOf(patterns), { concurrency: 1, quiet: true });
const tool = (name) => [name, () => runTool(name)];
const start = 'test/browser/start.browser.ts';
const pages = filesOf(['test/webview/**/*.browser.ts']);
const windows = filesOf(['test/browser/**/*.browser.ts']).filter((file) => file !== start);

/** All steps of `npm test`: stages one after the other, in each its lanes at once, one for each core, and what any lane may take. A step returns its counts. */
export const testStages = () => [
  {
    lanes: [
      [tool('lint and layering'), tool('types'), tool('types of core (no Node, no DOM)')],
      [tool('format'), tool('core runs without a computer'), tool('dead code'), tool('build'), ...browserSteps(pages)],
    ],
  },
  {
    lanes: [
      // First, since what is last beside it builds anew.
      [tool('its own gates')],
      [
        // One window at a time: it keeps a core busy.
        ...browserSteps(windows),
        // These build anew what the windows ran.
        ['tests in the extension host', async () => (await import('./run-host-tests.ts')).runHostTests()],
        ...browserSteps([start]),
        ['the package, installed', async () => (await import('./package-check.ts')).checkPackage()],
      ],
    ],
    // None of what is built; the longest first, so that the lanes end together.
    any: [
      // In one process, since most of them ask the same gates.
      ['contracts of the gates', () => runNodeTests(filesOf(['test/gates/**/*.test.ts']), { isolation: 'none', quiet: true })],
      ['proof in the sandbox', nodeTests(['test/{proof,tools}/**/*.test.ts'])],
      ['contracts', nodeTests(['test/{contract,gates-set,gateway,ledger,model-bench,verifier-set}/**/*.test.ts'])],
      ['unit tests', () => runUnitTests({ long: true, atOnce: false, quiet: true })],
    ],
  },
];
