import { chmodSync, closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Database, LONG_WAIT_MS, SHORT_WAIT_MS, newerError } from './database.ts';
import { type Row, numberOf, textOf } from './row.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { damagedError, isBusy, lockedError, storeErrorOf } from './store-error.ts';

/** Opening may meet a process that is migrating or closing the same file, and waits `LONG_WAIT_MS` for it. */
const OPEN_RETRY_MS = 10;

/** How every SQLite 3 file begins: https://www.sqlite.org/fileformat2.html */
const HEADER = 'SQLite format 3\0';

/**
 * Opens or creates the store file at `path` and brings it to the newest version. The folder is made for this
 * person alone (0700), the file readable by nobody else (0600), where the system has such permissions.
 * Throws `StoreError`; a damaged or newer file is left as it was.
 */
export function openDatabase(path: string): Database {
  try {
    prepareFile(path);
    return connect(path);
  } catch (error) {
    throw storeErrorOf(error, path);
  }
}

function prepareFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  const start = firstBytes(path);
  if (start.length > 0 && start.toString('latin1') !== HEADER) {
    // SQLite would write the log of the file that was here before over what is here now.
    throw damagedError(path, new Error('it is not a database'));
  }
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  // SQLite would take an empty file for a new one and throw the log beside it away, with all that is in it.
  if (start.length === 0 && log && log.size > 0 && statSync(path).size === 0) {
    throw damagedError(path, new Error('the file is empty, its write-ahead log is not'));
  }
}

function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(HEADER.length);
    return start.subarray(0, readSync(file, start));
  } finally {
    closeSync(file);
  }
}

function connect(path: string): Database {
  const connection = new DatabaseSync(path);
  try {
    connection.exec(`PRAGMA busy_timeout = ${SHORT_WAIT_MS}`);
    untilFree(path, () => bringUp(path, connection));
    return new Database(path, connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Switching to WAL reports a busy file at once, without the timeout of the connection. */
function untilFree(path: string, body: () => void): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = performance.now() + LONG_WAIT_MS;
  for (;;) {
    try {
      body();
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() > deadline) throw lockedError(path, error);
      Atomics.wait(pause, 0, 0, OPEN_RETRY_MS);
    }
  }
}

function bringUp(path: string, connection: DatabaseSync): void {
  // Before anything is written: a file that is not ours, or newer, stays byte for byte as it is.
  assertOurs(path, connection);
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON');
  // The log is copied into the file, and the disk waited for, at 32 MB instead of 4: what is copied then is mostly the same pages.
  connection.exec('PRAGMA wal_autocheckpoint = 8000');
  connection.exec('BEGIN IMMEDIATE');
  try {
    migrate(connection, assertOurs(path, connection));
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
  assertSoundCounters(path, connection);
}

/** The file's version. */
function assertOurs(path: string, connection: DatabaseSync): number {
  const version = pragma(connection, 'user_version');
  const application = pragma(connection, 'application_id');
  const tables = numberOf(only(connection, 'SELECT count(*) AS tables FROM sqlite_master'), 'tables');
  const isNew = application === 0 && version === 0 && tables === 0;
  if (!isNew && application !== APPLICATION_ID) {
    throw damagedError(path, new Error('it is a database of another program'));
  }
  if (version > MIGRATIONS.length) throw newerError(path, version);
  return version;
}

function migrate(connection: DatabaseSync, version: number): void {
  if (version === MIGRATIONS.length) return;
  for (const statements of MIGRATIONS.slice(version)) connection.exec(statements);
  connection.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
}

/**
 * What a reservation trusts is checked at every start: these tables stay small. The rest of the file is
 * checked as it is read, and as a whole by `Store.check`.
 */
function assertSoundCounters(path: string, connection: DatabaseSync): void {
  for (const table of ['levels', 'owners']) {
    const found = textOf(only(connection, `PRAGMA quick_check(${table})`), 'quick_check');
    if (found !== 'ok') throw damagedError(path, new Error(found));
  }
}

function pragma(connection: DatabaseSync, name: string): number {
  return numberOf(only(connection, `PRAGMA ${name}`), name);
}

function only(connection: DatabaseSync, sql: string): Row {
  return connection.prepare(sql).get() ?? {};
}
