import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awaitedAt } from './awaited-errors.ts';

const at = (text: string): string =>
  awaitedAt(
    text,
    text.split('\n').findIndex((line) => line.includes('HERE')),
  );

test('what awaits an error around a line is found, however it is written', () => {
  const ways = [
    'with pytest.raises(TypeError):\n    HERE',
    'with pytest.raises(TypeError): HERE',
    'with pytest.raises(\n    TypeError,\n    match="a",\n):\n    HERE',
    'def test():\n    with self.assertRaises(TypeError) as caught:\n        for x in y:\n\n            # why\n            HERE',
    'with open(a) as b, suppress(TypeError):\n    HERE',
    'async with raises(TypeError):\n    HERE',
    'try:\n    if a:\n        HERE\nexcept (ValueError, TypeError) as e:\n    pass',
    'try:\n    HERE\n    a()\nfinally:\n    b()\n'.replace('finally', 'except TypeError:\n    pass\nfinally'),
  ];
  for (const way of ways) assert.match(at(way), /TypeError/u, way);
});

test('what stands beside or after it, or in another function, awaits nothing', () => {
  const ways = [
    'with pytest.raises(TypeError):\n    a()\nHERE',
    'HERE',
    'if a:\n    HERE',
    'with open(a):\n    HERE',
    'try:\n    HERE\nfinally:\n    b()\ntry:\n    c()\nexcept TypeError:\n    d()',
    'try:\n    a()\nexcept TypeError:\n    HERE',
    'with pytest.raises(TypeError):\n    def f():\n        HERE',
  ];
  for (const way of ways) assert.equal(at(way), '', way);
});
