import type { Database } from './database.ts';
import { type Owner, isAlive } from './process-identity.ts';
import { type Row, numberOf, optionalText, textOf } from './row.ts';

export const HEARTBEAT_MS = 5_000;
export const EXPIRY_CHECK_MS = 30_000;

/**
 * A pid of another host (a container, or this machine before its last start) cannot be asked, so there the
 * heartbeat decides alone, after 24 missed ones. A process wrongly given up by this, because it slept,
 * loses no truth: what it then reports is booked as a correction.
 */
const STALE_ELSEWHERE_MS = 120_000;

export interface DeadOwner {
  readonly owner: Owner;
  /** The attempts whose reservations were booked at their worst case. */
  readonly attempts: readonly string[];
}

export interface OwnersOptions {
  readonly database: Database;
  readonly owner: Owner;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Books what an owner still holds at its worst case, inside the transaction that is open. */
  readonly expire: (owner: string, at: number) => readonly string[];
}

/** Who shares the file: a dead process's reservations and slots are given up, a living one's never. */
export class Owners {
  readonly #options: OwnersOptions;

  constructor(options: OwnersOptions) {
    this.#options = options;
  }

  /** Says that this process lives. False: the store is busy; the next heartbeat will do. */
  heartbeat(): boolean {
    const { database, owner, now } = this.#options;
    const done = database.tryWrite(() => {
      ensureOwner(database, owner, now());
      database.run('UPDATE owners SET heartbeat = ? WHERE id = ?', now(), owner.id);
    });
    return !done.busy;
  }

  /** Gives up what dead processes hold: reservations are booked at their worst case, slots are free again. */
  expireDead(now: number): readonly DeadOwner[] {
    const { database, owner: self } = this.#options;
    const known = database.all('SELECT * FROM owners WHERE id <> ?', self.id);
    return known.filter((row) => isDead(row, { now, host: self.host })).flatMap((row) => this.#giveUp(row, now));
  }

  /** Whether a process is not known to have gone. */
  isThere(id: string): boolean {
    return this.#options.database.get('SELECT 1 AS there FROM owners WHERE id = ?', id) !== undefined;
  }

  /** Ends this owner: what it still holds has no one left to settle it. */
  leave(): readonly string[] {
    const { database, owner, expire, now } = this.#options;
    return database.write(() => {
      const attempts = expire(owner.id, now());
      database.run('DELETE FROM owners WHERE id = ?', owner.id);
      database.forget();
      return attempts;
    });
  }

  #giveUp(row: Row, now: number): readonly DeadOwner[] {
    const { database, expire } = this.#options;
    const owner = ownerOf(row);
    return database.write(() => {
      // It may have spoken, or another process have given it up, since it was read.
      const { changes } = database.run('DELETE FROM owners WHERE id = ? AND heartbeat = ?', owner.id, numberOf(row, 'heartbeat'));
      return changes === 0 ? [] : [{ owner, attempts: expire(owner.id, now) }];
    });
  }
}

/** Slots and reservations name an owner that is in the table; one given up by mistake comes back. */
export function ensureOwner(database: Database, owner: Owner, now: number): void {
  database.run(
    'INSERT INTO owners (id, host, pid, started, heartbeat) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    owner.id,
    owner.host,
    owner.pid,
    owner.started ?? null,
    now,
  );
}

function isDead(row: Row, here: { readonly now: number; readonly host: string }): boolean {
  const owner = ownerOf(row);
  if (owner.host === here.host) return !isAlive(owner);
  return here.now - numberOf(row, 'heartbeat') > STALE_ELSEWHERE_MS;
}

function ownerOf(row: Row): Owner {
  return { id: textOf(row, 'id'), host: textOf(row, 'host'), pid: numberOf(row, 'pid'), started: optionalText(row, 'started') };
}
