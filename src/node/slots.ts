import type { Database } from './database.ts';
import { ensureOwner } from './owners.ts';
import type { Owner } from './process-identity.ts';
import { numberOf } from './row.ts';

/** A waiter that has not asked for this long has given up without saying so, and is passed over. */
const PATIENCE_MS = 5_000;

export interface SlotRequest {
  /** Names the local model server: its address, or `embedded`. */
  readonly server: string;
  /** How many calls it may serve at once, over all processes. The caller's setting. */
  readonly capacity: number;
  readonly attempt: string;
}

export interface SlotTableOptions {
  readonly database: Database;
  readonly owner: Owner;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Places at local model servers, counted over all processes, first come first served. A dead owner's places
 * and turns are freed with its row in `owners`.
 */
export class SlotTable {
  readonly #options: SlotTableOptions;

  constructor(options: SlotTableOptions) {
    this.#options = options;
  }

  /**
   * Takes a place if one is free for this attempt. If not, its turn in the queue is kept: ask again within
   * five seconds. A place that is held is granted again. Whoever asked calls `releaseSlot`, also to give up.
   */
  tryAcquireSlot(request: SlotRequest): boolean {
    const done = this.#options.database.tryWrite(() => this.#holds(request.attempt) || this.#take(request));
    return !done.busy && done.value;
  }

  /** Gives back a place or a turn. True if there was one. */
  releaseSlot(attempt: string): boolean {
    const { database } = this.#options;
    return database.write(() => {
      const place = database.run('DELETE FROM slots WHERE attempt = ?', attempt);
      const turn = database.run('DELETE FROM waiters WHERE attempt = ?', attempt);
      return place.changes + turn.changes > 0;
    });
  }

  /** How many places at a server are taken, and how many wait for one. */
  occupancy(server: string): { readonly taken: number; readonly waiting: number } {
    return { taken: this.#count('SELECT count(*) AS n FROM slots WHERE server = ?', server), waiting: this.#ahead(server, undefined) };
  }

  #holds(attempt: string): boolean {
    return this.#count('SELECT count(*) AS n FROM slots WHERE attempt = ?', attempt) > 0;
  }

  #take({ server, capacity, attempt }: SlotRequest): boolean {
    const { database, owner, now } = this.#options;
    ensureOwner(database, owner, now());
    database.run(
      `INSERT INTO waiters (attempt, server, owner, asked_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (attempt) DO UPDATE SET asked_at = excluded.asked_at`,
      ...[attempt, server, owner.id, now()],
    );
    const taken = this.#count('SELECT count(*) AS n FROM slots WHERE server = ?', server);
    if (taken + this.#ahead(server, attempt) >= capacity) return false;
    database.run('DELETE FROM waiters WHERE attempt = ?', attempt);
    database.run('INSERT INTO slots (attempt, server, owner) VALUES (?, ?, ?)', attempt, server, owner.id);
    return true;
  }

  /** Live waiters before this attempt; without one, all of them. */
  #ahead(server: string, attempt: string | undefined): number {
    const since = this.#options.now() - PATIENCE_MS;
    const waiting = 'SELECT count(*) AS n FROM waiters WHERE server = ? AND asked_at >= ?';
    if (attempt === undefined) return this.#count(waiting, server, since);
    return this.#count(`${waiting} AND place < (SELECT place FROM waiters WHERE attempt = ?)`, server, since, attempt);
  }

  #count(sql: string, ...values: readonly (string | number)[]): number {
    return numberOf(this.#options.database.get(sql, ...values) ?? {}, 'n');
  }
}
