import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot, root } from './paths.mjs';
import { run } from './processes.mjs';

const reporter = new URL('./test-reporter.mjs', import.meta.url).href;

/** Files of the project by glob patterns, in order. */
export function filesOf(patterns) {
  return globSync(patterns, { cwd: root }).toSorted();
}

/** Runs test files with node:test and counts what ran. A file that takes longer than `seconds` or dies is a failure. */
export async function runNodeTests(files, { each = false, concurrency, isolation, seconds = 300, ...options } = {}) {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'centuria-tests-'));
  const countsFile = join(folder, 'counts.json');
  const args = [
    '--disable-warning=ExperimentalWarning',
    '--test',
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
    `--test-timeout=${seconds * 1000}`,
  ];
  if (isolation !== undefined) args.push(`--test-isolation=${isolation}`);
  if (concurrency !== undefined) args.push(`--test-concurrency=${concurrency}`);
  // Kept compiled modules: a quarter of the time of a short file.
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: inRoot('node_modules/.cache/compile'),
    TEST_COUNTS: countsFile,
    TEST_REPORT: each ? 'each' : '',
  };
  delete env.NODE_TEST_CONTEXT;
  const { code, output } = await run(process.execPath, [...args, ...files], { cwd: root, env, ...options });
  const counts = readCounts(countsFile);
  rmSync(folder, { recursive: true });
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1, output: `${output}\nnode --test ended with ${code}\n` };
  return { ...counts, output };
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

/** Steps of files in windows, told test by test. One that fails runs a second time, which decides. */
export function browserSteps(files, { seconds = 900 } = {}) {
  return files.map((file) => [file, () => runNodeTests([file], { each: true, seconds, quiet: true }), { again: true }]);
}
