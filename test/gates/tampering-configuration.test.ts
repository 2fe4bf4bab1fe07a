import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { disposeAnalysers, rules } from './tampered.ts';

after(disposeAnalysers);

test('the configuration of the gates may change its layout and its comments only', async () => {
  const files: readonly (readonly [file: string, base: string, layout: string, changed: string])[] = [
    [
      'tsconfig.json',
      '{ "compilerOptions": { "strict": true } }',
      '{\n  // all of it\n  "compilerOptions": {"strict":true}\n}',
      '{ "compilerOptions": { "strict": false } }',
    ],
    [
      'eslint.config.js',
      "export default [{ rules: { eqeqeq: 'error' } }];\n",
      'export default [\n  // one\n  { rules: { eqeqeq: "error", }, },\n]\n',
      "export default [{ rules: { eqeqeq: 'off' } }];\n",
    ],
    ['pytest.ini', '[pytest]\naddopts = -q\n', '# quiet\n[pytest]\naddopts=-q\n', '[pytest]\naddopts = -q --deselect tests/a.py\n'],
    [
      'pyproject.toml',
      '[project]\nname = "a"\n[tool.ruff]\nselect = ["E"]\n',
      '[project]\nname = "b"\n[tool.ruff]\nselect = [\n  "E",\n]\n',
      '[project]\nname = "a"\n[tool.ruff]\nselect = []\n',
    ],
    [
      'package.json',
      '{"name":"a","scripts":{"test":"node --test"}}',
      '{\n "name": "b", "scripts": { "test": "node --test", "start": "node ." } }',
      '{"name":"a","scripts":{"test":"true"}}',
    ],
    ['.centuria/roles.json', '{"gates":["types"]}', '{ "gates": ["types"] }', '{"gates":[]}'],
    ['.mocharc.yml', 'spec: test\n', '# where\nspec:  "test"\n', 'spec: none\n'],
  ];
  for (const [file, base, layout, changed] of files) {
    assert.deepEqual(await rules({ file, base, result: layout }), [], file);
    assert.deepEqual(await rules({ file, base, result: changed }), ['changed-gate-config'], file);
  }
});

test('a file that was not there and decides how code is judged is a finding, and a new package, its tests and its fixtures are none', async () => {
  const added = (file: string, result: string): Promise<readonly string[]> => rules({ file, base: '', result });
  const ways: readonly (readonly [string, string])[] = [
    ['src/tsconfig.json', '{ "compilerOptions": { "strict": false } }'],
    ['pytest.ini', '[pytest]\naddopts = --deselect tests/a.py\n'],
    ['tox.ini', '[pytest]\ntestpaths = none\n'],
    ['setup.cfg', '[metadata]\nname = a\n[tool:pytest]\ntestpaths = none\n'],
    ['pyproject.toml', '[project]\nname = "a"\n[tool.ruff.lint]\nignore = ["F"]\n'],
    ['.mocharc.json', '{ "spec": "none" }'],
    ['vitest.config.ts', 'export default { test: { include: [] } };\n'],
    ['jest.config.js', 'export default { testMatch: [] };\n'],
    ['src/eslint.config.js', 'export default [];\n'],
    ['ruff.toml', 'ignore = ["F"]\n'],
    ['mypy.ini', '[mypy]\nignore_errors = true\n'],
    ['tests/conftest.py', 'def pytest_collection_modifyitems(items):\n    items.clear()\n'],
    ['tests/conftest.py', 'collect_ignore = ["test_total.py"]\n'],
    ['tests/conftest.py', 'pytest_ignore_collect = lambda **all: True\n'],
    ['tests/conftest.py', 'from helpers import pytest_runtest_setup\n'],
    ['tests/conftest.py', 'import os\nos._exit(0)\n'],
    ['tests/conftest.py', 'import total\ntotal.total = lambda items: 0\n'],
    ['tests/conftest.py', 'import pytest\n@pytest.fixture(autouse=True)\ndef never():\n    pytest.skip("later")\n'],
    [
      'tests/conftest.py',
      'import pytest\n@pytest.fixture(autouse=True)\ndef other(monkeypatch):\n    monkeypatch.setattr("total.total", len)\n',
    ],
  ];
  for (const [file, result] of ways) assert.deepEqual(await added(file, result), ['changed-gate-config'], result);
  const harmless: readonly (readonly [string, string])[] = [
    ['packages/a/package.json', '{ "name": "a", "scripts": { "test": "node --test" } }'],
    ['pyproject.toml', '[project]\nname = "a"\n'],
    ['setup.cfg', '[metadata]\nname = a\n'],
    [
      'tests/conftest.py',
      'import os\nimport sys\nimport pytest\nsys.path.insert(0, "src")\nos.environ["MODE"] = "test"\n\n@pytest.fixture\ndef items(monkeypatch):\n    monkeypatch.setattr("total.CLOCK", 1)\n    return [1]\n',
    ],
    ['.github/workflows/more.yml', 'on: push\njobs: {}\n'],
  ];
  for (const [file, result] of harmless) assert.deepEqual(await added(file, result), [], result);
});

test('a limit that is lowered or gone is a finding of its own', async () => {
  const base = 'export default { test: { coverage: { thresholds: { lines: 90, branches: 80 } } } };\n';
  const found = await rules({ file: 'vitest.config.js', base, result: base.replace('90', '60') });
  assert.deepEqual(found.toSorted(), ['changed-gate-config', 'loosened-threshold']);
  assert.ok(!(await rules({ file: 'vitest.config.js', base, result: base.replace('90', '95') })).includes('loosened-threshold'));
  assert.ok((await rules({ file: 'vitest.config.js', base, result: base.replace(', branches: 80', '') })).includes('loosened-threshold'));
  assert.ok(
    (await rules({ file: '.coveragerc', base: '[report]\nfail_under = 90\n', result: '[report]\nfail_under = 9\n' })).includes(
      'loosened-threshold',
    ),
  );
  assert.ok(
    (
      await rules({
        file: 'package.json',
        base: '{"scripts":{"lint":"eslint --max-warnings 0"}}',
        result: '{"scripts":{"lint":"eslint --max-warnings 99"}}',
      })
    ).includes('loosened-threshold'),
  );
});

const PIPELINE =
  'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - run: npm ci\n      - run: npm test\n      - name: lint\n        run: npm run lint\n';

test('a pipeline whose step can fail unseen, or that judges less, is a finding; other changes of it are none', async () => {
  const ci = (from: string, to: string): Promise<readonly string[]> =>
    rules({ file: '.github/workflows/ci.yml', base: PIPELINE, result: PIPELINE.replace(from, to) });
  const ways: readonly (readonly [string, string])[] = [
    ['- run: npm test', '- run: npm test\n        continue-on-error: true'],
    ['npm test', 'npm test || true'],
    ['npm test', 'npm test; exit 0'],
    ['      - run: npm test\n', ''],
    ['- run: npm test', '- if: false\n        run: npm test'],
    ['npm test', 'npm test -- --passWithNoTests'],
    ['      - run: npm test', '      # - run: npm test'],
    ...[
      'echo npm test',
      'echo "a && npm test"',
      ': npm test',
      'true npm test',
      '"# npm test"',
      'false && npm test',
      'echo a || npm test',
      'CHECK="npm test"',
      'npm test-nothing',
    ].map((command) => ['- run: npm test', `- run: ${command}`] as const),
    ['on: push', 'on: workflow_dispatch'],
    ['on: push', 'on:\n  push:\n    branches: [none]'],
    ['on: push', "on:\n  push:\n    paths-ignore: ['**']"],
  ];
  for (const [from, to] of ways) assert.deepEqual(await ci(from, to), ['changed-ci'], to);
  for (const [from, to] of [
    ['npm ci', 'npm ci --ignore-scripts'],
    ['npm test', 'npm test -- --coverage'],
    ['on: push', '# || true\non: [push, pull_request]'],
    ['name: lint', 'name: the linter'],
    ['npm test', 'echo start && npm test'],
    ['npm ci', 'npm ci || npm i'],
    ['on: push', 'on:\n  push:\n  schedule:\n    - cron: 0 0 * * *'],
  ] as const)
    assert.deepEqual(await ci(from, to), [], to);
});

test("settings of the gates in the editor are not for a change to alter, and the editor's other settings are", async () => {
  const said = (file: string, base: string, result: string) => rules({ file, base, result });
  const own = '.vscode/settings.json';
  assert.deepEqual(await said(own, '{ "centuria.gates.lint": "required" }', '{ "centuria.gates.lint": "off" }'), ['changed-gate-config']);
  assert.deepEqual(await said(own, '', '{\n  // one\n  "centuria.gates.rulesOff": ["no-undef"]\n}'), ['changed-gate-config']);
  assert.deepEqual(
    await said('all.code-workspace', '{ "folders": [] }', '{ "folders": [], "settings": { "centuria.gates.types": "off" } }'),
    ['changed-gate-config'],
  );
  assert.deepEqual(await said(own, '{ "centuria.gates.lint": "off" }', '{\n  "editor.tabSize": 2,\n  "centuria.gates.lint": "off"\n}'), []);
  assert.deepEqual(await said(own, '', '{ "editor.tabSize": 2 }'), []);
});
