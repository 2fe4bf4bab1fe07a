import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';

import { skip, testProject, type TestProject } from '../proof/project.ts';

const run = promisify(execFile);
const RANGE = 'export function last(list) {\n  if (list.length === 0) {\n    return undefined;\n  }\n  return list[list.length - 1];\n}\n';
const AS_COMMON = RANGE.replace('export function last', 'exports.last = function').replace(/\}\n$/, '};\n');
const AS_TYPED = `interface Options {\n  readonly from: number;\n}\n\n${RANGE.replace('last(list)', 'last(list: readonly number[], _options?: Options): number | undefined')}`;
const ASSERT = "import assert from 'node:assert/strict';\n";

async function npmInstall(project: TestProject, context: TestContext, packages: readonly string[]): Promise<boolean> {
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', ...packages];
  return run('npm', args, { cwd: project.root, timeout: 600_000 }).then(
    () => true,
    (error: Error) => {
      context.skip(`${packages.join(', ')} cannot be installed: ${error.message.split('\n')[0] ?? ''}`);
      return false;
    },
  );
}

/** What every runner must tell apart: a right change, a wrong one, one that no test runs, a crash, a test that does not run any more. */
async function tellsApart(
  project: TestProject,
  { code, tests, runner }: { readonly code: string; readonly tests: string; readonly runner: string },
): Promise<void> {
  const right = await project.judge(code, { from: 'list[list.length - 1]', to: 'list.at(-1)' });
  assert.deepEqual([right.verdict, right.tool], ['pass', `${runner} in bubblewrap`]);
  assert.match(right.why ?? '', new RegExp(`^1 of 1 test passes with ${runner}, as before; the changed line ran`));
  const wrong = await project.judge(code, { from: 'length - 1', to: 'length - 2' });
  assert.equal(wrong.verdict, 'fail');
  assert.match(wrong.findings[0]?.message ?? '', /the test "(?:range(?: >)? )?the last of three" fails: .*\b2\b.*\b3\b|\b3\b.*\b2\b/);
  assert.match(wrong.findings[0]?.message ?? '', new RegExp(`, at ${tests.replaceAll('.', '\\.')}:\\d+$`));
  const unseen = await project.judge(code, { from: 'return undefined', to: 'return 0 || undefined' });
  assert.deepEqual([unseen.verdict, unseen.why], ['unknown', 'no test runs the changed lines']);
  const broken = await project.judge(code, { from: 'return list[list', to: 'return list[[list' });
  assert.equal(broken.verdict, 'fail');
  const gone = await project.judge(tests, { from: "('the last of three'", to: ".skip('the last of three'" });
  assert.match(gone.findings.map(({ message }) => message).join(), /the last of three" passed before and does not run any more/);
  assert.deepEqual(project.left(), []);
}

test('mocha', { skip }, async (context) => {
  const tests = `${ASSERT}import { last } from '../src/range.js';\ndescribe('range', () => {\n  it('the last of three', () => assert.equal(last([1, 2, 3]), 3));\n});\n`;
  using project = testProject({
    'package.json': '{ "type": "module", "scripts": { "test": "mocha --parallel=false" } }',
    'src/range.js': RANGE,
    'test/range.test.js': tests,
  });
  if (await npmInstall(project, context, ['mocha@12']))
    await tellsApart(project, { code: 'src/range.js', tests: 'test/range.test.js', runner: 'mocha' });
});

test('vitest, with TypeScript that it transpiles', { skip }, async (context) => {
  const tests =
    "import { describe, expect, it } from 'vitest';\nimport { last } from '../src/range';\ndescribe('range', () => {\n  it('the last of three', () => expect(last([1, 2, 3])).toBe(3));\n});\n";
  using project = testProject({
    'package.json': '{ "type": "module", "scripts": { "test": "vitest" } }',
    'vitest.config.ts': "export default { test: { environment: 'node' } };\n",
    'src/range.ts': AS_TYPED,
    'test/range.test.ts': tests,
  });
  if (await npmInstall(project, context, ['vitest@4']))
    await tellsApart(project, { code: 'src/range.ts', tests: 'test/range.test.ts', runner: 'vitest' });
});

test('jest', { skip }, async (context) => {
  const tests =
    "const { last } = require('../src/range.js');\ndescribe('range', () => {\n  test('the last of three', () => expect(last([1, 2, 3])).toBe(3));\n});\n";
  using project = testProject({
    'package.json': '{ "scripts": { "test": "jest" } }',
    'src/range.js': AS_COMMON,
    'test/range.test.js': tests,
  });
  if (await npmInstall(project, context, ['jest@30']))
    await tellsApart(project, { code: 'src/range.js', tests: 'test/range.test.js', runner: 'jest' });
});

test('node:test with TypeScript through tsx', { skip }, async (context) => {
  const tests = `${ASSERT}import { test } from 'node:test';\nimport { last } from '../src/range.ts';\ntest('the last of three', () => assert.equal(last([1, 2, 3]), 3));\n`;
  using project = testProject({
    'package.json': '{ "type": "module", "scripts": { "test": "node --import tsx --test" } }',
    'src/range.ts': AS_TYPED,
    'test/range.test.ts': tests,
  });
  if (await npmInstall(project, context, ['tsx@4']))
    await tellsApart(project, { code: 'src/range.ts', tests: 'test/range.test.ts', runner: 'node' });
});

const PY_CODE = 'def last(list):\n    if not list:\n        return undefined\n    return list[list.length - 1]\n'
  .replace('undefined', 'None')
  .replace('list.length', 'len(list)');

test('pytest, in the environment of the project', { skip }, async (context) => {
  using project = testProject({
    'pytest.ini': '[pytest]\n',
    'pkg/__init__.py': '',
    'pkg/ranges.py': PY_CODE,
    'tests/test_ranges.py': 'from pkg.ranges import last\n\n\ndef test_last_of_three():\n    assert last([1, 2, 3]) == 3\n',
  });
  const installed = await run('python3', ['-m', 'venv', '.venv'], { cwd: project.root })
    .then(() => run(join(project.root, '.venv/bin/pip'), ['install', '-q', 'pytest'], { cwd: project.root, timeout: 600_000 }))
    .then(
      () => true,
      (error: Error) => (context.skip(`pytest cannot be installed: ${error.message.split('\n')[0] ?? ''}`), false),
    );
  if (!installed) return;
  assert.ok(existsSync(join(project.root, '.venv/bin/pytest')));
  const judge = (from: string, to: string) => project.judge('pkg/ranges.py', { from, to });
  const right = await judge('list[len(list) - 1]', 'list[-1]');
  assert.deepEqual([right.verdict, right.tool], ['pass', 'pytest in bubblewrap']);
  assert.match(right.why ?? '', /^1 of 1 test passes with pytest, as before; the changed line ran/);
  const wrong = await judge('len(list) - 1', 'len(list) - 2');
  assert.match(wrong.findings[0]?.message ?? '', /^the test "test_last_of_three" fails: assert 2 == 3.*, at tests\/test_ranges\.py:5$/);
  assert.equal((await judge('return None', 'return 0')).why, 'no test runs the changed lines');
  assert.equal((await judge('def last(list)', 'def last(list')).verdict, 'fail');
  const changed = await project.judge('tests/test_ranges.py', { from: '== 3', to: '== 4' });
  assert.deepEqual([changed.verdict, changed.why], ['unknown', 'the changed test "test_last_of_three" fails on the code as it is']);
  assert.deepEqual(project.left(), []);
});
