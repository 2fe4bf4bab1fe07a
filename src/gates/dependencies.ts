import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';

/** What was asked of a path: which file is there, whether any is, whether a folder is, or what a folder holds. */
export type Asked = 'file' | 'presence' | 'folder' | 'list';

/** One thing on disk, or in an overlay, that an analysis looked at, and how that was. */
export interface Dependency {
  readonly asked: Asked;
  /** With forward slashes. */
  readonly path: string;
  /** As `stateOf` or `overlayState` say it; `overlayFolder` for a folder that only overlays are in. */
  readonly state: string;
}

/** A text that stands in for a file, or hides it: then there is no text. */
export interface Overlay {
  readonly path: string;
  readonly text?: string;
}

/** The state of each path that an overlay stands in for, by `pathKey`. */
export type OverlayStates = ReadonlyMap<string, string>;

export const absent = '-';
export const overlayFolder = 'overlay';
const hidden = 'hidden';

const ignoresCase = process.platform === 'win32' || process.platform === 'darwin';

/** The same for two spellings of one path. */
export function pathKey(path: string): string {
  return ignoresCase ? path.toLowerCase() : path;
}

export function textHash(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}

export function overlayState(text: string | undefined): string {
  return text === undefined ? hidden : `overlay:${textHash(text)}`;
}

function found(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A file that was written so short a time ago may be written again without a new time. Milliseconds. */
const youngest = 50;
/** The same where times are told in seconds, as on FAT. */
const youngestCoarse = 3_000;
let youngFiles = 0;

/**
 * What there is at a path now: another state means that it is not what it was. With `now`, milliseconds since 1970, the
 * state of a file too young to be told from its next version is like no other.
 */
export function stateOf(asked: Asked, path: string, now?: number): string {
  const stats = found(path);
  const isFile = asked === 'file' || asked === 'presence';
  if (stats === undefined || !(isFile ? stats.isFile() : stats.isDirectory())) return absent;
  if (asked === 'presence' || asked === 'folder') return 'there';
  const { ino, size, mtimeMs, ctimeMs } = stats;
  const state = `${ino}:${size}:${mtimeMs}:${ctimeMs}`;
  const young = mtimeMs % 1_000 === 0 ? youngestCoarse : youngest;
  return now !== undefined && now - mtimeMs < young ? `${state}:young ${(youngFiles += 1)}` : state;
}

/** What an analysis looked at, ready to be looked at again. */
export interface Dependencies {
  readonly list: readonly Dependency[];
  /** Folders that were not there, by `pathKey`: an overlay in one of them makes it. */
  readonly absentFolders: ReadonlySet<string>;
  readonly bytes: number;
}

export function dependenciesOf(list: readonly Dependency[]): Dependencies {
  const missing = list.filter(({ asked, state }) => asked === 'folder' && state === absent);
  const bytes = list.reduce((sum, { path, state }) => sum + 100 + 2 * (path.length + state.length), 0);
  return { list, absentFolders: new Set(missing.map(({ path }) => pathKey(path))), bytes };
}

function isInFolder(overlays: OverlayStates, folder: string): boolean {
  const start = `${pathKey(folder)}/`;
  return [...overlays.keys()].some((path) => path.startsWith(start));
}

function holdsNow({ asked, path, state }: Dependency, overlays: OverlayStates): boolean {
  const over = asked === 'file' ? overlays.get(pathKey(path)) : undefined;
  if (over !== undefined) return over === state;
  if (state === overlayFolder) return isInFolder(overlays, path);
  return stateOf(asked, path) === state;
}

function makesFolder(path: string, absentFolders: ReadonlySet<string>): boolean {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (absentFolders.has(path.slice(0, end))) return true;
  }
  return false;
}

/** Whether all is still as the analysis saw it, with these overlays over the disk as it is now. */
export function stillHold({ list, absentFolders }: Dependencies, overlays: OverlayStates): boolean {
  if (absentFolders.size > 0 && [...overlays.keys()].some((path) => makesFolder(path, absentFolders))) return false;
  return list.every((one) => holdsNow(one, overlays));
}
