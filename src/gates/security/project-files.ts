import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { overlayState, stateOf } from '../dependencies.ts';
import type { Dependency } from '../dependencies.ts';
import type { OverlaidFile } from '../jobs.ts';
import { hasFolder, pathOfUri } from '../typescript/file-path.ts';

/** Another file of the project. */
export interface ProjectFile {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly uri: string;
  readonly text: string;
}

/** The files beside the one that is judged, as they are in the editor or else on the disk. */
export interface ProjectFiles {
  /** The path of the file that is judged. */
  readonly path: string;
  /** `undefined`: there is none, it is no regular file, or enough was read for this analysis. */
  read(path: string): ProjectFile | undefined;
}

/** The same, and all that was looked at so far. */
export interface SeenFiles extends ProjectFiles {
  seen(): readonly Dependency[];
}

/** What one analysis may read. Bytes, files, and paths that are tried. */
const bounds = { bytesOfFile: 300_000, bytes: 1_000_000, files: 30, tries: 600 };

/** Opened without waiting for a pipe's writer and without following a link, and looked at only then, so that nothing can be put in between. */
function readRegular(path: string, most: number): string | undefined {
  if (!existsSync(path)) return undefined;
  let opened: number | undefined;
  try {
    // Windows has neither flag.
    opened = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const found = fstatSync(opened);
    return found.isFile() && found.size <= most ? readFileSync(opened, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

/** The project's files for the analysis of one text: what the editor has wins over the disk, and every read is counted. */
export function createProjectFiles(subject: { readonly uri: string; readonly overlays: readonly OverlaidFile[] }): SeenFiles {
  const open = new Map(subject.overlays.map((one) => [pathOfUri(one.uri), one]));
  const onDisk = /^file:/iu.test(subject.uri) || !/^[a-z][a-z0-9+.-]+:/iu.test(subject.uri);
  const left = { ...bounds };
  const seen: Dependency[] = [];
  /** As it stands, which is noted before it is read: what changes meanwhile is then another state than this. */
  const textOf = (path: string): string | undefined => {
    const overlay = open.get(path);
    if (overlay === undefined && !onDisk) return undefined;
    seen.push({ asked: 'file', path, state: overlay === undefined ? stateOf('file', path, Date.now()) : overlayState(overlay.text) });
    return overlay === undefined ? readRegular(path, Math.min(left.bytes, bounds.bytesOfFile)) : overlay.text;
  };
  const read = (path: string): ProjectFile | undefined => {
    if (left.tries <= 0 || left.files <= 0 || left.bytes <= 0) return undefined;
    left.tries -= 1;
    const text = textOf(path);
    if (text === undefined || text.length > left.bytes) return undefined;
    left.files -= 1;
    left.bytes -= text.length;
    return { path, uri: open.get(path)?.uri ?? pathToFileURL(path).href, text };
  };
  return { path: pathOfUri(subject.uri), read: hasFolder(subject.uri) ? read : () => undefined, seen: () => seen };
}

/** The path of what is named relative to a file. */
export function pathBeside(file: string, name: string): string {
  return posix.join(posix.dirname(file), name);
}
