import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { nanos } from '../core/money.ts';
import { DAY, openedStore, request, settlement, temporaryFolder } from '../../test/ledger/books.ts';
import { StoreError } from './store-error.ts';

const LEVEL = { kind: 'day', id: DAY } as const;

test('what is written later goes along with the next reservation, and is in the books before that is decided', async (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }), openedStore(t, { dataDir })];
  const path = [{ ...LEVEL, capNanos: nanos(100) }];
  one.ledger.reserve(request('first', 100, { path }));
  const settled = one.together(() => one.ledger.settle(settlement('first', 10)));
  assert.equal(other.ledger.totals(LEVEL).heldNanos, 100);
  assert.equal(one.ledger.reserve(request('second', 90, { path })).granted, true);
  assert.partialDeepStrictEqual(other.ledger.totals(LEVEL), { settledNanos: 10, heldNanos: 90 });
  assert.equal(await settled, true);
});

test('what is written later waits for no other write, and those of one turn are one transaction', async (t) => {
  const dataDir = temporaryFolder(t);
  const { log, path, together } = openedStore(t, { dataDir });
  const watching = new DatabaseSync(path);
  t.after(() => watching.close());
  const version = (): unknown => watching.prepare('PRAGMA data_version').get()?.['data_version'];
  const seen = [version()];
  await Promise.all([1, 2, 3].map((at) => together(() => log.append('task', { type: 'created' }, at)).then(() => seen.push(version()))));
  assert.equal(new Set(seen).size, 2);
  assert.equal(log.forTask('task').length, 3);
});

test('of those that are written together one that fails is told so, and takes nobody along', async (t) => {
  const { log, together } = openedStore(t);
  const write = (at: number) =>
    together(() => {
      log.append(`task-${at}`, { type: 'created' }, at);
      if (at === 2) throw new Error('not this one');
    });
  const ends = await Promise.allSettled([1, 2, 3].map(write));
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(
    [1, 2, 3].map((at) => log.forTask(`task-${at}`).length),
    [1, 0, 1],
  );
});

test('a write that fails is told so, and what went along with it is written all the same, once', async (t) => {
  const { ledger, log, together } = openedStore(t);
  ledger.reserve(request('ended', 10));
  ledger.settle(settlement('ended', 10));
  const logged = together(() => log.append('task', { type: 'created' }, 1));
  assert.throws(() => ledger.reserve(request('ended', 10)), /has ended/);
  await logged;
  assert.equal(log.forTask('task').length, 1);
});

test('a transaction that was rolled back leaves nothing in the sums, in memory neither', async (t) => {
  const { ledger, together } = openedStore(t);
  ledger.reserve(request('held', 10));
  const failed = together(() => {
    ledger.settle(settlement('held', 7));
    assert.equal(ledger.totals(LEVEL).settledNanos, 7);
    throw new Error('not this one');
  });
  await assert.rejects(failed, /not this one/);
  assert.partialDeepStrictEqual(ledger.totals(LEVEL), { settledNanos: 0, heldNanos: 10 });
  ledger.settle(settlement('held', 3));
  assert.partialDeepStrictEqual(ledger.totals(LEVEL), { settledNanos: 3, heldNanos: 0 });
});

test('sums that are remembered are read again once another process has written', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }), openedStore(t, { dataDir })];
  const path = [{ ...LEVEL, capNanos: nanos(100) }];
  one.ledger.reserve(request('a', 40, { path }));
  other.ledger.reserve(request('b', 40, { path }));
  const refused = one.ledger.reserve(request('c', 30, { path }));
  assert.partialDeepStrictEqual(refused, { granted: false, refusal: { held: 80, settled: 0 } });
  other.ledger.settle(settlement('b', 20));
  assert.equal(one.ledger.reserve(request('c', 30, { path })).granted, true);
  other.ledger.settle(settlement('a', 40));
  // It was told how another ended it: the cost is booked once.
  assert.equal(one.ledger.settle(settlement('a', 40)), false);
  assert.partialDeepStrictEqual(one.ledger.totals(LEVEL), { settledNanos: 60, heldNanos: 30 });
  assert.deepEqual(one.check(), { sound: true });
});

test('a process that was given up by mistake is among the owners again with its next reservation', (t) => {
  const dataDir = temporaryFolder(t);
  const one = openedStore(t, { dataDir });
  one.ledger.reserve(request('a', 1));
  const elsewhere = new DatabaseSync(one.path);
  elsewhere.exec('DELETE FROM owners');
  elsewhere.close();
  one.ledger.reserve(request('b', 1));
  assert.equal(one.owners.isThere(one.owner.id), true);
});

test('sums of a store that was closed are an error in words', (t) => {
  const store = openedStore(t);
  store.dispose();
  assert.throws(() => store.ledger.totals(LEVEL), StoreError);
});

test('what is booked in the transaction that deletes all data is deleted with it', async (t) => {
  const store = openedStore(t);
  store.ledger.reserve(request('held', 10));
  const settled = store.together(() => store.ledger.settle(settlement('held', 7)));
  store.deleteAllData();
  assert.equal(await settled, true);
  assert.partialDeepStrictEqual(store.ledger.totals(LEVEL), { settledNanos: 0, heldNanos: 0 });
  assert.deepEqual(store.check(), { sound: true });
});

test('a write that another process keeps waiting loses nothing of what goes along', async (t) => {
  const { ledger, log, path, together } = openedStore(t);
  const locking = new DatabaseSync(path);
  t.after(() => locking.close());
  locking.exec('BEGIN IMMEDIATE');
  const logged = together(() => log.append('task', { type: 'created' }, 1));
  assert.deepEqual(ledger.reserve(request('busy', 10)), { granted: false, busy: true });
  locking.exec('COMMIT');
  await logged;
  assert.equal(log.forTask('task').length, 1);
});

test('what waits when the store is closed is written first', async (t) => {
  const dataDir = temporaryFolder(t);
  const store = openedStore(t, { dataDir });
  store.ledger.reserve(request('last', 10));
  const settled = store.together(() => store.ledger.settle(settlement('last', 7)));
  store.dispose();
  assert.equal(await settled, true);
  assert.equal(openedStore(t, { dataDir }).ledger.row('last')?.state, 'settled');
  await assert.rejects(
    store.together(() => 1),
    StoreError,
  );
});

test('reservations of one turn are one transaction, in which each sees what those before it hold', async (t) => {
  const dataDir = temporaryFolder(t);
  const { ledger, path } = openedStore(t, { dataDir });
  const watching = new DatabaseSync(path);
  t.after(() => watching.close());
  const version = (): unknown => watching.prepare('PRAGMA data_version').get()?.['data_version'];
  const seen = [version()];
  const level = [{ ...LEVEL, capNanos: nanos(100) }];
  const wanted = [60, 60, 30].map((amount, index) => ledger.reserveSoon(request(`turn-${index}`, amount, { path: level })));
  seen.push(version());
  assert.equal(ledger.totals(LEVEL).heldNanos, 0);
  const told = await Promise.all(wanted.map((one) => one.finally(() => seen.push(version()))));
  assert.deepEqual(
    told.map(({ granted }) => granted),
    [true, false, true],
  );
  assert.equal(ledger.totals(LEVEL).heldNanos, 90);
  assert.equal(new Set(seen).size, 2);
});

test('a reservation that is a mistake is told so, and keeps no other of its turn from being held', async (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('ended', 10));
  ledger.settle(settlement('ended', 10));
  const ends = await Promise.allSettled(['one', 'ended', 'other'].map((attempt) => ledger.reserveSoon(request(attempt, 5))));
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.equal(ledger.totals(LEVEL).heldNanos, 10);
});
