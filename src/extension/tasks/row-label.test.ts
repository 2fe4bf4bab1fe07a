import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowLabel } from './row-label.ts';

test('a row names the file without its folder, and as much of what was asked as leaves room for what became of it', () => {
  assert.equal(
    rowLabel('src/deep/cart.ts: Return 0 for an empty cart.', 'file:///w/src/deep/cart.ts'),
    'cart.ts: Return 0 for an empty cart.',
  );
  assert.equal(rowLabel('web/src/my cart.ts: Round it.', 'file:///w/src/my%20cart.ts'), 'my cart.ts: Round it.');
  const long = rowLabel('src/cart.ts: Return 0 for an empty cart, and round what is left to whole cents.', 'file:///w/src/cart.ts');
  assert.equal(long, 'cart.ts: Return 0 for an empty cart, and…');
});

test('a title that names no file, or another one, is shown as it is', () => {
  assert.equal(rowLabel('Benchmark of 3 models', ''), 'Benchmark of 3 models');
  assert.equal(rowLabel('old.ts: Sort it', 'file:///w/new.ts'), 'old.ts: Sort it');
});
