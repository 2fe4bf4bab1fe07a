import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openedStore, temporaryFolder } from '../../test/ledger/books.ts';
import { currentOwner } from './process-identity.ts';

test('events come back as they were given, in order, with rising numbers', (t) => {
  const { log } = openedStore(t);
  const first = log.append('task-1', { type: 'created' }, 5);
  const event = { type: 'judged', results: [{ gate: 'types', verdict: 'pass' }] };
  const second = log.append('task-1', event, 6);
  assert.ok(second > first);
  assert.deepEqual(log.forTask('task-1'), [
    { seq: first, task: 'task-1', at: 5, type: 'created', event: { type: 'created' } },
    { seq: second, task: 'task-1', at: 6, type: 'judged', event },
  ]);
});

test('another window follows by sequence number', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }).log, openedStore(t, { dataDir }).log];
  const seen = one.append('task-1', { type: 'created' }, 1);
  one.append('task-1', { type: 'ended' }, 2);
  other.append('task-2', { type: 'created' }, 3);
  assert.deepEqual(
    other.since(seen).map(({ task, type }) => [task, type]),
    [
      ['task-1', 'ended'],
      ['task-2', 'created'],
    ],
  );
  assert.equal(other.since(seen, 1).length, 1);
});

test('tasks are listed by when something last happened to them', (t) => {
  const { log, owner } = openedStore(t);
  log.append('old', { type: 'created' }, 1);
  log.append('new', { type: 'created' }, 2);
  const lastSeq = log.append('old', { type: 'ended' }, 3);
  assert.deepEqual(
    log.tasks(10).map(({ task }) => task),
    ['old', 'new'],
  );
  assert.deepEqual(log.tasks(1), [{ task: 'old', owner: owner.id, firstAt: 1, lastAt: 3, lastSeq, events: 2 }]);
});

test('a text is stored once and found by its reference', (t) => {
  const { log } = openedStore(t);
  const text = 'naïve 🦊\r\n\0end';
  assert.equal(log.putText(text), log.putText(text));
  assert.equal(log.text(log.putText(text)), text);
  assert.equal(log.putText('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a reference to nothing gives nothing', (t) => {
  assert.equal(openedStore(t).log.text('00'), undefined);
});

test('what is written together is there together, or not at all', (t) => {
  const { log } = openedStore(t);
  log.together(() => {
    log.append('task-1', { type: 'created' }, 1);
    log.append('task-1', { type: 'ended' }, 2);
  });
  assert.equal(log.forTask('task-1').length, 2);
  assert.throws(() =>
    log.together(() => {
      log.append('task-2', { type: 'created' }, 1);
      throw new Error('in between');
    }),
  );
  assert.deepEqual(log.forTask('task-2'), []);
});

test('of several windows that go on with one task exactly one does, and it is its task then', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }), openedStore(t, { dataDir, owner: { ...currentOwner(), id: 'other' } })];
  const lastSeq = one.log.append('task-1', { type: 'ended' }, 1);
  const claims = [other, one, other].map(({ log }) => log.claim('task-1', { type: 'resumed' }, { at: 2, lastSeq }));
  assert.deepEqual(claims, [true, false, false]);
  assert.deepEqual(
    one.log.forTask('task-1').map(({ type }) => type),
    ['ended', 'resumed'],
  );
  assert.equal(one.log.tasks(1)[0]?.owner, 'other');
});

test('what happened meanwhile keeps a task from being claimed, and nothing is written', (t) => {
  const { log } = openedStore(t);
  const lastSeq = log.append('task-1', { type: 'ended' }, 1);
  log.append('task-1', { type: 'decided' }, 2);
  assert.equal(log.claim('task-1', { type: 'resumed' }, { at: 3, lastSeq }), false);
  assert.equal(log.claim('task-2', { type: 'resumed' }, { at: 3, lastSeq }), false);
  assert.equal(log.forTask('task-1').length + log.forTask('task-2').length, 2);
});
