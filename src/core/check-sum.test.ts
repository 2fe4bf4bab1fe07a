import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesWords, foundWords } from './check-sum.ts';

test('one of anything is said as one', () => {
  assert.deepEqual([0, 1, 2].map(filesWords), ['0 files', '1 file', '2 files']);
  assert.equal(foundWords({ blocking: 1, rest: 8 }), '1 finding blocks, 8 do not');
  assert.equal(foundWords({ blocking: 0, rest: 1 }), '0 findings block, 1 does not');
});
