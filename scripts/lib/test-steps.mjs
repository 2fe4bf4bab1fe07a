import { readFileSync } from 'node:fs';
import { runTool, runUnitTests, sumOf } from './checks.mjs';
import { browserSteps, filesOf, runNodeTests } from './node-tests.mjs';
import { inRoot } from './paths.mjs';

const nodeTests = (patterns) => () => runNodeTests(filesOf(patterns), { concurrency: 1, quiet: true });
const tool = (name) => [name, () => runTool(name)];
const start = 'test/browser/start.browser.ts';
const pages = filesOf(['test/webview/**/*.browser.ts']);
const windows = filesOf(['test/browser/**/*.browser.ts']).filter((file) => file !== start);

/** Files that share a gates process run in one process, each of the others in its own. */
async function runGatesTests() {
  const files = filesOf(['test/gates/**/*.test.ts']);
  const shares = (file) => readFileSync(inRoot(file), 'utf8').includes("from './shared-gates.ts'");
  const shared = await runNodeTests(files.filter(shares), { isolation: 'none', quiet: true });
  const others = await runNodeTests(
    files.filter((file) => !shares(file)),
    { concurrency: 1, quiet: true },
  );
  return sumOf([shared, others]);
}

/** All steps of `npm test`: stages one after the other, in each its lanes at once, one for each core. A step returns its counts. */
export const testStages = () => [
  [
    [tool('lint and layering'), tool('format'), tool('types'), tool('types of core (no Node, no DOM)')],
    [tool('core runs without a computer'), tool('dead code'), tool('build'), ...browserSteps(pages)],
  ],
  [
    [
      // First, since what is last beside it builds anew.
      tool('its own gates'),
      ['unit tests', () => runUnitTests({ long: true, atOnce: false, quiet: true })],
      ['contracts of the gates', runGatesTests],
      ['proof in the sandbox', nodeTests(['test/{proof,tools}/**/*.test.ts'])],
    ],
    [
      // One window at a time: it keeps a core busy.
      ...browserSteps(windows),
      // These build anew what the windows ran.
      ['tests in the extension host', async () => (await import('./run-host-tests.ts')).runHostTests()],
      ...browserSteps([start]),
      ['the package, installed', async () => (await import('./package-check.ts')).checkPackage()],
      ['contracts', nodeTests(['test/{contract,gates-set,gateway,ledger,model-bench,verifier-set}/**/*.test.ts'])],
    ],
  ],
];
