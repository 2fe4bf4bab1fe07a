import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { mock, test } from 'node:test';
import { DAY, NOON, atEnd, dayAndTask, openedStore, request, settlement, temporaryFolder } from '../../test/ledger/books.ts';
import type { DeadOwner } from './owners.ts';
import { type Owner, currentOwner } from './process-identity.ts';
import { StoreError } from './store-error.ts';

const DAY_LEVEL = { kind: 'day', id: DAY } as const;
const SECOND = 1_000;

/** An owner on this machine whose process is gone: its pid was given to another one since. */
function deadOwner(): Owner {
  return { ...currentOwner(), started: 'before this process' };
}

test("a dead process's reservations are booked at their worst case, once", (t) => {
  const dataDir = temporaryFolder(t);
  const { ledger, owners } = openedStore(t, { dataDir });
  const dead = openedStore(t, { dataDir, owner: deadOwner() });
  dead.ledger.reserve(request('a', 70));
  const [given] = owners.expireDead(NOON);
  assert.deepEqual(given, { owner: dead.owner, attempts: ['a'] });
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 70, heldNanos: 0 });
  assert.equal(ledger.row('a')?.outcome, 'expired');
  assert.deepEqual(owners.expireDead(NOON + 99 * SECOND), []);
});

test('a living process that slept for a week is left alone', (t) => {
  const dataDir = temporaryFolder(t);
  const slept = openedStore(t, { dataDir });
  const { owners } = openedStore(t, { dataDir });
  slept.ledger.reserve(request('a', 70));
  assert.deepEqual(owners.expireDead(NOON + 7 * 24 * 3600 * SECOND), []);
  assert.equal(slept.ledger.settle(settlement('a', 20)), true);
});

test('an owner elsewhere, whose pid says nothing here, has two minutes', (t) => {
  const dataDir = temporaryFolder(t);
  const elsewhere = openedStore(t, { dataDir, owner: { ...currentOwner(), host: 'another-container' } });
  const { owners } = openedStore(t, { dataDir });
  elsewhere.ledger.reserve(request('a', 70));
  assert.deepEqual(owners.expireDead(NOON + 120 * SECOND), []);
  assert.equal(owners.expireDead(NOON + 121 * SECOND).length, 1);
});

test('an owner given up by mistake can go on, and what it learns late is booked', (t) => {
  const dataDir = temporaryFolder(t);
  const elsewhere = openedStore(t, { dataDir, owner: { ...currentOwner(), host: 'another-container' } });
  const { owners, ledger, check } = openedStore(t, { dataDir });
  elsewhere.ledger.reserve(request('a', 70));
  owners.expireDead(NOON + 121 * SECOND);
  assert.equal(elsewhere.ledger.correct(settlement('a', 20)), true);
  assert.equal(elsewhere.ledger.reserve(request('b', 5)).granted, true);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 20, heldNanos: 5 });
  assert.equal(owners.expireDead(NOON + 242 * SECOND).length, 1, 'its second life is known too');
  assert.deepEqual(check(), { sound: true });
});

test('a heartbeat keeps an owner elsewhere', (t) => {
  const dataDir = temporaryFolder(t);
  let clock = NOON;
  const elsewhere = openedStore(t, { dataDir, owner: { ...currentOwner(), host: 'another-container' }, now: () => clock });
  const { owners } = openedStore(t, { dataDir });
  clock += 110 * SECOND;
  assert.equal(elsewhere.owners.heartbeat(), true);
  assert.deepEqual(owners.expireDead(NOON + 200 * SECOND), []);
});

test('opening gives up the dead and tells it', (t) => {
  const dataDir = temporaryFolder(t);
  openedStore(t, { dataDir, owner: deadOwner() }).ledger.reserve(request('a', 70));
  const told: DeadOwner[] = [];
  openedStore(t, { dataDir, now: () => NOON + 31 * SECOND, onExpired: (dead) => told.push(...dead) });
  assert.deepEqual(
    told.map(({ attempts }) => attempts),
    [['a']],
  );
});

test('an open store beats every five seconds', (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.after(() => mock.timers.reset());
  const dataDir = temporaryFolder(t);
  let clock = NOON;
  openedStore(t, { dataDir, owner: { ...currentOwner(), host: 'another-container' }, now: () => clock });
  clock += 115 * SECOND;
  mock.timers.tick(5 * SECOND);
  const { owners } = openedStore(t, { dataDir, now: () => clock });
  assert.deepEqual(owners.expireDead(NOON + 200 * SECOND), []);
});

test('an open store looks for the dead every thirty seconds, until it is disposed', (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.after(() => mock.timers.reset());
  const dataDir = temporaryFolder(t);
  let clock = NOON;
  const told: DeadOwner[] = [];
  const store = openedStore(t, { dataDir, now: () => clock, onExpired: (dead) => told.push(...dead) });
  const dead = openedStore(t, { dataDir, owner: deadOwner() });
  dead.ledger.reserve(request('a', 70));
  clock += 31 * SECOND;
  mock.timers.tick(29 * SECOND);
  assert.deepEqual(told, []);
  mock.timers.tick(SECOND);
  assert.deepEqual(
    told.flatMap(({ attempts }) => attempts),
    ['a'],
  );
  store.dispose();
  dead.ledger.reserve(request('b', 70));
  clock += 60 * SECOND;
  mock.timers.tick(60 * SECOND);
  assert.equal(told.length, 1);
});

test('a failure of the timer is told', (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.after(() => mock.timers.reset());
  const troubles: unknown[] = [];
  const { path } = openedStore(t, { onTrouble: (error) => troubles.push(error) });
  renameSync(path, `${path}.elsewhere`);
  mock.timers.tick(5 * SECOND);
  assert.ok(troubles[0] instanceof StoreError);
  assert.match(troubles[0].message, /was moved, deleted or replaced/);
});

test('a process that leaves books what it still holds and frees its slots', (t) => {
  const dataDir = temporaryFolder(t);
  const leaving = openedStore(t, { dataDir });
  const { ledger, slots } = openedStore(t, { dataDir });
  leaving.ledger.reserve(request('a', 70, { path: dayAndTask() }));
  leaving.slots.tryAcquireSlot({ server: 'ollama', capacity: 1, attempt: 'a' });
  leaving.dispose();
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 70, heldNanos: 0 });
  assert.deepEqual(slots.occupancy('ollama'), { taken: 0, waiting: 0 });
});

test('a heartbeat that finds the store busy says so', (t) => {
  const { owners, path } = openedStore(t);
  const other = new DatabaseSync(path);
  atEnd(t, () => other.close());
  other.exec('BEGIN IMMEDIATE');
  assert.equal(owners.heartbeat(), false);
  other.exec('ROLLBACK');
  assert.equal(owners.heartbeat(), true);
});
