import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Books {
  /** Attempts by their state in the ledger: `settled`, `released`, `reserved`. */
  readonly states: Readonly<Record<string, number>>;
  readonly settledNanos: number;
  readonly tasks: number;
}

/** What a test's ledger says now, read beside the windows that write it. */
export function booksOf(dataDir: string): Books {
  const database = new DatabaseSync(join(dataDir, 'centuria.sqlite'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT state, count(*) AS number FROM attempts GROUP BY state').all();
    const sum = database.prepare('SELECT coalesce(sum(settled), 0) AS nanos FROM attempts').get();
    const tasks = database.prepare('SELECT count(*) AS number FROM tasks').get();
    return {
      states: Object.fromEntries(rows.map(({ state, number }) => [String(state), Number(number)])),
      settledNanos: Number(sum?.['nanos']),
      tasks: Number(tasks?.['number']),
    };
  } finally {
    database.close();
  }
}
