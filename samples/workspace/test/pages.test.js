import assert from 'node:assert/strict';
import test from 'node:test';
import { pageCount } from '../src/pages.js';

test('a full last page is not followed by an empty one', () => {
  assert.equal(pageCount(20, 10), 2);
});

test('things that are left over get a page of their own', () => {
  assert.equal(pageCount(21, 10), 3);
});
