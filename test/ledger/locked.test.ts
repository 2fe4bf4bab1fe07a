import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openStore, storePath } from '../../src/node/store.ts';
import { NOON, DAY, atEnd, openedStore, request, settlement, temporaryFolder } from './books.ts';

const DAY_LEVEL = { kind: 'day', id: DAY } as const;

test('a store that stays locked while opening is an error, not a hang', (t) => {
  const dataDir = temporaryFolder(t);
  const path = storePath(dataDir);
  openedStore(t, { dataDir }).dispose();
  const other = new DatabaseSync(path);
  atEnd(t, () => other.close());
  other.exec('BEGIN EXCLUSIVE');
  const before = performance.now();
  assert.throws(() => openStore({ dataDir }), { name: 'StoreError', kind: 'locked' });
  assert.ok(performance.now() - before < 10_000);
});

test('a settlement that the store stays locked for throws, keeps the money held, and can be tried again', (t) => {
  const { ledger, path } = openedStore(t);
  ledger.reserve(request('a', 70));
  const other = new DatabaseSync(path);
  atEnd(t, () => other.close());
  other.exec('BEGIN IMMEDIATE');
  assert.throws(() => ledger.settle(settlement('a', 20)), { name: 'StoreError', kind: 'locked' });
  assert.equal(ledger.totals(DAY_LEVEL).heldNanos, 70);
  other.exec('ROLLBACK');
  assert.equal(ledger.settle(settlement('a', 20)), true);
});

test('a reservation does not wait for another process that writes, and what may not be lost does', async (t) => {
  const { ledger, path, together } = openedStore(t);
  ledger.reserve(request('before', 10));
  const other = new DatabaseSync(path);
  atEnd(t, () => other.close());
  other.exec('BEGIN IMMEDIATE');
  const settled = together(() => ledger.settle(settlement('before', 7)));
  const wanted = ledger.reserveSoon(request('busy', 10));
  assert.deepEqual(await Promise.allSettled([wanted, settled]).then((ends) => ends.map(({ status }) => status)), ['fulfilled', 'rejected']);
  assert.deepEqual(await wanted, { granted: false, busy: true });
  other.exec('COMMIT');
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 0, heldNanos: 10 });
  assert.equal((await ledger.reserveSoon(request('busy', 10))).granted, true);
});

test('a reader that keeps old bytes alive is told of, in words', (t) => {
  const { ledger, deleteAllData, path } = openedStore(t);
  ledger.reserve(request('a', 1));
  ledger.release('a', 'cancelled', NOON);
  const reader = new DatabaseSync(path);
  atEnd(t, () => reader.close());
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM entries').get();
  assert.throws(deleteAllData, { name: 'StoreError', kind: 'locked', message: /All data was deleted/ });
  assert.deepEqual(ledger.rows({}), []);
});

test('a store locked by another program is not half deleted', (t) => {
  const { ledger, deleteAllData, path } = openedStore(t);
  ledger.reserve(request('a', 1));
  const other = new DatabaseSync(path);
  atEnd(t, () => other.close());
  other.exec('BEGIN IMMEDIATE');
  assert.throws(deleteAllData, { name: 'StoreError', kind: 'locked' });
  other.exec('ROLLBACK');
  assert.equal(ledger.rows({}).length, 1);
});
