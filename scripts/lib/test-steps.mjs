import { runTool, runUnitTests } from './checks.mjs';
import { filesOf, runBrowserTests, runNodeTests } from './node-tests.mjs';

const nodeTests = (patterns) => () => runNodeTests(filesOf(patterns), { concurrency: 2 });

/** All steps of `npm test`, in order: each returns its counts. */
const steps = [
  ['types', () => runTool('types')],
  ['types of core (no Node, no DOM)', () => runTool('types of core (no Node, no DOM)')],
  ['types of scripts', () => runTool('types of scripts')],
  ['lint and layering', () => runTool('lint and layering')],
  ['core runs without a computer', () => runTool('core runs without a computer')],
  ['dead code', () => runTool('dead code')],
  ['unit tests', () => runUnitTests()],
  ['build', () => runTool('build')],
  ['its own gates', () => runTool('its own gates')],
  ['contracts', nodeTests(['test/contract/**/*.test.ts', 'test/gates/**/*.test.ts', 'test/gateway/**/*.test.ts', 'test/ledger/**/*.test.ts', 'test/gates-set/**/*.test.ts', 'test/webview/**/*.test.ts'])],
  ['proof in the sandbox', nodeTests(['test/proof/**/*.test.ts'])],
  ['tests in the extension host', async () => (await import('./run-host-tests.ts')).runHostTests()],
  ['browser tests', () => runBrowserTests(filesOf(['test/browser/**/*.browser.ts', 'test/webview/**/*.browser.ts']))],
  ['the package, installed', async () => (await import('./package-check.ts')).checkPackage()],
];

/** Runs all steps, or those whose name holds one of the words; prints the sum last. Resolves with the exit code. */
export async function runTestSteps(words) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const failedSteps = [];
  for (const [name, work] of steps.filter(([step]) => words.length === 0 || words.some((word) => step.includes(word)))) {
    console.log(`\n== ${name}`);
    const counts = await countsOf(name, work);
    if (counts.failed > 0) failedSteps.push(name);
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  console.log('');
  if (failedSteps.length > 0) console.log(`failed: ${failedSteps.join(', ')}`);
  if (sum.skipped > 0) console.log(`${sum.skipped} skipped`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

/** A step that throws is a failure; the steps after it still run. */
async function countsOf(name, work) {
  const started = performance.now();
  let counts;
  try {
    counts = await work();
  } catch (error) {
    counts = { passed: 0, failed: 1, skipped: 0, output: error.stack };
  }
  if (counts.output?.trim()) console.log(counts.output.trimEnd());
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`   ${name}: ${counts.passed} passed, ${counts.failed} failed${skipped}, ${seconds} s`);
  return counts;
}
