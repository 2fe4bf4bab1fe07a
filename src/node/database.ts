import { type BigIntStats, statSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type Row, numberOf } from './row.ts';
import { MIGRATIONS } from './schema.ts';
import { StoreError, isBusy, lockedError, storeErrorOf } from './store-error.ts';

/** How long one try may block the event loop while another process writes, in milliseconds. */
export const SHORT_WAIT_MS = 20;

/**
 * How long a write that must not be lost may wait. Writers hold the lock for microseconds, so this is only
 * used up when something else, a backup or a database tool, keeps the file locked.
 */
export const LONG_WAIT_MS = 2_000;

export type Try<T> = { readonly busy: true } | { readonly busy: false; readonly value: T };

/** Work that goes along with the next transaction. */
interface Rider {
  run(): void;
  written(): void;
  failed(error: unknown): void;
  /** Told where another process holds the lock for longer than `SHORT_WAIT_MS`. Absent: it waits up to `LONG_WAIT_MS`. */
  busy?(): void;
}

/** What changes many times in one transaction and is written once, before it is committed. */
export interface Carried {
  write(): void;
  /** The transaction was rolled back. */
  drop(): void;
}

/**
 * The open store file: prepared statements, transactions, and every failure as a `StoreError`.
 * All calls are synchronous.
 */
export class Database {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #opened: BigIntStats;
  readonly #statements = new Map<string, StatementSync>();
  #riders: Rider[] = [];
  #departure: NodeJS.Immediate | undefined;
  readonly #carried = new Set<Carried>();
  #edition = 0;
  /** SQLite's count of what other connections wrote, as it was last looked at. */
  #others: number | undefined;

  /** `connection` is open on `path` and at the newest version. It is closed by `dispose`. */
  constructor(path: string, connection: DatabaseSync) {
    this.path = path;
    this.#connection = connection;
    this.#opened = statSync(path, { bigint: true });
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /**
   * Within a transaction: a number that rises with what may have changed what was read before, because another process wrote
   * or a transaction was undone. What this process wrote itself does not change it. Undefined: no transaction is open.
   */
  get edition(): number | undefined {
    return this.isOpen && this.#connection.isTransaction ? this.#edition : undefined;
  }

  /** What was read before counts no more. */
  forget(): void {
    this.#edition += 1;
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    try {
      return this.#prepared(sql).get(...values);
    } catch (error) {
      throw storeErrorOf(error, this.path);
    }
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#told(() => this.#prepared(sql).all(...values));
  }

  /** How many rows were changed, and the rowid of the last one inserted. */
  run(sql: string, ...values: readonly SQLInputValue[]): { readonly changes: number; readonly lastId: number } {
    try {
      const { changes, lastInsertRowid } = this.#prepared(sql).run(...values);
      return { changes: Number(changes), lastId: Number(lastInsertRowid) };
    } catch (error) {
      throw storeErrorOf(error, this.path);
    }
  }

  /** One transaction, or none where another process holds the lock for longer than `SHORT_WAIT_MS`. */
  tryWrite<T>(body: () => T): Try<T> {
    return this.#told(() => {
      if (this.#connection.isTransaction) return { busy: false, value: body() };
      this.#assertSameFile();
      try {
        this.#prepared('BEGIN IMMEDIATE').run();
      } catch (error) {
        if (isBusy(error)) return { busy: true };
        throw error;
      }
      return this.#withRiders(body);
    });
  }

  /** One transaction, waiting up to `LONG_WAIT_MS`. Inside another it is a part of that one. */
  write<T>(body: () => T): T {
    const first = this.tryWrite(body);
    if (!first.busy) return first.value;
    const second = this.patiently(() => this.tryWrite(body));
    if (second.busy) throw lockedError(this.path);
    return second.value;
  }

  /**
   * Runs `body` as a part of the next transaction of this process, and at the end of this turn of the event loop in one of
   * its own. Resolves when that is committed; rejects where it was not written. `body` may run again after a failure.
   */
  later<T>(body: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let value: T;
    this.#take({ run: () => void (value = body()), written: () => resolve(value), failed: reject });
    return promise;
  }

  /** The same, or busy as `tryWrite` is. */
  soon<T>(body: () => T): Promise<Try<T>> {
    const { promise, resolve, reject } = Promise.withResolvers<Try<T>>();
    let value: T;
    const written = (): void => resolve({ busy: false, value });
    this.#take({ run: () => void (value = body()), written, failed: reject, busy: () => resolve({ busy: true }) });
    return promise;
  }

  /** Has `carried` written at the end of the transaction that is open. False: none is. */
  carry(carried: Carried): boolean {
    if (!this.#connection.isTransaction) return false;
    this.#carried.add(carried);
    return true;
  }

  /** Runs statements that wait up to `LONG_WAIT_MS` for a lock. */
  patiently<T>(body: () => T): T {
    return this.#told(() => {
      this.#connection.exec(`PRAGMA busy_timeout = ${LONG_WAIT_MS}`);
      try {
        return body();
      } finally {
        if (this.#connection.isOpen) this.#connection.exec(`PRAGMA busy_timeout = ${SHORT_WAIT_MS}`);
      }
    });
  }

  dispose(): void {
    if (!this.#connection.isOpen) return;
    this.#depart();
    this.#statements.clear();
    this.#told(() => this.#connection.close());
  }

  /** Nobody's failure is another's: where the transaction of several fails, each is tried on its own. */
  #withRiders<T>(body: () => T): Try<T> {
    const riders = this.#riders;
    if (riders.length === 0) return { busy: false, value: this.#finish(body) };
    this.#riders = [];
    let value: T;
    try {
      value = this.#finish(() => {
        for (const { run } of riders) run();
        // `body` may read, or delete, what they changed.
        this.#writeCarried();
        return body();
      });
    } catch {
      for (const rider of riders) this.#alone(rider);
      return this.tryWrite(body);
    }
    for (const { written } of riders) written();
    return { busy: false, value };
  }

  #take(rider: Rider): void {
    this.#riders.push(rider);
    this.#departure ??= setImmediate(() => this.#depart());
  }

  #alone({ run, written, failed, busy }: Rider): void {
    try {
      if (busy === undefined) this.write(run);
      else if (this.tryWrite(run).busy) return busy();
      written();
    } catch (error) {
      failed(error);
    }
  }

  #depart(): void {
    clearImmediate(this.#departure);
    this.#departure = undefined;
    if (this.#riders.length === 0) return;
    try {
      if (this.tryWrite(() => undefined).busy) this.#outwait();
    } catch (error) {
      for (const { failed } of this.#riders.splice(0)) failed(error);
    }
  }

  /** Only those wait that may not be lost. */
  #outwait(): void {
    const riders = this.#riders;
    this.#riders = riders.filter(({ busy }) => busy === undefined);
    for (const { busy } of riders) busy?.();
    if (this.#riders.length > 0) this.write(() => undefined);
  }

  #finish<T>(body: () => T): T {
    try {
      this.#lookAtOthers();
      const value = body();
      this.#writeCarried();
      this.#prepared('COMMIT').run();
      return value;
    } catch (error) {
      for (const carried of this.#carried) carried.drop();
      this.#carried.clear();
      this.forget();
      // After some failures, a full disk among them, SQLite has already rolled back.
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  #writeCarried(): void {
    for (const carried of this.#carried) carried.write();
    this.#carried.clear();
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** A file that was moved away would take writes that no other process sees: two books for one budget. */
  #assertSameFile(): void {
    const now = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    if (now && now.ino === this.#opened.ino && now.dev === this.#opened.dev) return;
    throw new StoreError({
      kind: 'io',
      message: `The store ${this.path} was moved, deleted or replaced while it was open.`,
      nextStep: 'Reload the window: it then opens the file that is there now.',
    });
  }

  /** Another window may have written; it may even have been updated and have migrated the file under this one. */
  #lookAtOthers(): void {
    const others = numberOf(this.#prepared('PRAGMA data_version').get() ?? {}, 'data_version');
    if (others === this.#others) return;
    const version = numberOf(this.#prepared('PRAGMA user_version').get() ?? {}, 'user_version');
    if (version !== MIGRATIONS.length) throw newerError(this.path, version);
    this.forget();
    this.#others = others;
  }

  #told<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw storeErrorOf(error, this.path);
    }
  }
}

export function newerError(path: string, version: number): StoreError {
  return new StoreError({
    kind: 'newer',
    message: `The store ${path} was written by a newer Centuria (format ${version}; this one knows ${MIGRATIONS.length}).`,
    nextStep: 'Update Centuria in this editor and reload the window. The file was not changed.',
  });
}
