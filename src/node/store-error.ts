import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * `full`: the disk has no room. `damaged`: the file is not a sound store. `newer`: a later version of the
 * product wrote it. `locked`: another process held it for longer than we wait. `io`: anything else the
 * operating system refused. `deleted`: what it goes on with was deleted, with all data.
 */
export type StoreErrorKind = 'full' | 'damaged' | 'newer' | 'locked' | 'io' | 'deleted';

export interface StoreErrorInit {
  readonly kind: StoreErrorKind;
  /** What happened and why, for a person. */
  readonly message: string;
  /** What the person can do. */
  readonly nextStep: string;
  readonly cause?: unknown;
}

/** The store could not be read or written. Nothing was half written. */
export class StoreError extends Error {
  readonly kind: StoreErrorKind;
  readonly nextStep: string;

  constructor(init: StoreErrorInit) {
    super(init.message, init.cause === undefined ? {} : { cause: init.cause });
    this.name = 'StoreError';
    this.kind = init.kind;
    this.nextStep = init.nextStep;
  }
}

// Primary result codes: https://www.sqlite.org/rescode.html
const BUSY = 5;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const NOTADB = 26;
/** PERM, NOMEM, READONLY, IOERR, CANTOPEN, PROTOCOL, NOLFS: what the surroundings refused. */
const REFUSED = new Set([3, 7, 8, IOERR, 14, 15, 22]);

/** Another connection holds the lock just now. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/** A failure of SQLite or of the file system about `path` in words; errors that are neither, mistakes in SQL among them, come back as they are. */
export function storeErrorOf(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code !== undefined) return ofResultCode(code, path, error);
  const system = stringProperty(error, 'code');
  if (system === 'ERR_INVALID_STATE') return closedError(path, error);
  if (system === 'ENOSPC' || system === 'EDQUOT') return fullError(path, error);
  return system !== undefined && stringProperty(error, 'syscall') !== undefined ? refusedError(path, error) : error;
}

function ofResultCode(code: number, path: string, cause: unknown): unknown {
  if (code === FULL || (code === IOERR && hasNoRoom(path))) return fullError(path, cause);
  if (code === CORRUPT || code === NOTADB) return damagedError(path, cause);
  if (code === BUSY) return lockedError(path, cause);
  return REFUSED.has(code) ? refusedError(path, cause) : cause;
}

/** SQLite reports a full disk as a plain read or write error while it grows its shared-memory file. */
function hasNoRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < 64 * 1024;
  } catch {
    return false; // A folder that cannot be asked is not known to be full: the plain error is told.
  }
}

function fullError(path: string, cause: unknown): StoreError {
  return new StoreError({
    kind: 'full',
    message: `The disk is full, so nothing was written to ${path}.`,
    nextStep: 'Free some space, then try again: what was booked before is kept.',
    cause,
  });
}

export function damagedError(path: string, cause: unknown): StoreError {
  return new StoreError({
    kind: 'damaged',
    message: `The store ${path} is damaged and was left as it is (${reasonOf(cause)}).`,
    nextStep: 'Put a backup of it in its place, or move it aside and start with empty books.',
    cause,
  });
}

export function deletedError(): StoreError {
  return new StoreError({
    kind: 'deleted',
    message: 'All data was deleted in another window while this task ran, so it has ended and nothing more of it is kept.',
    nextStep: 'Ask again if you still want it.',
  });
}

export function lockedError(path: string, cause?: unknown): StoreError {
  return new StoreError({
    kind: 'locked',
    message: `Another program has kept the store ${path} locked.`,
    nextStep: 'Try again. If it stays so, close other windows, backups or database tools that have the file open.',
    cause,
  });
}

function closedError(path: string, cause: unknown): StoreError {
  return new StoreError({
    kind: 'io',
    message: `The store ${path} was closed before this could be written.`,
    nextStep: 'Reload the window; a reservation left open is then booked at its worst case.',
    cause,
  });
}

function refusedError(path: string, cause: unknown): StoreError {
  return new StoreError({
    kind: 'io',
    message: `The store ${path} cannot be read or written (${reasonOf(cause)}).`,
    nextStep: 'Check that the folder exists, is yours and is writable, or choose another one with the setting centuria.dataDir.',
    cause,
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** SQLite's primary result code, which node:sqlite gives as the low byte of `errcode`. */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function stringProperty(error: unknown, name: 'code' | 'syscall'): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}
