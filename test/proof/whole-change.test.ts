import assert from 'node:assert/strict';
import { test } from 'node:test';

import { skip, testProject } from './project.ts';

const SUM =
  'export function sum(values) {\n  let total = 0;\n  for (const value of values) total += value;\n  return total;\n}\n\nexport function mean(values) {\n  return sum(values) / values.length;\n}\n';
const TESTS =
  "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { mean, sum } from '../src/sum.js';\n\ntest('sum', () => assert.equal(sum([1, 2, 3]), 6));\ntest('mean', () => assert.equal(mean([1, 2, 3]), 2));\n";
const JS = { 'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }', 'src/sum.js': SUM, 'test/sum.test.js': TESTS };

test('a tested line does not prove the branch and the function that were added beside it and never ran', { skip }, async () => {
  using project = testProject(JS);
  const loop = '  for (const value of values) total = total + value;\n';
  const branch = '  if (values.length === 0) {\n    return values.nope.deeper();\n  }\n';
  const change = {
    from: '  for (const value of values) total += value;\n  return total;\n}\n',
    to: `${loop}${branch}  return total;\n}\n\nexport function median(values) {\n  return garbage(values);\n}\n`,
  };
  const { verdict, required, why } = await project.judge('src/sum.js', change);
  assert.deepEqual([verdict, required, why], ['unknown', false, '3 of 5 changed lines were never run: lines 5, 10–11']);
  const right = await project.judge('src/sum.js', {
    from: '  for (const value of values) total += value;\n  return total;\n',
    to: '  // All of them.\n  return values.reduce(\n    (total, value) => total + value,\n    0,\n  );\n',
  });
  assert.equal(right.verdict, 'pass');
});

const PY = {
  'pytest.ini': '[pytest]\n',
  'total.py': 'def total(items):\n    result = 0\n    for one in items:\n        result += one\n    return result\n',
  'test_total.py': 'from total import total\n\ndef test_two():\n    assert total([1, 2]) == 3\n',
};

/** Everything here runs, or only a type checker reads it. */
const PY_TOTAL = `"""Totals."""
from __future__ import annotations

import functools
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class Box:
    """A number."""

    size: int
    unit: str = "cm"


@contextmanager
def opened():
    try:
        yield 0
    finally:
        pass


@functools.lru_cache(
    maxsize=None,
)
def zero(
    start: int = 0,
) -> int:
    """Nothing."""
    return (
        start
        + 0
    )


def total(items: Iterable[int]) -> int:
    """All of them."""
    result = zero()
    with opened() as more:
        result += more
    for one in items:
        if one is None:
            continue
        elif one == 0:
            pass
        else:
            result = sum(
                [
                    result,
                    *[Box(one).size for _ in (1,)],
                ],
            )
    try:
        result += {"a": 1}["b"]
    except KeyError as error:
        assert error
    return result
`;

test('in Python too: what is never run leaves a change unproved, and what cannot run asks for nothing', { skip }, async () => {
  using project = testProject({
    ...PY,
    'test_total.py': 'from total import total\n\ndef test_two():\n    assert total([1, 2, 0, None]) == 3\n',
  });
  const result = await project.judge('total.py', { from: PY['total.py'], to: PY_TOTAL });
  if (result.why === 'pytest is not installed') return;
  assert.deepEqual([result.verdict, result.findings], ['pass', []], result.why);
  const more = await project.judge('total.py', {
    from: PY['total.py'],
    to: `${PY_TOTAL}\n\ndef median(items):\n    return garbage(items)\n`,
  });
  assert.match(more.why ?? '', /^2 of \d+ changed lines were never run: lines 66–67$/);
});
