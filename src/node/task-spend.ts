import { nanos } from '../core/money.ts';
import type { TaskSpend } from '../core/spend-saving.ts';
import type { RouteEntry } from '../core/task.ts';
import type { Database } from './database.ts';
import { usageOf } from './ledger-row.ts';
import { type Row, numberOf, optionalText, textOf } from './row.ts';

/** A task belongs to the day of its last attempt. Each look-up is by an index: of a day, of a task, of an attempt. */
export const DAY_TASKS_SQL = `
  WITH last AS (
    SELECT task, (SELECT day FROM attempts other WHERE other.task = mine.task ORDER BY seq DESC LIMIT 1) AS day
    FROM (SELECT DISTINCT task FROM attempts WHERE day = ?) mine
  ),
  told AS (
    SELECT task,
      (SELECT json FROM events e WHERE e.task = last.task AND e.type = 'routed' ORDER BY seq DESC LIMIT 1) AS routed,
      (SELECT json ->> '$.ending.attempt' FROM events e WHERE e.task = last.task AND e.type = 'ended' ORDER BY seq DESC LIMIT 1) AS answer,
      (SELECT json ->> '$.decision' FROM events e WHERE e.task = last.task AND e.type = 'decided' ORDER BY seq DESC LIMIT 1) AS decision
    FROM last WHERE day = ?
  )
  SELECT routed, decision, (SELECT sum(settled) FROM attempts each WHERE each.task = told.task) AS cost,
    a.attempt, a.input_tokens, a.cache_read_tokens, a.cache_write_5m_tokens, a.cache_write_1h_tokens, a.output_tokens, a.reasoning_tokens,
    a.ended_at
  FROM told LEFT JOIN attempts a ON a.attempt = told.answer AND a.task = told.task AND a.state = 'settled' AND a.outcome = 'ok'`;

/** What the tasks of one day cost, each with who might have answered it and what its answer used. */
export function taskSpends(database: Database, day: string): readonly TaskSpend[] {
  const routes = new Map<string, TaskSpend['allowed']>();
  return database.all(DAY_TASKS_SQL, day, day).map((row) => {
    const routed = optionalText(row, 'routed') ?? '';
    const allowed = routes.get(routed) ?? allowedIn(routed);
    routes.set(routed, allowed);
    const thrownAway = ['discarded', 'dismissed', 'undone'].includes(optionalText(row, 'decision') ?? '');
    const answer =
      optionalText(row, 'attempt') === undefined || thrownAway ? {} : { answer: { usage: usageOf(row), at: numberOf(row, 'ended_at') } };
    return { allowed, costNanos: nanos(numberOf(row, 'cost')), ...answer };
  });
}

/** The candidates of a route, and those that might have been asked but for others before them. */
function allowedIn(routed: string): TaskSpend['allowed'] {
  const event: unknown = routed === '' ? undefined : JSON.parse(routed);
  if (typeof event !== 'object' || event === null || !('candidates' in event) || !('excluded' in event)) return [];
  return [...entriesIn(event.candidates), ...entriesIn(event.excluded).filter(({ because }) => because === 'others')];
}

function entriesIn(list: unknown): readonly RouteEntry[] {
  return Array.isArray(list) ? list.filter(isEntry) : [];
}

function isEntry(value: unknown): value is RouteEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'card' in value &&
    'label' in value &&
    'reason' in value &&
    typeof value.reason === 'string'
  );
}

/** How far the books have grown: nothing that was spent or answered has changed while both are the same. */
export interface BooksPosition {
  readonly entry: number;
  readonly event: number;
}

export function booksPosition(database: Database): BooksPosition {
  const row = database.get(
    'SELECT coalesce((SELECT max(seq) FROM entries), 0) AS entry, coalesce((SELECT max(seq) FROM events), 0) AS event',
  );
  return row === undefined ? { entry: 0, event: 0 } : { entry: numberOf(row, 'entry'), event: numberOf(row, 'event') };
}

/** The days of all attempts of the tasks to which something has happened since. */
export function daysTouched(database: Database, { entry, event }: BooksPosition): readonly string[] {
  const sql = `SELECT DISTINCT day FROM attempts WHERE task IN (
    SELECT task FROM events WHERE seq > ? UNION SELECT a.task FROM entries e JOIN attempts a ON a.attempt = e.attempt WHERE e.seq > ?)`;
  return database.all(sql, event, entry).map((row) => textOf(row, 'day'));
}

/** Titles of tasks, as the store has them: secrets are blotted out. */
export function taskTitles(database: Database, tasks: readonly string[]): ReadonlyMap<string, string> {
  const sql = `SELECT json ->> '$.subject.title' AS title FROM events WHERE task = ? AND type = 'created' LIMIT 1`;
  const title = (task: string): Row | undefined => database.get(sql, task);
  return new Map(
    tasks.flatMap((task) => {
      const row = title(task);
      const text = row && optionalText(row, 'title');
      return text === undefined ? [] : [[task, text] as const];
    }),
  );
}

/** The process that runs a task, or ran it. */
export function taskOwner(database: Database, task: string): string | undefined {
  const row = database.get('SELECT owner FROM tasks WHERE task = ?', task);
  return row && textOf(row, 'owner');
}
