import { filesOf, runNodeTests } from './node-tests.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './processes.mjs';

const bin = (path) => inRoot('node_modules', path);
const tool = (args) => run(process.execPath, args, { cwd: root, quiet: true });

/** Checks that pass or fail as a whole: each is run by Node with these arguments. */
const tools = {
  types: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'],
  'types of core (no Node, no DOM)': [bin('typescript/bin/tsc'), '-p', 'src/core/tsconfig.json', '--noEmit'],
  'lint and layering': [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'],
  format: [bin('prettier/bin/prettier.cjs'), '.', '--check', '--log-level', 'warn'],
  'core runs without a computer': [inRoot('scripts/check-core-portable.mjs')],
  'dead code': [bin('knip/bin/knip.js'), '--no-progress'],
  // Types and lint are steps of their own; samples and labelled sets are wrong on purpose.
  'its own gates': [inRoot('dist/cli.js'), 'check', '--gates', 'syntax,security,secrets', 'src', 'scripts', 'bench'],
  build: [inRoot('esbuild.config.mjs'), '--production'],
};
const cacheOf = (name) => ['--cache', '--cache-location', `node_modules/.cache/${name}`, '--cache-strategy', 'content'];
// Where prettier itself would have it: without `--cache` it clears that place, and fails where a file stands for its folder.
const caches = { 'lint and layering': cacheOf('eslint/'), format: cacheOf('prettier/.prettier-cache') };

/** `cached` uses caches, which may miss what another file's change did to this one's types. */
export async function runTool(name, { cached = false } = {}) {
  const args = [...tools[name], ...(cached ? (caches[name] ?? []) : [])];
  const { code, output } = await tool(args);
  const failed = code === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, skipped: 0, output: failed || name === 'build' ? output : '' };
}

/** Beside the source. What takes long (many files, threads, processes or generated texts) is named `*.long.test.*`. */
const unitTests = ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.{mjs,ts}'];
const isLong = (file) => /\.long\.test\.\w+$/.test(file);

/**
 * In two processes of like size: to start one for each file takes longer than the tests. The gates' parsers are loaded in one of
 * them only. `atOnce`: one for each core.
 */
export async function runUnitTests({ long = false, atOnce = true, ...options } = {}) {
  const files = filesOf(unitTests).filter((file) => long || !isLong(file));
  const ofGates = (file) => /^src[\\/]gates[\\/]/.test(file);
  const shares = [files.filter(ofGates), files.filter((file) => !ofGates(file))];
  const ran = (share) => runNodeTests(share, { seconds: 60, isolation: 'none', ...options });
  return sumOf(atOnce ? await Promise.all(shares.map(ran)) : [await ran(shares[0]), await ran(shares[1])]);
}

/** The counts of parts of a step. */
function sumOf(parts) {
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), output: parts.map(({ output }) => output).join('') };
}
