import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { GateResult } from '../../src/core/gate.ts';
import { createAnalysers } from '../../src/gates/analysers.ts';
import { gateAssets } from '../../src/gates/assets.ts';
import { createGatesProcess } from '../../src/gates/client.ts';
import { judgedLanguage } from '../../src/gates/plan.ts';
import { mayTakeAway } from '../../src/gates/tampering/may-take-away.ts';
import { tampering } from '../../src/gates/tampering/tampering.ts';

const worker = fileURLToPath(new URL('../../src/gates/worker.ts', import.meta.url));
const analysers = createAnalysers(gateAssets(pathToFileURL(worker).href), () => false);
after(() => analysers.dispose());

interface Edit {
  readonly file: string;
  readonly base: string;
  readonly result: string;
}

/** The rules that a change of a file breaks, in order. */
async function rules({ file, base, result }: Edit): Promise<readonly string[]> {
  const uri = `file:///project/${file}`;
  const change = { uri, languageId: judgedLanguage(uri, 'plaintext'), base, result };
  if (!mayTakeAway(change)) return [];
  const said = await tampering(change, analysers);
  assert.ok(said.every(({ blocks, message }) => blocks && message !== ''));
  return said.toSorted((one, other) => one.range.startLine - other.range.startLine).map(({ rule }) => rule.replace('centuria/', ''));
}

const SCRIPT = `import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { sum } from '../src/sum.js';

function check(list, total) {
  assert.equal(sum(list), total);
}

describe('sum', () => {
  it('of one', () => {
    assert.equal(sum([1]), 1);
    assert.deepEqual(sum([2]), 2);
  });
  it('of none', () => { expect(sum([])).toBe(0); });
});
test('of two', (t) => check([1, 2], 3));
`;

const PYTHON = `import unittest
import pytest
from total import total

@pytest.mark.parametrize("items", [[1], [2]])
def test_one(items):
    assert total(items) == items[0]
    with pytest.raises(TypeError):
        total(None)

class TotalTest(unittest.TestCase):
    def test_none(self):
        self.assertEqual(total([]), 0)

def check(a, b):
    assert total(a) == b
`;

const inScript = (from: string | RegExp, to: string, base = SCRIPT): Promise<readonly string[]> => rules({ file: 'test/sum.test.js', base, result: base.replace(from, () => to) });
const inPython = (from: string | RegExp, to: string, base = PYTHON): Promise<readonly string[]> => rules({ file: 'tests/test_total.py', base, result: base.replace(from, () => to) });

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
    ["    assert.equal(sum([1]), 1);", '    if (sum) return;\n    assert.equal(sum([1]), 1);'],
    ["test('of two', (t) => check([1, 2], 3));", "if (process.env.SLOW) test('of two', (t) => check([1, 2], 3));"],
  ];
  for (const [from, to] of ways) assert.deepEqual(await inScript(from, to), ['skipped-test'], to);
  assert.deepEqual(await inScript(/$/u, "test.only('new', () => assert.equal(sum([4]), 4));\n"), ['skipped-test'], 'a new test that runs alone');
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

test('an assertion of a script that can no longer fail its test is a finding, however that is done', async () => {
  const one = '    assert.equal(sum([1]), 1);';
  const ways: readonly (readonly [from: string | RegExp, to: string])[] = [
    [one, '    try { assert.equal(sum([1]), 1); } catch {}'],
    [one, '    try { assert.equal(sum([1]), 1); } catch (error) { console.log(error); }'],
    [one, '    await (async () => { assert.equal(sum([1]), 1); })().catch(() => {});'],
    [one, '    if (process.env.CI2) assert.equal(sum([1]), 1);'],
    [one, '    process.env.CI2 && assert.equal(sum([1]), 1);'],
    [one, '    for (const x of []) assert.equal(sum([1]), 1);'],
    [one, '    [].forEach(() => assert.equal(sum([1]), 1));'],
    [one, '    function never() { assert.equal(sum([1]), 1); }'],
    [one, '    () => { assert.equal(sum([1]), 1); };'],
    [one, '    assert.equal(sum([1]), sum([1]));'],
    ['expect(sum([])).toBe(0)', 'expect(sum([])).toBe(sum([]))'],
    ['  assert.equal(sum(list), total);', '  try { assert.equal(sum(list), total); } catch { }'],
    [/^/u, 'process.exit(0);\n'],
    [/^/u, "process.on('exit', () => { process.exitCode = 0; });\n"],
    [/^/u, 'assert.equal = () => {};\n'],
    [/^/u, "Object.assign(assert, { equal() {} });\n"],
    ["import assert from 'node:assert/strict'", "import assert from './assert.js'"],
    ["import assert from 'node:assert/strict'", 'const assert = { equal() {}, deepEqual() {} }'],
    [/^/u, 'const expect = () => ({ toBe() {} });\n'],
    ["import { sum } from '../src/sum.js'", 'const sum = (list) => list[0] ?? 0'],
    ["import { sum } from '../src/sum.js'", "import { other } from './other.js';\nfunction sum(list) { return other(list); }"],
    [one, `    const sum = () => 1;\n${one}`],
  ];
  for (const [from, to] of ways) assert.deepEqual(await inScript(from, to), ['weakened-assertion'], to);
  assert.ok((await inScript(one, '    assert.throws(() => assert.equal(sum([1]), 2));')).includes('weakened-assertion'));
  assert.ok((await inScript("describe('sum'", "for (const x of []) describe('sum'")).includes('skipped-test'));
});

test('an assertion of Python that can no longer fail its test is a finding, however that is done', async () => {
  const one = '    assert total(a) == b';
  const ways: readonly (readonly [from: string | RegExp, to: string])[] = [
    ...['except AssertionError', 'except Exception as error', 'except (ValueError, AssertionError)', 'except'].map((head) => [one, `    try:\n        assert total(a) == b\n    ${head}:\n        pass`] as const),
    [one, '    with contextlib.suppress(AssertionError):\n        assert total(a) == b'],
    [one, '    if os.environ.get("CI2"):\n        assert total(a) == b'],
    [one, '    for x in []:\n        assert total(a) == b'],
    [one, '    def never():\n        assert total(a) == b'],
    [one, '    assert total(a) == total(a)'],
    ['        self.assertEqual(total([]), 0)', '        self.assertEqual(total([]), total([]))'],
    [/^/u, 'import os\nos._exit(0)\n'],
    [/^/u, 'import sys\nsys.exit(0)\n'],
    ['from total import total', 'def total(items):\n    return items[0] if items else 0'],
    ['from total import total', 'total = lambda items: 0'],
    ['    assert total(items) == items[0]', '    total = lambda items: items[0]\n    assert total(items) == items[0]'],
    [/$/u, '\ntest_one.__test__ = False\n'],
  ];
  for (const [from, to] of ways) assert.deepEqual(await inPython(from, to), ['weakened-assertion'], to);
  for (const more of ['or True', 'or 1']) assert.ok((await inPython(one, `    assert total(a) == b ${more}`)).includes('weakened-assertion'), more);
  assert.deepEqual(new Set(await inPython(/^/u, '__test__ = False\n')), new Set(['skipped-test']));
});

test('what still fails the test is no finding: rethrown, asserted on every way, made of the same module', async () => {
  const one = '    assert.equal(sum([1]), 1);';
  const scripts: readonly (readonly [from: string | RegExp, to: string])[] = [
    [one, '    try { assert.equal(sum([1]), 1); } catch (error) { console.log(error); throw error; }'],
    [one, '    try { assert.equal(sum([1]), 1); } catch (error) { done(error); }'],
    [one, '    try { assert.equal(sum([1]), 1); } finally { close(); }'],
    [one, '    if (isWindows) assert.equal(sum([1]), 1); else assert.equal(sum([1.0]), 1);'],
    [one, `${one}\n    if (isWindows) assert.equal(sum([9]), 9);\n    assert.equal(sum([9]), sum([9]));`],
    [one, '    const holds = () => assert.equal(sum([1]), 1);\n    holds();'],
    [one, '    for (const x of [1]) assert.equal(sum([x]), x);'],
    [one, '    await using(() => { assert.equal(sum([1]), 1); });'],
    ["import { sum } from '../src/sum.js'", "const { sum } = await import('../src/sum.js')"],
    ["import { sum } from '../src/sum.js'", "import { makeSum } from '../src/sum.js';\nconst sum = makeSum()"],
    [/$/u, "for (const test of [1]) it(`n ${test}`, () => assert.equal(sum([test]), test));\n"],
  ];
  for (const [from, to] of scripts) assert.deepEqual(await inScript(from, to), [], to);
  const pythons: readonly (readonly [from: string | RegExp, to: string])[] = [
    ['    assert total(a) == b', '    try:\n        assert total(a) == b\n    except AssertionError:\n        print(a)\n        raise'],
    ['    assert total(a) == b', '    try:\n        assert total(a) == b\n    except ValueError:\n        pass'],
    ['    assert total(a) == b', '    if a:\n        assert total(a) == b\n    else:\n        assert total([]) == b'],
    ['    assert total(a) == b', '    def holds():\n        assert total(a) == b\n    holds()'],
    [/$/u, '\nif __name__ == "__main__":\n    sys.exit(pytest.main())\n'],
    [/$/u, '\ndef test_ends():\n    with pytest.raises(SystemExit):\n        sys.exit(1)\n'],
    [/$/u, '\nclass Other:\n    def total(self):\n        return 1\n'],
  ];
  for (const [from, to] of pythons) assert.deepEqual(await inPython(from, to), [], to);
});

test('a new test, more assertions, another name or another place are no findings', async () => {
  assert.deepEqual(await inScript(/$/u, "test('of three', () => assert.equal(sum([1, 1, 1]), 3));\ntest.skip('later', () => {});\n"), []);
  assert.deepEqual(await inScript('assert.equal(sum([1]), 1);', 'assert.equal(sum([1]), 1); assert.equal(sum([5]), 5);'), []);
  assert.deepEqual(await inScript("describe('sum'", "describe('the sum'"), []);
  assert.deepEqual(await inScript(/\bsum\b/gu, 'add'), []);
  assert.deepEqual(await inScript('    assert.deepEqual(sum([2]), 2);', '    assert.deepEqual(sum([2]), 2);\n    return;'), []);
  assert.deepEqual(await inPython('def test_one', 'def test_the_first'), []);
  assert.deepEqual(await inPython(/$/u, '\ndef test_more():\n    assert total([4]) == 4\n'), []);
  assert.deepEqual(await rules({ file: 'test/new.test.js', base: '', result: SCRIPT.replace('it(', 'it.skip(') }), [], 'a file that was not there');
  assert.deepEqual(await rules({ file: 'src/sum.js', base: 'export const test = 1;\n', result: '' }), [], 'no file of the tests');
});

test('the configuration of the gates may change its layout and its comments only', async () => {
  const files: readonly (readonly [file: string, base: string, layout: string, changed: string])[] = [
    ['tsconfig.json', '{ "compilerOptions": { "strict": true } }', '{\n  // all of it\n  "compilerOptions": {"strict":true}\n}', '{ "compilerOptions": { "strict": false } }'],
    ['eslint.config.js', "export default [{ rules: { eqeqeq: 'error' } }];\n", 'export default [\n  // one\n  { rules: { eqeqeq: "error", }, },\n]\n', "export default [{ rules: { eqeqeq: 'off' } }];\n"],
    ['pytest.ini', '[pytest]\naddopts = -q\n', '# quiet\n[pytest]\naddopts=-q\n', '[pytest]\naddopts = -q --deselect tests/a.py\n'],
    ['pyproject.toml', '[project]\nname = "a"\n[tool.ruff]\nselect = ["E"]\n', '[project]\nname = "b"\n[tool.ruff]\nselect = [\n  "E",\n]\n', '[project]\nname = "a"\n[tool.ruff]\nselect = []\n'],
    ['package.json', '{"name":"a","scripts":{"test":"node --test"}}', '{\n "name": "b", "scripts": { "test": "node --test", "start": "node ." } }', '{"name":"a","scripts":{"test":"true"}}'],
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
    ['tests/conftest.py', 'import pytest\n@pytest.fixture(autouse=True)\ndef other(monkeypatch):\n    monkeypatch.setattr("total.total", len)\n'],
  ];
  for (const [file, result] of ways) assert.deepEqual(await added(file, result), ['changed-gate-config'], result);
  const harmless: readonly (readonly [string, string])[] = [
    ['packages/a/package.json', '{ "name": "a", "scripts": { "test": "node --test" } }'],
    ['pyproject.toml', '[project]\nname = "a"\n'],
    ['setup.cfg', '[metadata]\nname = a\n'],
    ['tests/conftest.py', 'import os\nimport sys\nimport pytest\nsys.path.insert(0, "src")\nos.environ["MODE"] = "test"\n\n@pytest.fixture\ndef items(monkeypatch):\n    monkeypatch.setattr("total.CLOCK", 1)\n    return [1]\n'],
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
  assert.ok((await rules({ file: '.coveragerc', base: '[report]\nfail_under = 90\n', result: '[report]\nfail_under = 9\n' })).includes('loosened-threshold'));
  assert.ok((await rules({ file: 'package.json', base: '{"scripts":{"lint":"eslint --max-warnings 0"}}', result: '{"scripts":{"lint":"eslint --max-warnings 99"}}' })).includes('loosened-threshold'));
});

const PIPELINE = 'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - run: npm ci\n      - run: npm test\n      - name: lint\n        run: npm run lint\n';

test('a pipeline whose step can fail unseen, or that judges less, is a finding; other changes of it are none', async () => {
  const ci = (from: string, to: string): Promise<readonly string[]> => rules({ file: '.github/workflows/ci.yml', base: PIPELINE, result: PIPELINE.replace(from, to) });
  const ways: readonly (readonly [string, string])[] = [
    ['- run: npm test', '- run: npm test\n        continue-on-error: true'],
    ['npm test', 'npm test || true'],
    ['npm test', 'npm test; exit 0'],
    ['      - run: npm test\n', ''],
    ['- run: npm test', '- if: false\n        run: npm test'],
    ['npm test', 'npm test -- --passWithNoTests'],
    ['      - run: npm test', '      # - run: npm test'],
    ...['echo npm test', 'echo "a && npm test"', ': npm test', 'true npm test', '"# npm test"', 'false && npm test', 'echo a || npm test', 'CHECK="npm test"', 'npm test-nothing'].map((command) => ['- run: npm test', `- run: ${command}`] as const),
    ['on: push', 'on: workflow_dispatch'],
    ['on: push', 'on:\n  push:\n    branches: [none]'],
    ['on: push', "on:\n  push:\n    paths-ignore: ['**']"],
  ];
  for (const [from, to] of ways) assert.deepEqual(await ci(from, to), ['changed-ci'], to);
  for (const [from, to] of [['npm ci', 'npm ci --ignore-scripts'], ['npm test', 'npm test -- --coverage'], ['on: push', '# || true\non: [push, pull_request]'], ['name: lint', 'name: the linter'], ['npm test', 'echo start && npm test'], ['npm ci', 'npm ci || npm i'], ['on: push', 'on:\n  push:\n  schedule:\n    - cron: 0 0 * * *']] as const) assert.deepEqual(await ci(from, to), [], to);
});

const layouts = fc.array(fc.constantFrom('', '  ', '\n', '\t', '\n\n// a remark\n'), { minLength: 40, maxLength: 40 });

test('a script that was only laid out anew gives nothing', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, async (spaces) => {
      const result = SCRIPT.split(/(?<=[;{,])(?=\s)/u).map((part, index) => part + (spaces[index] ?? '')).join('');
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

test('settings of the gates in the editor are not for a change to alter, and the editor\'s other settings are', async () => {
  const said = (file: string, base: string, result: string) => rules({ file, base, result });
  const own = '.vscode/settings.json';
  assert.deepEqual(await said(own, '{ "centuria.gates.lint": "required" }', '{ "centuria.gates.lint": "off" }'), ['changed-gate-config']);
  assert.deepEqual(await said(own, '', '{\n  // one\n  "centuria.gates.rulesOff": ["no-undef"]\n}'), ['changed-gate-config']);
  assert.deepEqual(await said('all.code-workspace', '{ "folders": [] }', '{ "folders": [], "settings": { "centuria.gates.types": "off" } }'), ['changed-gate-config']);
  assert.deepEqual(await said(own, '{ "centuria.gates.lint": "off" }', '{\n  "editor.tabSize": 2,\n  "centuria.gates.lint": "off"\n}'), []);
  assert.deepEqual(await said(own, '', '{ "editor.tabSize": 2 }'), []);
});

test('the gates of a change say it, and the change is refused', async () => {
  const gates = createGatesProcess({ modulePath: fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url)) });
  try {
    const uri = 'file:///nowhere/on/this/disk/sum.test.js';
    const base = "import { test } from 'node:test';\ntest('a', () => {\n  if (1 + 1 > 3) throw new Error('no');\n});\n";
    const judge = async (result?: string): Promise<readonly GateResult[]> => {
      const file = { uri, languageId: 'javascript', base, ...(result === undefined ? {} : { result }) };
      const [judged] = await gates.judge({ files: [file], overlays: [], trusted: false }, new AbortController().signal);
      return judged?.results ?? [];
    };
    const results = await judge(base.replace("test('a'", "test.skip('a'"));
    const found = results.filter(({ gate }) => gate === 'tests');
    assert.deepEqual(found.map(({ verdict, findings }) => [verdict, findings[0]?.message, findings[0]?.range.startLine]), [['fail', 'the change keeps the test "a" from counting: .skip', 1]]);
    const deleted = (await judge()).find(({ gate }) => gate === 'tests');
    assert.deepEqual([deleted?.verdict, deleted?.findings.map(({ rule }) => rule)], ['fail', ['centuria/deleted-test']]);
  } finally {
    await gates.dispose();
  }
});
