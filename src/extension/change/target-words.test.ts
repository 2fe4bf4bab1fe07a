import assert from 'node:assert/strict';
import { test } from 'node:test';

import { targetWords } from './target-words.ts';

test('what will be changed is told by its lines and by how it begins', () => {
  assert.equal(
    targetWords({ first: 0, last: 8, head: '  export function greeting(name) {' }),
    'lines 1–9 · export function greeting(name)',
  );
  assert.equal(targetWords({ first: 1, last: 4, head: 'def greeting(name):' }), 'lines 2–5 · def greeting(name)');
  assert.equal(targetWords({ first: 2, last: 2, head: 'const two = 2;' }), 'line 3 · const two = 2;');
});

test('a long line is cut', () => {
  assert.equal(targetWords({ first: 2, last: 2, head: 'x'.repeat(99) }), `line 3 · ${'x'.repeat(60)}…`);
});
