import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { disposeAnalysers, inPython, inScript } from './tampered.ts';

after(disposeAnalysers);

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
    [/^/u, 'Object.assign(assert, { equal() {} });\n'],
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
    ...['except AssertionError', 'except Exception as error', 'except (ValueError, AssertionError)', 'except'].map(
      (head) => [one, `    try:\n        assert total(a) == b\n    ${head}:\n        pass`] as const,
    ),
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
  for (const more of ['or True', 'or 1'])
    assert.ok((await inPython(one, `    assert total(a) == b ${more}`)).includes('weakened-assertion'), more);
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
    [/$/u, 'for (const test of [1]) it(`n ${test}`, () => assert.equal(sum([test]), test));\n'],
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
