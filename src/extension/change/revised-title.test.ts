import assert from 'node:assert/strict';
import { test } from 'node:test';
import { revisedInstruction, revisedTitle } from './revised-title.ts';

test('a revision begins with the last wish, and keeps what was asked first', () => {
  const once = revisedTitle('sum.ts: Handle an empty list.', 'sum.ts', 'Write +0.');
  assert.equal(once, 'again: Write +0 · Handle an empty list');
  assert.equal(revisedTitle(`sum.ts: ${once}`, 'sum.ts', 'Shorter.'), 'again: Shorter · Handle an empty list');
});

test('a title of another file keeps its name', () => {
  assert.equal(revisedTitle('old.ts: Sort it', 'new.ts', 'Down.'), 'again: Down · old.ts: Sort it');
});

test('the instruction of a revision ends with the last wish, after all that was asked before it, and holds no code', () => {
  const once = revisedInstruction('Fix the sum.', 'Comment it.');
  assert.equal(once, 'Fix the sum.\nThe code is an answer to that. Change it like this: Comment it.');
  assert.ok(revisedInstruction(once, 'Shorter.').startsWith(`${once}\n`) && revisedInstruction(once, 'Shorter.').endsWith(': Shorter.'));
});
