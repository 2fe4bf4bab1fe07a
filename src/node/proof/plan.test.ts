import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { isTestFile } from '../../core/judge-files.ts';
import { asksForTests, planFor, whyNotCode } from './plan.ts';

async function planned(files: Readonly<Record<string, string>>, file: string) {
  const root = mkdtempSync(join(tmpdir(), 'centuria-plan-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  try {
    const found = await planFor(root, file);
    return found.ok ? { ...found.plan, root } : found;
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('tests and what belongs to them are told from code', () => {
  for (const file of [
    'test/a.js',
    'src/a.test.ts',
    'src/a.spec.tsx',
    'a_test.py',
    'src/test_a.py',
    'src/__tests__/a.js',
    'tests/data/x.json',
    'test-all.js',
  ])
    assert.ok(isTestFile(file), file);
  for (const file of ['src/a.js', 'src/latest.ts', 'src/contest/a.py', 'attest.py', 'src/testing-library.ts'])
    assert.ok(!isTestFile(file), file);
});

test('a manifest, a lock file and a configuration of the tests are no code', () => {
  assert.deepEqual(
    ['package.json', 'web/package-lock.json', 'requirements-dev.txt', 'pyproject.toml'].map(whyNotCode),
    Array(4).fill('dependencies changed'),
  );
  assert.deepEqual(
    ['vitest.config.ts', 'tests/conftest.py', '.mocharc.cjs', 'tsconfig.json'].map(whyNotCode),
    Array(4).fill('the configuration of the tests changed'),
  );
  assert.deepEqual(['src/package.ts', 'src/jest.ts'].map(whyNotCode), [undefined, undefined]);
});

test('the innermost package with tests is the one whose tests run', async () => {
  const outer = '{ "scripts": { "test": "mocha" } }';
  const found = await planned(
    { 'package.json': outer, 'packages/a/package.json': '{ "scripts": { "test": "node --test" } }', 'packages/b/package.json': '{}' },
    'packages/a/src/x.js',
  );
  assert.deepEqual('folder' in found && [found.runner, found.folder], ['node', 'packages/a']);
  const other = await planned({ 'package.json': outer, 'packages/b/package.json': '{}' }, 'packages/b/src/x.js');
  assert.deepEqual('folder' in other && [other.runner, other.folder, other.path[0]], [
    'mocha',
    '',
    join('root' in other ? other.root : '', 'node_modules/.bin'),
  ]);
});

test('a project without tests, a damaged manifest and a file of another kind have no plan', async () => {
  assert.deepEqual(await planned({}, 'a.js'), { ok: false, verdict: 'not-applicable', why: 'no tests found' });
  assert.deepEqual(await planned({ 'package.json': '{' }, 'a.js'), { ok: false, verdict: 'not-applicable', why: 'no tests found' });
  assert.deepEqual(await planned({ 'package.json': '{}' }, 'README.md'), {
    ok: false,
    verdict: 'not-applicable',
    why: 'no tests are run for this kind of file',
  });
});

test('a change that begins to ask whether it is being tested is seen, in either language', () => {
  const asking = [
    'if "pytest" in sys.modules:',
    "if 'pytest' not in sys.modules:",
    'sys.modules.get("pytest")',
    'os.environ.get("PYTEST_CURRENT_TEST")',
    'any("pytest" in one for one in sys.argv)',
    "if (process.argv.some((one) => one.includes('.test'))) {",
    'process.env.NODE_TEST_CONTEXT',
    'process.env["VITEST"]',
    'process.env.VITEST_POOL_ID',
    'JEST_WORKER_ID',
    "process.env.NODE_ENV === 'test'",
    "'test' === process.env.NODE_ENV",
    'process.execArgv.includes("--test")',
    'import.meta.vitest',
    "typeof describe === 'function'",
  ];
  for (const line of asking) {
    assert.equal(asksForTests('a = 1\n', `a = 1\n${line}\n`), true, line);
    assert.equal(asksForTests(`${line}\n`, `${line}\na = 1\n`), false, line);
    assert.equal(asksForTests(`${line}\n`, `${line}\n${line}\n`), true, line);
  }
  for (const line of [
    "process.env.NODE_ENV === 'production'",
    'const [, , file] = process.argv;',
    'import sys',
    'run(sys.argv[1])',
    'modules = sys.modules',
    'const latest = process.argv[2];',
    '"test": "NODE_ENV=x node --test"',
    'latest = sys.argv[1]',
    'class Tested: pass',
  ])
    assert.equal(asksForTests('', line), false, line);
});
