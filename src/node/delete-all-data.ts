import type { Database } from './database.ts';
import { numberOf } from './row.ts';
import { removeQuarantined } from './quarantine.ts';
import { StoreError } from './store-error.ts';

/** `owners` last: slots and waiters name them. `meta` is ours, not the person's. */
const TABLES = ['entries', 'attempts', 'levels', 'slots', 'waiters', 'events', 'tasks', 'texts', 'measured_models', 'owners'];

const ALLOW = `INSERT INTO meta (key, value) VALUES ('deleting all data', '')`;

/** Stays: other windows tell by it that what they have read is gone. */
const COUNT = `INSERT INTO meta (key, value) VALUES ('times all data was deleted', '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1`;

/** How often all data was deleted, by any process. */
export function timesDeleted(database: Database): number {
  const row = database.get(`SELECT CAST(value AS INTEGER) AS n FROM meta WHERE key = 'times all data was deleted'`);
  return row === undefined ? 0 : numberOf(row, 'n');
}

/**
 * Removes every row, then every trace of it in the file and its log, and files that were moved aside. The
 * file itself stays, so that other windows go on with an empty store; sequence numbers go on rising, so that
 * their views miss nothing. Refused while any process, this one too, has calls under way.
 */
export function deleteAllData(database: Database): void {
  database.write(() => {
    const held = database.get(`SELECT count(*) AS n FROM attempts WHERE state = 'reserved'`) ?? {};
    // Their cost would be on no book, and the day's budget open to be spent twice.
    if (numberOf(held, 'n') > 0) throw underWayError(database.path);
    // The row exists only inside this transaction: no other process can delete an entry.
    database.run(ALLOW);
    for (const table of TABLES) database.run(`DELETE FROM ${table}`);
    database.run(`DELETE FROM meta WHERE key = 'deleting all data'`);
    database.run(COUNT);
    database.forget();
  });
  removeQuarantined(database.path);
  database.patiently(() => {
    database.run('VACUUM');
    const done = database.get('PRAGMA wal_checkpoint(TRUNCATE)') ?? {};
    if (numberOf(done, 'busy') !== 0) throw tracesError(database.path);
  });
}

function underWayError(path: string): StoreError {
  return new StoreError({
    kind: 'locked',
    message: `Nothing was deleted from ${path}: calls are under way.`,
    nextStep: 'Let them end, or cancel them, in this and every other window, and delete again.',
  });
}

function tracesError(path: string): StoreError {
  return new StoreError({
    kind: 'locked',
    message: `All data was deleted, but another program is reading ${path}, so old bytes remain in its log for now.`,
    nextStep: 'Close other Centuria windows and delete once more to remove them.',
  });
}
