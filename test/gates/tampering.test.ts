import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { GateResult } from '../../src/core/gate.ts';
import { gates } from './shared-gates.ts';
import { disposeAnalysers, inPython, inScript, rules, SCRIPT } from './tampered.ts';

after(disposeAnalysers);

test('a test of a script that is kept from running is a finding, however it is done', async () => {
  const ways: readonly (readonly [string, string])[] = [
    ["it('of one', ()", "it.skip('of one', ()"],
    ["it('of one', ()", "it.only('of one', ()"],
    ["it('of one', ()", "xit('of one', ()"],
    ["it('of one', ()", "it.todo('of one', ()"],
    ["it('of one', ()", "it.skipIf(true)('of one', ()"],
    ["it('of one', ()", "it('of one', { skip: 'later' }, ()"],
    ["describe('sum'", "describe.skip('sum'"],
    ["test('of two', (t) => check([1, 2], 3));", "test('of two', (t) => { t.skip(); check([1, 2], 3); });"],
    ['    assert.equal(sum([1]), 1);', '    if (sum) return;\n    assert.equal(sum([1]), 1);'],
    ["test('of two', (t) => check([1, 2], 3));", "if (process.env.SLOW) test('of two', (t) => check([1, 2], 3));"],
  ];
  for (const [from, to] of ways) assert.deepEqual(await inScript(from, to), ['skipped-test'], to);
  assert.deepEqual(
    await inScript(/$/u, "test.only('new', () => assert.equal(sum([4]), 4));\n"),
    ['skipped-test'],
    'a new test that runs alone',
  );
});

test('a test of Python that is kept from running is a finding, however it is done', async () => {
  const ways: readonly (readonly [string, string])[] = [
    ['@pytest.mark.param', '@pytest.mark.skip(reason="flaky")\n@pytest.mark.param'],
    ['@pytest.mark.param', '@pytest.mark.skipif(True, reason="")\n@pytest.mark.param'],
    ['@pytest.mark.param', '@pytest.mark.xfail\n@pytest.mark.param'],
    ['    def test_none', '    @unittest.expectedFailure\n    def test_none'],
    ['    assert total(items)', '    pytest.skip("later")\n    assert total(items)'],
    ['    assert total(items)', '    return\n    assert total(items)'],
    ['        self.assertEqual', '        raise unittest.SkipTest("no")\n        self.assertEqual'],
    ['class TotalTest(unittest.TestCase):', 'class TotalTest(unittest.TestCase):\n    __test__ = False'],
  ];
  for (const [from, to] of ways) assert.deepEqual(await inPython(from, to), ['skipped-test'], to);
  assert.deepEqual(await inPython('import pytest\n', 'import pytest\npytestmark = pytest.mark.skip\n'), ['skipped-test']);
});

test('a test that is gone is a finding: deleted, commented out, or under a name that no runner looks for', async () => {
  assert.deepEqual(await inScript("  it('of none', () => { expect(sum([])).toBe(0); });\n", ''), ['deleted-test']);
  assert.deepEqual(await inScript("  it('of none'", "  // it('of none'"), ['deleted-test']);
  assert.deepEqual(await inScript(/[^]*/u, 'export {};\n'), ['deleted-test', 'deleted-test', 'deleted-test']);
  assert.deepEqual(await inPython('def test_one', 'def _test_one'), ['deleted-test']);
  assert.deepEqual(await inPython('class TotalTest(unittest.TestCase):', 'class Total:'), ['deleted-test']);
});

test('an assertion that is gone, loosened, or always holds is a finding', async () => {
  const scripts: readonly (readonly [string, string])[] = [
    ['    assert.deepEqual(sum([2]), 2);\n', ''],
    ['assert.equal(sum([1]), 1)', 'assert.ok(sum([1]))'],
    ['expect(sum([])).toBe(0)', 'expect(sum([])).toBeDefined()'],
    ['expect(sum([])).toBe(0)', 'expect(sum([])).toBe(0); expect(true).toBe(true)'],
    ['expect(sum([])).toBe(0)', 'expect(sum([])).toBe(0); assert(true)'],
    ['  assert.equal(sum(list), total);', '  sum(list); assert.ok(total);'],
  ];
  for (const [from, to] of scripts) assert.deepEqual(await inScript(from, to), ['weakened-assertion'], to);
  assert.deepEqual(new Set(await inScript('assert.equal(sum([1]), 1)', 'assert.equal(1, 1)')), new Set(['weakened-assertion']));
  const pythons: readonly (readonly [string, string])[] = [
    ['assert total(items) == items[0]', 'assert total(items)'],
    ['        self.assertEqual(total([]), 0)', '        self.assertIsNotNone(total([]))'],
    ['        self.assertEqual(total([]), 0)', '        pass'],
    ['    with pytest.raises(TypeError):\n        total(None)\n', ''],
    ['    assert total(a) == b', '    assert total(a) == b\n    assert True'],
    ['    assert total(a) == b', '    assert total(a) == b\n    assert (total(a), "always")'],
  ];
  for (const [from, to] of pythons) assert.deepEqual(await inPython(from, to), ['weakened-assertion'], to);
});

test('a new test, more assertions, another name or another place are no findings', async () => {
  assert.deepEqual(await inScript(/$/u, "test('of three', () => assert.equal(sum([1, 1, 1]), 3));\ntest.skip('later', () => {});\n"), []);
  assert.deepEqual(await inScript('assert.equal(sum([1]), 1);', 'assert.equal(sum([1]), 1); assert.equal(sum([5]), 5);'), []);
  assert.deepEqual(await inScript("describe('sum'", "describe('the sum'"), []);
  assert.deepEqual(await inScript(/\bsum\b/gu, 'add'), []);
  assert.deepEqual(await inScript('    assert.deepEqual(sum([2]), 2);', '    assert.deepEqual(sum([2]), 2);\n    return;'), []);
  assert.deepEqual(await inPython('def test_one', 'def test_the_first'), []);
  assert.deepEqual(await inPython(/$/u, '\ndef test_more():\n    assert total([4]) == 4\n'), []);
  assert.deepEqual(
    await rules({ file: 'test/new.test.js', base: '', result: SCRIPT.replace('it(', 'it.skip(') }),
    [],
    'a file that was not there',
  );
  assert.deepEqual(await rules({ file: 'src/sum.js', base: 'export const test = 1;\n', result: '' }), [], 'no file of the tests');
});

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

const layouts = fc.array(fc.constantFrom('', '  ', '\n', '\t', '\n\n// a remark\n'), { minLength: 40, maxLength: 40 });

test('a script that was only laid out anew gives nothing', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, async (spaces) => {
      const result = SCRIPT.split(/(?<=[;{,])(?=\s)/u)
        .map((part, index) => part + (spaces[index] ?? ''))
        .join('');
      assert.deepEqual(await rules({ file: 'test/sum.test.js', base: SCRIPT, result }), []);
    }),
    { numRuns: 40 },
  );
});

test('tests that were only put into another order, or renamed, give nothing', async () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/u), { minLength: 4, maxLength: 4 });
  const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
  const body = (index: number): string => `  assert.equal(sum([${index}]), ${index});\n`;
  await fc.assert(
    fc.asyncProperty(names, names, order, async (before, after, places) => {
      const base = before.map((name, index) => `test('${name}', () => {\n${body(index)}});\n`).join('');
      const result = places.map((index) => `test('${after[index] ?? ''}', () => {\n${body(index)}});\n`).join('');
      const renamedOrSwapped = new Set([...before, ...after]).size === 8 || before.every((name) => after.includes(name));
      if (renamedOrSwapped) assert.deepEqual(await rules({ file: 'a.test.js', base, result }), []);
    }),
    { numRuns: 60 },
  );
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

test('the gates of a change say it, and the change is refused', async () => {
  const uri = 'file:///nowhere/on/this/disk/sum.test.js';
  const base = "import { test } from 'node:test';\ntest('a', () => {\n  if (1 + 1 > 3) throw new Error('no');\n});\n";
  const judge = async (result?: string): Promise<readonly GateResult[]> => {
    const file = { uri, languageId: 'javascript', base, ...(result === undefined ? {} : { result }) };
    const [judged] = await gates.judge({ files: [file], overlays: [], trusted: false }, new AbortController().signal);
    return judged?.results ?? [];
  };
  const results = await judge(base.replace("test('a'", "test.skip('a'"));
  const found = results.filter(({ gate }) => gate === 'tests');
  assert.deepEqual(
    found.map(({ verdict, findings }) => [verdict, findings[0]?.message, findings[0]?.range.startLine]),
    [['fail', 'the change keeps the test "a" from counting: .skip', 1]],
  );
  const deleted = (await judge()).find(({ gate }) => gate === 'tests');
  assert.deepEqual([deleted?.verdict, deleted?.findings.map(({ rule }) => rule)], ['fail', ['centuria/deleted-test']]);
});

test('where nobody can tell by reading whether a test asserts less, the gate is unknown and required', async () => {
  const base =
    "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { f } from '../f.js';\ntest('a', () => {\n  assert.equal(f(4), 7);\n  assert.equal(f(5), 9);\n});\n";
  const result = base.replace(/ {2}assert[^]*9\);/u, '  for (const [given, want] of cases()) assert.equal(f(given), want);');
  const file = { uri: 'file:///nowhere/on/this/disk/f.test.js', languageId: 'javascript', base, result };
  const [judged] = await gates.judge({ files: [file], overlays: [], trusted: false }, new AbortController().signal);
  const [said] = judged?.results.filter(({ gate }) => gate === 'tests') ?? [];
  assert.deepEqual(
    [said?.verdict, said?.required, said?.findings.map(({ rule, blocks }) => [rule, blocks])],
    ['unknown', true, [['centuria/weakened-assertion', false]]],
  );
  assert.match(said?.why ?? '', /the test "a" asserts less than before: .* cannot be told by reading/u);
});

test('a snapshot that says something else is in doubt, and one that says more is not', async () => {
  const base = '// Snapshot v1\n\nexports[`a 1`] = `\n1\n`;\n';
  for (const file of ['src/__snapshots__/a.test.js.snap', 'test/__snapshots__/a.ambr', 'a.snap']) {
    assert.deepEqual(await rules({ file, base, result: base.replace('\n1\n', '\n2\n') }), ['changed-snapshot?'], file);
    assert.deepEqual(await rules({ file, base, result: '' }), ['changed-snapshot?'], file);
    assert.deepEqual(await rules({ file, base, result: `${base}\nexports[\`b 1\`] = \`2\`;\n` }), [], file);
  }
});

test('a module that stands in for the tested one is a finding, and one for another is not', async () => {
  for (const to of [
    "vi.mock('../src/sum.js');\n",
    "jest.mock('../src/sum.js', () => ({ sum: () => 1 }));\n",
    "mock.module('../src/sum.js', { namedExports: { sum: () => 1 } });\n",
    "vi.mock(import('../src/sum.js'));\n",
    "vi.mock('../src/sum.js', async (importOriginal) => ({ ...(await importOriginal()), sum: () => 1 }));\n",
  ]) {
    assert.deepEqual(await inScript(/^/u, to), ['weakened-assertion'], to);
    assert.deepEqual(await inScript(/$/u, '\n', `${to}${SCRIPT}`), [], 'it was there');
  }
  for (const to of [
    "vi.mock('../src/clock.js');\n",
    "vi.mock('../src/sum.js', async (importOriginal) => ({ ...(await importOriginal()), clock: () => 1 }));\n",
  ])
    assert.deepEqual(await inScript(/^/u, to), [], to);
});
