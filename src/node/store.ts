import { join } from 'node:path';
import { type StoreCheck, checkStore } from './audit.ts';
import { deleteAllData, timesDeleted } from './delete-all-data.ts';
import { MeasuredModels } from './measured-models.ts';
import { openDatabase } from './open-database.ts';
import { type DeadOwner, EXPIRY_CHECK_MS, HEARTBEAT_MS, Owners } from './owners.ts';
import { type Owner, currentOwner } from './process-identity.ts';
import { SlotTable } from './slots.ts';
import { Spend } from './spend.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import { SqliteTaskLog } from './task-log.ts';

export interface StoreOptions {
  /** The folder of the store; see `dataDir`. Made if it is not there. */
  readonly dataDir: string;
  /** Absent: this process. */
  readonly owner?: Owner;
  /** Milliseconds since the epoch. Absent: the system's clock. */
  readonly now?: () => number;
  /** Told of reservations of dead processes, which were booked at their worst case; also while opening. */
  readonly onExpired?: (dead: readonly DeadOwner[]) => void;
  /** Told when a heartbeat, the timer's look for the dead or `dispose` failed. Absent: a process warning. */
  readonly onTrouble?: (error: unknown) => void;
}

/** This person's books, tasks and slots on this machine, shared with every other window and process. */
export interface Store {
  readonly path: string;
  readonly owner: Owner;
  readonly ledger: SqliteLedger;
  readonly owners: Owners;
  readonly slots: SlotTable;
  readonly log: SqliteTaskLog;
  readonly spend: Spend;
  readonly measured: MeasuredModels;
  /** The port `World.together`: `body` is written with the next transaction of this process, soon. */
  together<T>(this: void, body: () => T): Promise<T>;
  /** Reads the whole file; for diagnostics, not for every start. */
  check(): StoreCheck;
  /** Throws a `StoreError` of kind `locked` while any process, this one too, has calls under way. */
  deleteAllData(): void;
  /** Whether another process deleted all data since this was asked last, or since the store was opened: what was read before is gone. */
  deletedElsewhere(): boolean;
  /** Books what this process still holds at its worst case, frees its slots and closes the file. */
  dispose(): void;
}

/** Where the store is inside a data folder. */
export function storePath(dataDir: string): string {
  return join(dataDir, 'centuria.sqlite');
}

/**
 * Opens the store, creating it if there is none, gives up what dead processes held, and starts the heartbeat.
 * Synchronous. Throws `StoreError`.
 *
 * A process crash loses nothing that was written. A power cut may lose the last moment: the file stays sound,
 * but its newest transactions may be gone (SQLite in WAL mode with `synchronous = NORMAL`).
 */
export function openStore(options: StoreOptions): Store {
  const { now = Date.now, owner = currentOwner() } = options;
  const database = openDatabase(storePath(options.dataDir));
  const ledger = new SqliteLedger({ database, owner, now, utcOffsetMinutes: (at) => -new Date(at).getTimezoneOffset() });
  const expire = (dead: string, at: number): readonly string[] => ledger.expireOwner(dead, at);
  const owners = new Owners({ database, owner, now, expire });
  try {
    database.patiently(() => owners.heartbeat());
    tell(owners.expireDead(now()), options);
  } catch (error) {
    database.dispose();
    throw error;
  }
  const timer = startTimer(owners, { ...options, now });
  let deleted = timesDeleted(database);
  const log = new SqliteTaskLog(database, owner);
  return {
    path: database.path,
    owner,
    ledger,
    owners,
    slots: new SlotTable({ database, owner, now }),
    log,
    together: (body) => database.later(() => log.together(body)),
    spend: new Spend(database),
    measured: new MeasuredModels(database),
    check: () => checkStore(database),
    deleteAllData: () => {
      tell(owners.expireDead(now()), options);
      const before = timesDeleted(database);
      try {
        deleteAllData(database);
      } finally {
        // What another process deleted before is still to be told.
        deleted += timesDeleted(database) - before;
      }
    },
    deletedElsewhere: () => {
      const last = deleted;
      deleted = timesDeleted(database);
      return deleted !== last;
    },
    dispose: () => {
      timer.stop();
      // What cannot be written now is written by the next process that finds this one gone.
      if (database.isOpen) guarded(() => owners.leave(), options)();
      guarded(() => database.dispose(), options)();
    },
  };
}

/** Beats every 5 s, and every 30 s looks for the dead. Keeps no process alive. */
function startTimer(owners: Owners, options: StoreOptions & { readonly now: () => number }): { stop(): void } {
  const beat = setInterval(
    guarded(() => owners.heartbeat(), options),
    HEARTBEAT_MS,
  );
  const sweep = setInterval(
    guarded(() => tell(owners.expireDead(options.now()), options), options),
    EXPIRY_CHECK_MS,
  );
  beat.unref();
  sweep.unref();
  return {
    stop: () => {
      clearInterval(beat);
      clearInterval(sweep);
    },
  };
}

/** `body`, with what it throws told to `onTrouble`: there is no caller to throw to. */
function guarded(body: () => void, { onTrouble = warn }: StoreOptions): () => void {
  return () => {
    try {
      body();
    } catch (error) {
      onTrouble(error);
    }
  };
}

function tell(dead: readonly DeadOwner[], { onExpired }: StoreOptions): void {
  if (dead.length > 0) onExpired?.(dead);
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
