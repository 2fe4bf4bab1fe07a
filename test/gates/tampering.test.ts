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
