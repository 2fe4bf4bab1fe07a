import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AcceptedChanges } from './accepted-changes.ts';

test('a change is undone when its document is as it was before, and accepted again when that is redone', () => {
  const changes = new AcceptedChanges((text) => text);
  changes.add('t', 'a', { before: 'one', after: 'two' });
  assert.deepEqual(
    changes.follow('a', () => 'two and more'),
    [],
  );
  assert.deepEqual(
    changes.follow('b', () => 'one'),
    [],
  );
  assert.deepEqual(
    changes.follow('a', () => 'one'),
    [{ task: 't', decision: 'undone' }],
  );
  assert.deepEqual(
    changes.follow('a', () => 'one'),
    [],
  );
  assert.deepEqual(
    changes.follow('a', () => 'two'),
    [{ task: 't', decision: 'accepted' }],
  );
  assert.equal(changes.hashAfter('t'), 'two');
});

test('of changes accepted one after the other, walking back and forth undoes exactly those that are not in the text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.boolean(), { maxLength: 30 }), (count, steps) => {
      const changes = new AcceptedChanges((text) => text);
      for (let at = 0; at < count; at += 1) changes.add(`t${at}`, 'a', { before: `text ${at}`, after: `text ${at + 1}` });
      const undone = new Set<string>();
      let at = count;
      for (const back of steps) {
        at = Math.min(count, Math.max(0, at + (back ? -1 : 1)));
        for (const { task, decision } of changes.follow('a', () => `text ${at}`)) undone[decision === 'undone' ? 'add' : 'delete'](task);
        assert.deepEqual(
          [...undone].toSorted(),
          Array.from({ length: count - at }, (_, more) => `t${at + more}`),
        );
      }
    }),
  );
});
