import { hash as hashOf } from 'node:crypto';
import type { Database } from './database.ts';
import type { Owner } from './process-identity.ts';
import { type Row, numberOf, textOf } from './row.ts';

export interface LoggedEvent {
  /** Rises over all tasks and processes, also after all data was deleted. */
  readonly seq: number;
  readonly task: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: string;
  /** The event as it was given, read back from JSON: to be checked by whoever knows its type. */
  readonly event: unknown;
}

export interface LoggedTask {
  readonly task: string;
  /** The id of the process that runs it, or ran it. */
  readonly owner: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly lastSeq: number;
  readonly events: number;
}

/** What some events change in their task's row. */
type Appended = Pick<LoggedTask, 'firstAt' | 'lastAt' | 'lastSeq' | 'events'>;

/** What happened to tasks, in the order it was appended, and the texts the events refer to. */
export class SqliteTaskLog {
  readonly #database: Database;
  readonly #owner: Pick<Owner, 'id'>;
  /** What is appended in the transaction of `together` that is open, by task. */
  #together: Map<string, Appended> | undefined;

  constructor(database: Database, owner: Pick<Owner, 'id'>) {
    this.#database = database;
    this.#owner = owner;
  }

  /** Returns the event's sequence number. Durable when it returns; waits up to two seconds for a busy store. */
  append(task: string, event: { readonly type: string }, at: number): number {
    return this.#database.write(() => {
      const sql = 'INSERT INTO events (task, at, type, json) VALUES (?, ?, ?, ?)';
      const { lastId } = this.#database.run(sql, task, at, event.type, JSON.stringify(event));
      const known = this.#together?.get(task);
      const appended = { firstAt: known?.firstAt ?? at, lastAt: at, lastSeq: lastId, events: (known?.events ?? 0) + 1 };
      if (this.#together === undefined) this.#count(task, appended);
      else this.#together.set(task, appended);
      return lastId;
    });
  }

  #count(task: string, { firstAt, lastAt, lastSeq, events }: Appended): void {
    this.#database.run(
      `INSERT INTO tasks (task, owner, first_at, last_at, last_seq, events) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (task) DO UPDATE SET last_at = excluded.last_at, last_seq = excluded.last_seq, events = events + excluded.events`,
      ...[task, this.#owner.id, firstAt, lastAt, lastSeq, events],
    );
  }

  /**
   * Appends `event` only if nothing has happened to the task since `lastSeq`, and makes it this process's: of several
   * that go on with one task, exactly one does. False: nothing was written.
   */
  claim(task: string, event: { readonly type: string }, { at, lastSeq }: { readonly at: number; readonly lastSeq: number }): boolean {
    return this.#database.write(() => {
      const { changes } = this.#database.run('UPDATE tasks SET owner = ? WHERE task = ? AND last_seq = ?', this.#owner.id, task, lastSeq);
      if (changes === 1) this.append(task, event, at);
      return changes === 1;
    });
  }

  /** Runs `body` in one transaction: all that it appends and stores is there, or nothing. */
  together<T>(body: () => T): T {
    if (this.#together !== undefined) return body();
    return this.#database.write(() => {
      const appended = new Map<string, Appended>();
      this.#together = appended;
      let result: T;
      try {
        result = body();
      } finally {
        this.#together = undefined;
      }
      for (const [task, sum] of appended) this.#count(task, sum);
      return result;
    });
  }

  /** What came after a sequence number, oldest first: how views follow, those of other windows too. */
  since(seq: number, limit = 1_000): readonly LoggedEvent[] {
    return this.#database.all('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?', seq, limit).map(loggedEvent);
  }

  /** Whether anything has happened to a task, by what the store has now. */
  has(task: string): boolean {
    if (this.#together?.has(task) === true) return true;
    return this.#database.get('SELECT 1 FROM events WHERE task = ? LIMIT 1', task) !== undefined;
  }

  forTask(task: string): readonly LoggedEvent[] {
    return this.#database.all('SELECT * FROM events WHERE task = ? ORDER BY seq', task).map(loggedEvent);
  }

  /** Those something last happened to, the latest first. */
  tasks(limit: number): readonly LoggedTask[] {
    return this.#database.all('SELECT * FROM tasks ORDER BY last_seq DESC LIMIT ?', limit).map(loggedTask);
  }

  /** Stores a text once and returns its reference, the SHA-256 of its UTF-8 bytes in hexadecimal. */
  putText(text: string): string {
    const hash = hashOf('sha256', text);
    // Nothing is locked only to find that it is there.
    if (this.#together === undefined && this.text(hash) !== undefined) return hash;
    this.#database.write(() => {
      this.#database.run('INSERT INTO texts (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING', hash, text);
    });
    return hash;
  }

  text(hash: string): string | undefined {
    const row = this.#database.get('SELECT text FROM texts WHERE hash = ?', hash);
    return row && textOf(row, 'text');
  }
}

function loggedEvent(row: Row): LoggedEvent {
  const event: unknown = JSON.parse(textOf(row, 'json'));
  return { seq: numberOf(row, 'seq'), task: textOf(row, 'task'), at: numberOf(row, 'at'), type: textOf(row, 'type'), event };
}

function loggedTask(row: Row): LoggedTask {
  return {
    task: textOf(row, 'task'),
    owner: textOf(row, 'owner'),
    firstAt: numberOf(row, 'first_at'),
    lastAt: numberOf(row, 'last_at'),
    lastSeq: numberOf(row, 'last_seq'),
    events: numberOf(row, 'events'),
  };
}
