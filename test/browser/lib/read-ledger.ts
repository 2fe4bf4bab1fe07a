import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** One attempt as the file has it; amounts in nano-dollars, times in milliseconds since the epoch. */
export interface LedgerAttempt {
  readonly attempt: string;
  readonly task: string;
  readonly model: string;
  readonly state: string;
  readonly reserved: number;
  readonly settled: number;
  readonly outcome: string | undefined;
  readonly reservedAt: number;
  readonly endedAt: number;
  /** The pid of the process that reserved it; absent once that has left or was given up. */
  readonly pid: number | undefined;
}

export interface LedgerLevel {
  readonly kind: string;
  readonly id: string;
  readonly settled: number;
  readonly held: number;
}

export interface LedgerEntry {
  readonly attempt: string;
  readonly type: string;
  readonly held: number;
  readonly settled: number;
}

export interface Books {
  readonly attempts: readonly LedgerAttempt[];
  readonly entries: readonly LedgerEntry[];
  readonly levels: readonly LedgerLevel[];
}

/** Reads the books of a data folder from outside, as they are now. */
export function readLedger(dataDir: string): Books {
  const database = new DatabaseSync(join(dataDir, 'centuria.sqlite'), { readOnly: true });
  try {
    const all = (sql: string) => database.prepare(sql).all();
    return {
      attempts: all('SELECT a.*, o.pid FROM attempts a LEFT JOIN owners o ON o.id = a.owner ORDER BY a.seq').map((row) => ({
        attempt: String(row['attempt']),
        task: String(row['task']),
        model: String(row['model']),
        state: String(row['state']),
        reserved: Number(row['reserved']),
        settled: Number(row['settled']),
        outcome: row['outcome'] === null ? undefined : String(row['outcome']),
        reservedAt: Number(row['reserved_at']),
        endedAt: Number(row['ended_at']),
        pid: row['pid'] === null ? undefined : Number(row['pid']),
      })),
      entries: all('SELECT * FROM entries ORDER BY seq').map((row) => ({
        attempt: String(row['attempt']),
        type: String(row['type']),
        held: Number(row['held']),
        settled: Number(row['settled']),
      })),
      levels: all('SELECT * FROM levels').map((row) => ({
        kind: String(row['kind']),
        id: String(row['id']),
        settled: Number(row['settled']),
        held: Number(row['held']),
      })),
    };
  } finally {
    database.close();
  }
}

/**
 * What must hold of the books at any moment: the entries of an attempt sum to what the attempt says, each level is the
 * sum of its attempts, and an attempt ends once. `open`: how many reservations may be held now.
 */
export function assertBooksRight({ attempts, entries, levels }: Books, open = 0): void {
  assert.equal(attempts.filter(({ state }) => state === 'reserved').length, open, 'reservations without an end');
  for (const one of attempts) {
    const own = entries.filter(({ attempt }) => attempt === one.attempt);
    assert.equal(sum(own, 'settled'), one.settled, `entries of ${one.model}`);
    assert.equal(sum(own, 'held'), one.state === 'reserved' ? one.reserved : 0, `held of ${one.model}`);
    assert.equal(own.filter(({ type }) => type !== 'reserve' && type !== 'correct').length, one.state === 'reserved' ? 0 : 1, 'ends once');
  }
  const days = levels.filter(({ kind }) => kind === 'day');
  assert.equal(sum(days, 'settled'), sum(attempts, 'settled'), 'the days sum to their attempts');
  assert.equal(
    sum(days, 'held'),
    sum(
      attempts.filter(({ state }) => state === 'reserved'),
      'reserved',
    ),
    'the days hold what is reserved',
  );
}

function sum<K extends string>(rows: readonly Readonly<Record<K, number>>[], of: K): number {
  return rows.reduce((total, row) => total + row[of], 0);
}
