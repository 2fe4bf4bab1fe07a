import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { DAY, NOON, openedStore, request, settlement, temporaryFolder } from '../../test/ledger/books.ts';
import { quarantine } from './quarantine.ts';
import { openStore, storePath } from './store.ts';
import { StoreError } from './store-error.ts';

const DAY_LEVEL = { kind: 'day', id: DAY } as const;
const windows = process.platform === 'win32' && 'no such permissions on Windows';

/** The path of a closed store with some thousand rows in it. */
function filledStore(t: TestContext, dataDir: string): string {
  const store = openedStore(t, { dataDir });
  for (let index = 0; index < 300; index++) {
    store.ledger.reserve(request(`attempt-${index}`, 10));
    store.ledger.settle(settlement(`attempt-${index}`, 7));
    store.log.putText(`text ${index} `.repeat(100));
  }
  store.dispose();
  return store.path;
}

function failure(body: () => unknown): StoreError {
  try {
    body();
  } catch (error) {
    assert.ok(error instanceof StoreError, String(error));
    assert.ok(error.nextStep.length > 0);
    return error;
  }
  return assert.fail('nothing was thrown');
}

function withConnection(path: string, body: (connection: DatabaseSync) => void): void {
  const connection = new DatabaseSync(path);
  try {
    body(connection);
  } finally {
    connection.close();
  }
}

test('what was booked is there after closing and opening again', (t) => {
  const dataDir = temporaryFolder(t);
  filledStore(t, dataDir);
  const { ledger, check } = openedStore(t, { dataDir });
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 2_100, heldNanos: 0 });
  assert.deepEqual(check(), { sound: true });
});

test('the file runs in WAL', (t) => {
  const { path } = openedStore(t);
  withConnection(path, (connection) => assert.equal(connection.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal'));
});

test('folder and file are for this person alone', { skip: windows }, (t) => {
  const dataDir = join(temporaryFolder(t), 'deep', 'centuria');
  const { path, ledger } = openedStore(t, { dataDir });
  ledger.reserve(request('a', 1));
  const mode = (file: string) => statSync(file).mode & 0o777;
  assert.equal(mode(dataDir), 0o700);
  for (const file of [path, `${path}-wal`, `${path}-shm`]) assert.equal(mode(file), 0o600);
});

test('a file that others could read is closed to them', { skip: windows }, (t) => {
  const dataDir = temporaryFolder(t);
  chmodSync(filledStore(t, dataDir), 0o644);
  assert.equal(statSync(openedStore(t, { dataDir }).path).mode & 0o777, 0o600);
});

test('a file of a newer version is refused and left byte for byte', (t) => {
  const dataDir = temporaryFolder(t);
  const path = filledStore(t, dataDir);
  withConnection(path, (connection) => connection.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE'));
  const before = readFileSync(path);
  const error = failure(() => openStore({ dataDir }));
  assert.equal(error.kind, 'newer');
  assert.match(error.message, /format 99/);
  assert.ok(readFileSync(path).equals(before));
});

test('a window under which a newer one migrated the file stops writing', (t) => {
  const { path, ledger } = openedStore(t, { onTrouble: () => undefined });
  withConnection(path, (connection) => connection.exec('PRAGMA user_version = 99'));
  assert.equal(failure(() => ledger.reserve(request('a', 1))).kind, 'newer');
});

test("another program's database is refused and left byte for byte", (t) => {
  const dataDir = temporaryFolder(t);
  withConnection(storePath(dataDir), (connection) => connection.exec('CREATE TABLE theirs (x)'));
  const before = readFileSync(storePath(dataDir));
  const error = failure(() => openStore({ dataDir }));
  assert.equal(error.kind, 'damaged');
  assert.match(error.message, /another program/);
  assert.ok(readFileSync(storePath(dataDir)).equals(before));
});

test('an empty file is a store that is about to be', (t) => {
  const dataDir = temporaryFolder(t);
  writeFileSync(storePath(dataDir), '');
  assert.equal(openedStore(t, { dataDir }).ledger.reserve(request('a', 1)).granted, true);
});

test('an empty file beside the log of a killed process is damage: the log is kept', (t) => {
  const dataDir = temporaryFolder(t);
  const { path, ledger } = openedStore(t);
  ledger.reserve(request('a', 1));
  copyFileSync(`${path}-wal`, `${storePath(dataDir)}-wal`);
  writeFileSync(storePath(dataDir), '');
  const before = readFileSync(`${path}-wal`);
  assert.equal(failure(() => openStore({ dataDir })).kind, 'damaged');
  assert.ok(readFileSync(`${storePath(dataDir)}-wal`).equals(before));
});

test('a file replaced by garbage is refused in words with its path, and left as it is', (t) => {
  const dataDir = temporaryFolder(t);
  const path = filledStore(t, dataDir);
  const garbage = Buffer.alloc(50_000, 'not a database ');
  writeFileSync(path, garbage);
  const error = failure(() => openStore({ dataDir }));
  assert.equal(error.kind, 'damaged');
  assert.ok(error.message.includes(path));
  assert.ok(readFileSync(path).equals(garbage));
});

test('a file cut short is refused, and left as it is', (t) => {
  const dataDir = temporaryFolder(t);
  const path = filledStore(t, dataDir);
  truncateSync(path, 6_000);
  assert.equal(failure(() => openStore({ dataDir })).kind, 'damaged');
  assert.equal(statSync(path).size, 6_000);
});

test('overwritten pages are found when the store is opened, read or checked', (t) => {
  const dataDir = temporaryFolder(t);
  const path = filledStore(t, dataDir);
  const file = openSync(path, 'r+');
  for (let page = 1; page < statSync(path).size / 4096; page++) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
  const before = readFileSync(path);
  const error = failure(() => openStore({ dataDir }));
  assert.equal(error.kind, 'damaged');
  assert.ok(readFileSync(path).equals(before));
});

test('one overwritten page far from the counters is found by reading it and by the check', (t) => {
  const dataDir = temporaryFolder(t);
  const path = filledStore(t, dataDir);
  let page = 0;
  withConnection(path, (connection) => {
    page = Number(connection.prepare(`SELECT rootpage FROM sqlite_master WHERE name = 'attempts'`).get()?.['rootpage']);
  });
  writeSync(openSync(path, 'r+'), Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096);
  const { ledger, check } = openedStore(t, { dataDir, onTrouble: () => undefined });
  assert.equal(failure(() => ledger.rows({})).kind, 'damaged');
  assert.equal(check().sound, false);
});

test("on the person's word a damaged store is moved aside, whole, and new books begin", (t) => {
  const dataDir = temporaryFolder(t);
  const path = filledStore(t, dataDir);
  writeFileSync(path, 'garbage that is long enough');
  writeFileSync(`${path}-wal`, 'its log');
  const aside = quarantine(path, NOON);
  assert.equal(aside, `${path}.damaged-2026-11-23T12-00-00.000Z`);
  assert.equal(readFileSync(aside ?? '', 'utf8'), 'garbage that is long enough');
  assert.equal(readFileSync(`${aside}-wal`, 'utf8'), 'its log');
  assert.deepEqual(openedStore(t, { dataDir }).ledger.rows({}), []);
});

test('where no store is, nothing is moved aside', (t) => {
  assert.equal(quarantine(storePath(temporaryFolder(t)), NOON), undefined);
});

test('a store whose file was moved away under it refuses to keep a second set of books', { skip: windows }, (t) => {
  const { path, ledger } = openedStore(t, { onTrouble: () => undefined });
  renameSync(path, `${path}.moved`);
  assert.match(failure(() => ledger.reserve(request('a', 1))).message, /was moved, deleted or replaced/);
  assert.equal(existsSync(path), false);
});

test('a data folder that is a file is an error with a next step', (t) => {
  const dataDir = join(temporaryFolder(t), 'file');
  writeFileSync(dataDir, '');
  const error = failure(() => openStore({ dataDir }));
  assert.equal(error.kind, 'io');
  assert.match(error.nextStep, /centuria\.dataDir/);
});

test('a folder where the file should be is an error', (t) => {
  const dataDir = temporaryFolder(t);
  mkdirSync(storePath(dataDir));
  assert.equal(failure(() => openStore({ dataDir })).kind, 'io');
});

test('a store can be disposed twice, and says so when it is used after', (t) => {
  const store = openedStore(t);
  store.dispose();
  store.dispose();
  assert.match(failure(() => store.ledger.settle(settlement('a', 1))).message, /was closed/);
});
