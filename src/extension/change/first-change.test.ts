import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstChange } from './first-change.ts';

const BEFORE = 'function add(a, b) {\n  const sum = a - b;\n  return sum;\n}';

test('the cursor goes to the code of the first line that differs', () => {
  const after = BEFORE.replace('a - b', 'a + b');
  assert.ok(after.slice(firstChange(BEFORE, after)).startsWith('const sum = a + b'));
  assert.equal(firstChange(BEFORE, BEFORE.replace('add', 'plus')), 0);
});

test('where the end was cut off it stands in what is left, and of equal texts on the last line', () => {
  for (const after of ['', BEFORE.slice(0, 30), BEFORE]) {
    const at = firstChange(BEFORE, after);
    assert.ok(at >= 0 && at <= after.length);
    assert.ok(!after.slice(at).includes('\n'));
  }
});
