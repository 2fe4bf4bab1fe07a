import { nanos } from '../core/money.ts';
import type { DayRange, SpendBy, SpendCell, SpendSums } from '../core/spend-report.ts';
import type { Database } from './database.ts';
import { usageOf } from './ledger-row.ts';
import { type Row, numberOf, textOf } from './row.ts';

/** The first test spares nearly all rows the second: no id can hold these bytes, since a quotation mark in one is escaped. */
const EPIC = `CASE WHEN instr(path, '"kind":"epic"') = 0 THEN ''
  ELSE (SELECT level.value ->> 'id' FROM json_each(attempts.path) level WHERE level.value ->> 'kind' = 'epic') END`;

const KEYS: Readonly<Record<SpendBy, string>> = { day: 'day', model: `provider || '/' || model`, agent: 'agent', task: 'task', epic: EPIC };

const TOKENS = 'input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens + output_tokens';

const SUMS = `
  count(*) AS calls,
  sum(state <> 'reserved' AND outcome IS NOT 'ok' AND outcome IS NOT 'aborted') AS failed,
  sum(state = 'reserved') AS under_way,
  sum(usage_source IS 'estimated') AS estimated,
  sum(input_tokens) AS input_tokens,
  sum(cache_read_tokens) AS cache_read_tokens,
  sum(cache_write_5m_tokens) AS cache_write_5m_tokens,
  sum(cache_write_1h_tokens) AS cache_write_1h_tokens,
  sum(output_tokens) AS output_tokens,
  sum(reasoning_tokens) AS reasoning_tokens,
  sum(settled) AS settled,
  sum(CASE state WHEN 'reserved' THEN reserved ELSE 0 END) AS held,
  sum(overrun) AS overrun,
  sum(local) AS local_calls,
  sum(local * (${TOKENS})) AS local_tokens`;

/** Exported for the test of its plan. */
export function cellsSql(by: SpendBy): string {
  return `SELECT ${KEYS[by]} AS key, provider, ${SUMS} FROM attempts WHERE day BETWEEN ? AND ? GROUP BY 1, 2`;
}

/** One task's, looked up by its id. */
export function taskCells(database: Database, task: string, { from, to }: DayRange): readonly SpendCell[] {
  const sql = `SELECT task AS key, provider, ${SUMS} FROM attempts INDEXED BY attempts_of_task WHERE task = ? AND day BETWEEN ? AND ? GROUP BY 1, 2`;
  return database.all(sql, task, from, to).map(cellOf);
}

/** SQLite adds up; what comes here is a row for each key and provider, however many calls there were. */
export function spendCells(database: Database, by: SpendBy, { from, to }: DayRange): readonly SpendCell[] {
  return database.all(cellsSql(by), from, to).map(cellOf);
}

function cellOf(row: Row): SpendCell {
  return { key: textOf(row, 'key'), provider: textOf(row, 'provider'), ...sumsOf(row) };
}

function sumsOf(row: Row): SpendSums {
  return {
    calls: numberOf(row, 'calls'),
    failed: numberOf(row, 'failed'),
    underWay: numberOf(row, 'under_way'),
    estimated: numberOf(row, 'estimated'),
    usage: usageOf(row),
    settledNanos: nanos(numberOf(row, 'settled')),
    heldNanos: nanos(numberOf(row, 'held')),
    overrunNanos: nanos(numberOf(row, 'overrun')),
    localCalls: numberOf(row, 'local_calls'),
    localTokens: numberOf(row, 'local_tokens'),
  };
}

/** The days of a range on which something was reserved, in their order. */
export function spendDays(database: Database, { from, to }: DayRange): readonly string[] {
  return database
    .all('SELECT DISTINCT day FROM attempts WHERE day BETWEEN ? AND ? ORDER BY day', from, to)
    .map((row) => textOf(row, 'day'));
}
