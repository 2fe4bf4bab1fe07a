import { PLACES, RESULTS } from './jail-places.ts';
import { quoted } from './quoted.ts';
import type { TestScript } from './script-text.ts';

/** Arguments that would send the report elsewhere, watch for ever, or fail for a reason that is not a test's. */
const LEFT_OUT =
  /^(?:--watch(?:All)?|-w|--test-reporter|--reporters?|-R|--reporter-options?|-O|--outputFile|--json|--test-reporter-destination|--coverage|--experimental-test-coverage|--check-leaks|--test-coverage-\w+)(?:=|$)/;
const WITH_VALUE =
  /^(?:--test-reporter|--reporters?|-R|--reporter-options?|-O|--outputFile|--test-reporter-destination|--test-coverage-\w+)$/;

/** The shell text that runs the tests of a script, reporting to where the proof looks for it. */
export function commandOf(script: TestScript, file: string): string {
  const { prefix, program, before } = script;
  const args = ownArguments(script.args);
  const command = { node: nodeWords, mocha: mochaWords, vitest: vitestWords, jest: jestWords }[script.runner](program, args, file);
  return [...before, [...prefix, ...command].join(' ')].join(' && ');
}

function ownArguments(args: readonly string[]): readonly string[] {
  return args.filter((word, index) => !LEFT_OUT.test(word) && !WITH_VALUE.test(args[index - 1] ?? ''));
}

function nodeWords(program: string, args: readonly string[]): readonly string[] {
  return [program, `--test-reporter=${PLACES.tools}/reporter.mjs`, `--test-reporter-destination=${RESULTS.node}`, ...args];
}

function mochaWords(program: string, args: readonly string[]): readonly string[] {
  return [program, ...args, '--reporter', 'json', '--reporter-option', `output=${RESULTS.other}`];
}

function vitestWords(program: string, args: readonly string[]): readonly string[] {
  const once = args[0] === 'run' ? args : ['run', ...args];
  return [program, ...once, '--reporter=json', `--outputFile=${RESULTS.other}`];
}

/** Jest measures by itself, and puts that into its report. */
function jestWords(program: string, args: readonly string[], file: string): readonly string[] {
  const coverage = [
    '--coverage',
    '--coverageReporters=json',
    `--coverageDirectory=${PLACES.results}/jest`,
    `--collectCoverageFrom=${file}`,
    '--coverageThreshold={}',
  ];
  return [program, ...args, '--ci', '--json', `--outputFile=${RESULTS.other}`, ...coverage.map(quoted)];
}
