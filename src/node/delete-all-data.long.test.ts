import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { DAY, NOON, atEnd, openedStore, request, settlement, temporaryFolder } from '../../test/ledger/books.ts';
import { quarantine } from './quarantine.ts';
import { storePath } from './store.ts';
import { StoreError } from './store-error.ts';

const SECRET_TEXT = 'the text a person wants gone';

test('every row is gone, and its bytes from every file', (t) => {
  const dataDir = temporaryFolder(t);
  const { ledger, log, spend, slots, deleteAllData, check } = openedStore(t, { dataDir });
  ledger.reserve(request('a', 70));
  ledger.settle(settlement('a', 20));
  ledger.reserve(request('b', 70));
  slots.tryAcquireSlot({ server: 'ollama', capacity: 1, attempt: 'b' });
  ledger.release('b', 'cancelled', NOON);
  const hash = log.putText(SECRET_TEXT);
  log.append('task-1', { type: 'created' }, NOON);
  deleteAllData();
  assert.deepEqual(ledger.rows({}), []);
  assert.partialDeepStrictEqual(ledger.totals({ kind: 'day', id: DAY }), { settledNanos: 0, heldNanos: 0 });
  assert.deepEqual([log.since(0), log.tasks(10), log.text(hash), spend.byDay(1)], [[], [], undefined, []]);
  assert.deepEqual(slots.occupancy('ollama'), { taken: 0, waiting: 0 });
  for (const name of readdirSync(dataDir)) assert.ok(!readFileSync(`${dataDir}/${name}`).includes(SECRET_TEXT), name);
  assert.deepEqual(check(), { sound: true });
});

test('the file gives its room back', (t) => {
  const { log, deleteAllData, path } = openedStore(t);
  for (let index = 0; index < 50; index++) log.putText(`${index} `.repeat(10_000));
  deleteAllData();
  assert.ok(statSync(path).size < 200_000, `${statSync(path).size} bytes`);
});

test('another window goes on with an empty store', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }), openedStore(t, { dataDir })];
  const seen = other.log.append('task-1', { type: 'created' }, NOON);
  one.deleteAllData();
  assert.equal(other.ledger.reserve(request('next', 5)).granted, true);
  assert.equal(other.slots.tryAcquireSlot({ server: 'ollama', capacity: 1, attempt: 'next' }), true);
  assert.equal(other.owners.heartbeat(), true);
  one.log.append('task-2', { type: 'created' }, NOON);
  assert.deepEqual(
    other.log.since(seen).map(({ task }) => task),
    ['task-2'],
    'numbers go on rising, so a view misses nothing',
  );
  assert.deepEqual(one.check(), { sound: true });
});

test('every other window is told once that all data was deleted, and the one that did it is not', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }), openedStore(t, { dataDir })];
  const told = (): readonly boolean[] => [one.deletedElsewhere(), other.deletedElsewhere()];
  assert.deepEqual(told(), [false, false]);
  one.deleteAllData();
  assert.deepEqual(told(), [false, true]);
  assert.deepEqual(told(), [false, false]);
  other.deleteAllData();
  one.deleteAllData();
  assert.deepEqual(told(), [true, true], 'also by who deleted after it');
  assert.equal(openedStore(t, { dataDir }).deletedElsewhere(), false, 'one that is opened later has read nothing');
});

test('a deletion that was refused is told to nobody', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }), openedStore(t, { dataDir })];
  other.ledger.reserve(request('in-flight', 70));
  assert.throws(() => one.deleteAllData());
  assert.deepEqual([one.deletedElsewhere(), other.deletedElsewhere()], [false, false]);
  other.ledger.settle(settlement('in-flight', 20));
});

test('while another process has a call under way nothing is deleted, and its cost is booked', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }), openedStore(t, { dataDir })];
  other.ledger.reserve(request('in-flight', 70));
  assert.throws(
    () => one.deleteAllData(),
    (error) => error instanceof StoreError && /calls are under way/.test(error.message),
  );
  assert.equal(other.ledger.settle(settlement('in-flight', 20)), true);
  assert.equal(one.ledger.totals({ kind: 'day', id: DAY }).settledNanos, 20);
  one.deleteAllData();
  assert.deepEqual(one.ledger.rows({}), []);
});

test('what was granted is never deleted: a reservation that is held, or asked for in the same turn, refuses the deletion', async (t) => {
  const { ledger, deleteAllData, together, check } = openedStore(t);
  const soon = ledger.reserveSoon(request('soon', 70));
  assert.throws(deleteAllData, { name: 'StoreError', kind: 'locked' });
  assert.equal((await soon).granted, true);
  assert.throws(deleteAllData, { name: 'StoreError', kind: 'locked' });
  assert.equal(ledger.totals({ kind: 'day', id: DAY }).heldNanos, 70);
  const settled = together(() => ledger.settle(settlement('soon', 20)));
  deleteAllData();
  assert.equal(await settled, true);
  assert.deepEqual([ledger.rows({}), check()], [[], { sound: true }]);
});

test('entries are append-only again afterwards', (t) => {
  const { ledger, deleteAllData, path } = openedStore(t);
  deleteAllData();
  ledger.reserve(request('a', 1));
  const other = new DatabaseSync(path);
  atEnd(t, () => other.close());
  assert.throws(() => other.exec('DELETE FROM entries'), /append-only/);
});

test('stores that were moved aside are deleted too', (t) => {
  const dataDir = temporaryFolder(t);
  writeFileSync(storePath(dataDir), SECRET_TEXT);
  quarantine(storePath(dataDir), NOON);
  openedStore(t, { dataDir }).deleteAllData();
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name.includes('damaged')),
    [],
  );
});
