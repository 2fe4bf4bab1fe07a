import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createAnalysers } from '../../src/gates/analysers.ts';
import { gateAssets } from '../../src/gates/assets.ts';

const analysers = createAnalysers(gateAssets(new URL('../../src/gates/worker.ts', import.meta.url).href), () => false);
after(() => analysers.dispose());

function blockers(text: string): readonly string[] {
  const said = analysers.ruff().lint(text, false);
  return said.ok ? said.complaints.filter(({ blocks }) => blocks).map(({ rule }) => rule) : [said.why];
}

const LINES: readonly (readonly [line: string, rule: string, error: string])[] = [
  ['1 < "a"', 'B015', 'TypeError'],
  ['1 / 0', 'B018', 'ZeroDivisionError'],
  ['a == a', 'B015', 'KeyError'],
  ['print([1][5])', 'PLE0643', 'IndexError'],
  ['print("%d %d" % (1,))', 'F507', 'TypeError'],
  ['print(nothing)', 'F821', 'NameError'],
];

test('what is there for the error that it raises blocks nothing', () => {
  for (const [line, , error] of LINES) {
    const heads = [
      `with pytest.raises(${error}):`,
      `with self.assertRaises(\n        ${error},\n    ):`,
      `with contextlib.suppress(${error}):`,
    ];
    for (const head of heads)
      assert.deepEqual(
        blockers(
          `import contextlib\nimport pytest\n\n\ndef test_it(self, a):\n    ${head}\n        ${line}\n    print(contextlib, pytest)\n`,
        ),
        [],
        `${head} ${line}`,
      );
    assert.deepEqual(blockers(`def test_it(a):\n    try:\n        ${line}\n    except ${error}:\n        print(a)\n`), [], line);
  }
});

test('elsewhere, or where another error is awaited, it does', () => {
  for (const [line, rule, error] of LINES) {
    assert.deepEqual(blockers(`def test_it(a):\n    with open(a):\n        ${line}\n`), [rule], line);
    assert.deepEqual(blockers(`def test_it(a):\n    try:\n        print(a)\n    except ${error}:\n        ${line}\n`), [rule], line);
  }
  for (const [line, rule] of LINES.slice(3))
    assert.deepEqual(blockers(`import pytest\n\n\ndef test_it():\n    with pytest.raises(OSError):\n        ${line}\n`), [rule], line);
});
