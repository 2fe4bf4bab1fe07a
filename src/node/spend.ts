import { calendarDay } from '../core/day.ts';
import { type Nanos, nanos } from '../core/money.ts';
import { spendReport, type DayRange, type SpendBy, type SpendGroup, type SpendReport } from '../core/spend-report.ts';
import type { TaskSpend } from '../core/spend-saving.ts';
import type { Database } from './database.ts';
import { type Row, numberOf, textOf } from './row.ts';
import { spendCells, spendDays, taskCells } from './spend-cells.ts';
import { booksPosition, daysTouched, taskOwner, taskSpends, taskTitles, type BooksPosition } from './task-spend.ts';

export interface Spent {
  readonly settledNanos: Nanos;
  readonly heldNanos: Nanos;
  readonly attempts: number;
  /** Every token read or written by a model, in the disjoint buckets of `Usage`. */
  readonly tokens: number;
}

export type DaySpend = Spent & { readonly day: string };
export type ModelSpend = Spent & { readonly provider: string; readonly model: string };
export type HourSpend = Spent & {
  /** When the hour began, milliseconds since the epoch. */ readonly at: number;
  readonly provider: string;
};

/** Attempts with the outcome `ok`. */
export interface LocalShare {
  readonly local: number;
  readonly all: number;
}

const SUMS = `
  sum(settled) AS settled,
  sum(CASE state WHEN 'reserved' THEN reserved ELSE 0 END) AS held,
  count(*) AS attempts,
  sum(input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens + output_tokens) AS tokens`;

const HOUR = 3_600_000;

/** No place is so far from UTC that its day at `at` is earlier. */
function dayBefore(at: number): string {
  return calendarDay(at - 24 * HOUR, 0);
}

/** What was spent, added up from the ledger and nothing else. */
export class Spend {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The latest days first. */
  byDay(limit: number): readonly DaySpend[] {
    const sql = `SELECT day, ${SUMS} FROM attempts GROUP BY day ORDER BY day DESC LIMIT ?`;
    return this.#database.all(sql, limit).map((row) => ({ day: textOf(row, 'day'), ...spent(row) }));
  }

  /** The dearest first. */
  byModel(day: string): readonly ModelSpend[] {
    const sql = `SELECT provider, model, ${SUMS} FROM attempts WHERE day = ? GROUP BY provider, model
      ORDER BY settled + held DESC, attempts DESC, provider, model`;
    return this.#database.all(sql, day).map((row) => ({ provider: textOf(row, 'provider'), model: textOf(row, 'model'), ...spent(row) }));
  }

  /** Hours of the clock in which something was reserved since `at`, the oldest first. */
  byHour(at: number): readonly HourSpend[] {
    const sql = `SELECT reserved_at - reserved_at % ${HOUR} AS hour, provider, ${SUMS} FROM attempts WHERE day >= ? AND reserved_at >= ?
      GROUP BY hour, provider ORDER BY hour, provider`;
    return this.#database
      .all(sql, dayBefore(at), at)
      .map((row) => ({ at: numberOf(row, 'hour'), provider: textOf(row, 'provider'), ...spent(row) }));
  }

  /** One view of the days of a range. */
  report(by: SpendBy, range: DayRange): SpendReport {
    return spendReport(by, range, spendCells(this.#database, by, range));
  }

  /** What one task came to on the days of a range. */
  ofTask(task: string, range: DayRange): SpendGroup {
    const { total, byProvider } = spendReport('task', range, taskCells(this.#database, task, range));
    return { key: task, ...total, byProvider };
  }

  /** The days of a range on which something was reserved, in their order. */
  days(range: DayRange): readonly string[] {
    return spendDays(this.#database, range);
  }

  /** What the tasks came to whose last attempt was on a day. */
  tasksOf(day: string): readonly TaskSpend[] {
    return taskSpends(this.#database, day);
  }

  /** How far the books have grown. */
  position(): BooksPosition {
    return booksPosition(this.#database);
  }

  /** The days of which something may have changed since. */
  daysTouched(since: BooksPosition): readonly string[] {
    return daysTouched(this.#database, since);
  }

  /** Titles of tasks, for those that the log has. */
  titles(tasks: readonly string[]): ReadonlyMap<string, string> {
    return taskTitles(this.#database, tasks);
  }

  /** The process that runs a task, or ran it. */
  ownerOf(task: string): string | undefined {
    return taskOwner(this.#database, task);
  }

  /** How many of a day's answers came from models that ran on this machine when they were asked. */
  localShare(day: string): LocalShare {
    const row = this.#database.get(
      `SELECT count(*) AS every, coalesce(sum(local), 0) AS local FROM attempts WHERE day = ? AND outcome = 'ok'`,
      day,
    );
    return row ? { local: numberOf(row, 'local'), all: numberOf(row, 'every') } : { local: 0, all: 0 };
  }
}

function spent(row: Row): Spent {
  return {
    settledNanos: nanos(numberOf(row, 'settled')),
    heldNanos: nanos(numberOf(row, 'held')),
    attempts: numberOf(row, 'attempts'),
    tokens: numberOf(row, 'tokens'),
  };
}
