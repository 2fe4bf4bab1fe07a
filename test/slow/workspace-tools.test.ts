import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';

import type { GateResult } from '../../src/core/gate.ts';
import { skip, testProject, type TestProject } from '../proof/project.ts';

const run = promisify(execFile);

async function installed(project: TestProject, context: TestContext, [program, ...args]: readonly string[]): Promise<boolean> {
  return run(program ?? '', args, { cwd: project.root, timeout: 600_000 }).then(
    () => true,
    (error: Error) => {
      context.skip(`it cannot be installed: ${error.message.split('\n')[0] ?? ''}`);
      return false;
    },
  );
}

const npm = (...packages: readonly string[]): readonly string[] => [
  'npm',
  'install',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-save',
  ...packages,
];

async function pip(project: TestProject, context: TestContext, packages: readonly string[]): Promise<boolean> {
  if (!(await installed(project, context, ['python3', '-m', 'venv', '.venv']))) return false;
  return installed(project, context, [join(project.root, '.venv/bin/pip'), 'install', '-q', ...packages]);
}

/** What the one tool of the project says of the changed file. */
async function said(project: TestProject, ...asked: Parameters<TestProject['lint']>): Promise<readonly GateResult[]> {
  return (await project.lint(...asked)).flatMap(({ results }) => results);
}

interface Judged {
  readonly lint: GateResult;
  readonly types: GateResult;
}

/** Of a project that has both. */
async function both(project: TestProject, ...asked: Parameters<TestProject['lint']>): Promise<Judged> {
  const results = await said(project, ...asked);
  const [lint, types] = (['lint', 'types'] as const).map((gate) => results.find((one) => one.gate === gate));
  if (lint === undefined || types === undefined) throw new Error(`one of the two said nothing: ${JSON.stringify(results)}`);
  return { lint, types };
}

const PY = {
  'pyproject.toml': '[tool.ruff.lint]\nselect = ["F", "B"]\n\n[tool.mypy]\nstrict = true\n',
  'pkg/__init__.py': '',
  'pkg/prices.py':
    'import os\n\n\ndef total(prices: list[int]) -> int:\n    return sum(prices)\n\n\ndef shown(prices: list[int]) -> str:\n    return total(prices)\n',
};

test("ruff and mypy of the project's environment: a new complaint blocks, an old one does not", { skip }, async (context) => {
  using project = testProject(PY);
  if (!(await pip(project, context, ['ruff', 'mypy']))) return;
  const same = await both(project, 'pkg/prices.py', { from: 'sum(prices)', to: 'sum(price for price in prices)' });
  assert.deepEqual([same.lint.verdict, same.lint.known, same.types.verdict, same.types.known], ['pass', 1, 'pass', 1]);
  assert.match(same.lint.tool, /^ruff \(workspace\) \d+\.\d+\.\d+$/);
  assert.match(same.types.tool, /^mypy \(workspace\) \d+\.\d+\.\d+$/);
  const worse = await both(project, 'pkg/prices.py', { from: 'import os\n', to: 'import os\nimport sys\n' });
  assert.deepEqual(
    worse.lint.findings.map(({ rule, blocks, range }) => [rule, blocks, range.startLine, range.startColumn]),
    [['F401', true, 1, 7]],
  );
  assert.equal(worse.types.verdict, 'pass');
  const mistyped = await both(project, 'pkg/prices.py', { from: 'sum(prices)', to: '"é😀" + prices' });
  assert.equal(mistyped.types.verdict, 'fail');
  assert.equal(mistyped.types.required, true);
  assert.deepEqual(mistyped.types.findings.map(({ range, blocks }) => [range.startLine, blocks])[0], [4, true]);
  // A plugin is a program of mypy's, and its text would decide what it says.
  project.write('pyproject.toml', `${PY['pyproject.toml']}plugins = ["pkg/prices.py"]\n`);
  const own = await both(project, 'pkg/prices.py', { from: 'sum(prices)', to: '0' });
  assert.match(own.types.why ?? '', /^the workspace's mypy could not be run: pkg\/prices\.py is one of its own programs/);
  assert.deepEqual(project.left(), []);
});

test("pyright of npm's, with places after an emoji", { skip }, async (context) => {
  using project = testProject({ 'pkg/__init__.py': '', 'pkg/a.py': 'def one() -> int:\n    return 1\n', 'package.json': '{}' });
  if (!(await installed(project, context, npm('pyright@1')))) return;
  const [result] = await said(project, 'pkg/a.py', { from: 'return 1', to: 'words = "é😀"; return words' });
  assert.match(result?.tool ?? '', /^pyright \(workspace\) \d+\.\d+\.\d+$/);
  assert.deepEqual(
    result?.findings.map(({ rule, blocks, range }) => [rule, blocks, range.startLine, range.startColumn]),
    [['reportReturnType', true, 1, '    words = "é😀"; return '.length]],
  );
  assert.equal((await said(project, 'pkg/a.py', { from: 'return 1', to: 'return 2' }))[0]?.verdict, 'pass');
});

test('Biome, with places after an emoji', { skip }, async (context) => {
  using project = testProject({ 'package.json': '{}', 'biome.json': '{}', 'src/a.js': 'debugger;\nexport const two = 2;\n' });
  if (!(await installed(project, context, npm('@biomejs/biome@2')))) return;
  const [result] = await said(project, 'src/a.js', { from: 'export', to: 'const words = "é😀"; if (words == 1) { debugger }\nexport' });
  assert.match(result?.tool ?? '', /^Biome \(workspace\) \d+\.\d+\.\d+$/);
  assert.equal(result?.known, 1);
  assert.deepEqual(
    result?.findings.map(({ rule, blocks, range }) => [rule, blocks, range.startLine, range.startColumn]),
    [
      ['lint/suspicious/noDoubleEquals', true, 1, 'const words = "é😀"; if (words '.length],
      ['lint/suspicious/noDebugger', true, 1, 'const words = "é😀"; if (words == 1) { '.length],
    ],
  );
  assert.equal((await said(project, 'src/a.js', { from: 'two = 2', to: 'two = 3' }))[0]?.verdict, 'pass');
  project.write('biome.json', '{ "linter": { "no-such-setting": 1 } }');
  assert.match(
    (await said(project, 'src/a.js', { from: 'two = 2', to: 'two = 3' }))[0]?.why ?? '',
    /^the workspace's Biome could not be run: /,
  );
});

test('an ESLint before 9, with the configuration of its time', { skip }, async (context) => {
  using project = testProject({
    'package.json': '{}',
    '.eslintrc.json': '{ "root": true, "parserOptions": { "ecmaVersion": 2022 }, "rules": { "no-var": "error" } }',
    'src/a.js': 'var old = 1;\nold += 1;\n',
  });
  if (!(await installed(project, context, npm('eslint@8')))) return;
  const [result] = await said(project, 'src/a.js', { from: 'old += 1', to: 'var more = 1;\nold += more' });
  assert.match(result?.tool ?? '', /^ESLint \(workspace\) 8\./);
  assert.deepEqual([result?.known, result?.findings.map(({ rule, range }) => [rule, range.startLine])], [1, [['no-var', 1]]]);
});
