import type { Database } from './database.ts';
import { textOf } from './row.ts';
import { StoreError } from './store-error.ts';

export type StoreCheck =
  | { readonly sound: true }
  /** What is wrong, a line for each, for a log. */
  | { readonly sound: false; readonly problems: readonly string[] };

/** Each finds the places where two of the three books (entries, attempts, counters) differ, in money or in tokens. */
export const DIFFERENCES: readonly string[] = [
  attemptsDiffer('held', 'reserved', 'settled'),
  attemptsDiffer('held_tokens', 'reserved_tokens', 'settled_tokens'),
  levelsDiffer('held', 'settled'),
  levelsDiffer('held_tokens', 'settled_tokens'),
];

/** Both books in one grouping, as of the levels: a join of what was grouped has no index, and takes the square of what there is. */
function attemptsDiffer(held: string, reserved: string, settled: string): string {
  return `SELECT 'attempt ' || attempt || ': entries ' || sum(held) || ' ${said(held)} ' || sum(settled) || ' ${said(settled)}, row '
     || sum(row_held) || ' ${said(held)} ' || sum(row_settled) || ' ${said(settled)}' AS problem
   FROM (
     SELECT attempt, 1 AS rows, CASE state WHEN 'reserved' THEN ${reserved} ELSE 0 END AS row_held, ${settled} AS row_settled, 0 AS entries, 0 AS held, 0 AS settled FROM attempts
     UNION ALL
     SELECT attempt, 0, 0, 0, 1, ${held}, ${settled} FROM entries
   )
   GROUP BY attempt HAVING max(rows) <> max(entries) OR sum(row_held) <> sum(held) OR sum(row_settled) <> sum(settled)`;
}

function levelsDiffer(held: string, settled: string): string {
  return `SELECT 'level ' || kind || ' ' || id || ': counter ' || max(counted_held) || ' ${said(held)} ' || max(counted_settled) || ' ${said(settled)}, entries '
     || sum(held) || ' ${said(held)} ' || sum(settled) || ' ${said(settled)}' AS problem
   FROM (
     SELECT kind, id, ${held} AS counted_held, ${settled} AS counted_settled, 0 AS held, 0 AS settled FROM levels
     UNION ALL
     SELECT level.value ->> 'kind', level.value ->> 'id', 0, 0, e.${held}, e.${settled}
     FROM entries e JOIN entries r ON r.attempt = e.attempt AND r.type = 'reserve', json_each(r.detail, '$.path') level
   )
   GROUP BY kind, id HAVING sum(held) <> max(counted_held) OR sum(settled) <> max(counted_settled)`;
}

/** `held`, `tokens held`. */
function said(column: string): string {
  return column.split('_').reverse().join(' ');
}

/** Reads the whole file: the pages by SQLite's own check, then the books against each other. */
export function checkStore(database: Database): StoreCheck {
  try {
    const pages = database.all('PRAGMA integrity_check').map((row) => textOf(row, 'integrity_check'));
    const broken = pages.filter((line) => line !== 'ok');
    const problems = broken.length > 0 ? broken : DIFFERENCES.flatMap((sql) => database.all(sql)).map((row) => textOf(row, 'problem'));
    return problems.length === 0 ? { sound: true } : { sound: false, problems };
  } catch (error) {
    // Some damage stops the check itself.
    if (error instanceof StoreError && error.kind === 'damaged') return { sound: false, problems: [error.message] };
    throw error;
  }
}
