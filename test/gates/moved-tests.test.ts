import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { disposeAnalysers, PYTHON, rules, SCRIPT } from './tampered.ts';

after(disposeAnalysers);

const languages = [
  {
    from: 'test/sum.test.js',
    to: 'test/more/sum.test.js',
    aside: 'old/sum.js',
    text: SCRIPT,
    import: ['../src', '../../src'],
    weaker: ['assert.equal(sum([1]), 1);', ''],
    skipped: ["it('of one'", "it.skip('of one'"],
    tests: 3,
  },
  {
    from: 'tests/test_total.py',
    to: 'tests/unit/test_total.py',
    aside: 'old/total_cases.py',
    text: PYTHON,
    import: ['from total', 'from ...total'],
    weaker: ['    assert total(items) == items[0]\n', ''],
    skipped: ['@pytest.mark.param', '@pytest.mark.skip\n@pytest.mark.param'],
    tests: 2,
  },
] as const;

for (const {
  from,
  to,
  aside,
  text,
  import: [was, is],
  weaker,
  skipped,
  tests,
} of languages) {
  const gone = { file: from, base: text, result: '' };
  const moved = { file: to, base: '', result: text.replace(was, is) };

  test(`tests of ${from} that another file of the change has got are not gone`, async () => {
    assert.deepEqual(await rules(gone, [moved]), []);
    assert.deepEqual(await rules(gone, [{ ...moved, base: '\n' }]), [], 'a file that was there');
  });

  test(`tests of ${from} are gone where nothing that is judged has got them as they were`, async () => {
    const all = Array.from({ length: tests }, () => 'deleted-test');
    assert.deepEqual(await rules(gone), all);
    assert.deepEqual(await rules(gone, [{ ...moved, file: aside }]), all, 'a file that is no test');
    assert.deepEqual(await rules(gone, [{ ...moved, base: moved.result }]), all, 'tests that were there before');
    assert.deepEqual(
      await rules(gone, [{ ...moved, result: moved.result.replace(weaker[0], weaker[1]) }]),
      ['deleted-test'],
      'a test that asserts less',
    );
    assert.deepEqual(
      await rules(gone, [{ ...moved, result: moved.result.replace(skipped[0], skipped[1]) }]),
      ['deleted-test'],
      'a test that is skipped',
    );
    assert.deepEqual(await rules(gone, [moved, { ...gone, file: from.replace('/', '/again/') }]), all, 'one that two are to become');
  });
}

test('tests that moved into a file with tools of its own are gone', async () => {
  const own = SCRIPT.replace("import assert from 'node:assert/strict';", 'const assert = { equal() {}, deepEqual() {} };');
  const said = await rules({ file: 'test/sum.test.js', base: SCRIPT, result: '' }, [{ file: 'test/b/sum.test.js', base: '', result: own }]);
  assert.deepEqual(said, ['deleted-test', 'deleted-test', 'deleted-test']);
});
