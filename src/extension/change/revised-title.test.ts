import assert from 'node:assert/strict';
import { test } from 'node:test';
import { revisedTitle } from './revised-title.ts';

test('a revision keeps what was asked first, and names the last wish', () => {
  const once = revisedTitle('sum.ts: Handle an empty list.', 'sum.ts', 'Write +0.');
  assert.equal(once, 'Handle an empty list · revised: Write +0.');
  assert.equal(revisedTitle(`sum.ts: ${once}`, 'sum.ts', 'Shorter.'), 'Handle an empty list · revised: Shorter.');
});

test('a title of another file keeps its name', () => {
  assert.equal(revisedTitle('old.ts: Sort it', 'new.ts', 'Down.'), 'old.ts: Sort it · revised: Down.');
});
