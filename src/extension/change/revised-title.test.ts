import assert from 'node:assert/strict';
import { test } from 'node:test';
import { revisedTitle } from './revised-title.ts';

test('a revision begins with the last wish, and keeps what was asked first', () => {
  const once = revisedTitle('sum.ts: Handle an empty list.', 'sum.ts', 'Write +0.');
  assert.equal(once, 'again: Write +0 · Handle an empty list');
  assert.equal(revisedTitle(`sum.ts: ${once}`, 'sum.ts', 'Shorter.'), 'again: Shorter · Handle an empty list');
});

test('a title of another file keeps its name', () => {
  assert.equal(revisedTitle('old.ts: Sort it', 'new.ts', 'Down.'), 'again: Down · old.ts: Sort it');
});
