import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readSourceText } from '../typescript/regular-file.ts';

/** Folders and files as a question has them, each folder read once. A folder that cannot be read has nothing in it. */
export interface Listing {
  /** Names of what is in a folder. */
  files(folder: string): ReadonlySet<string>;
  folders(folder: string): ReadonlySet<string>;
  /** The text of a file, from the disk by `fromDisk`. */
  textOf(path: string, fromDisk?: (path: string) => string | undefined): string | undefined;
}

interface Entries {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

const nothing: Entries = { files: new Set(), folders: new Set() };

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function read(folder: string): Entries {
  try {
    const files = new Set<string>();
    const folders = new Set<string>();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      // Linked packages are common in environments.
      const leads = entry.isDirectory() || (entry.isSymbolicLink() && isFolder(`${folder}/${entry.name}`));
      (leads ? folders : files).add(entry.name);
    }
    return { files, folders };
  } catch {
    return nothing;
  }
}

/** What stands over a folder of the disk: names of files that are put in or are gone, and of folders that come with them. */
interface Over {
  readonly files: Set<string>;
  readonly folders: Set<string>;
  readonly gone: Set<string>;
  /** Whether a file below it is gone, so that it may have nothing left in it. */
  mayBeEmpty: boolean;
}

function overFolders(over: ReadonlyMap<string, string | undefined>): ReadonlyMap<string, Over> {
  const made = new Map<string, Over>();
  const at = (folder: string): Over => {
    const one = made.get(folder) ?? { files: new Set(), folders: new Set(), gone: new Set(), mayBeEmpty: false };
    made.set(folder, one);
    return one;
  };
  for (const [path, text] of over) {
    const isGone = text === undefined;
    at(dirname(path))[isGone ? 'gone' : 'files'].add(basename(path));
    for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
      if (isGone) at(folder).mayBeEmpty = true;
      else at(dirname(folder)).folders.add(basename(folder));
    }
  }
  return made;
}

/**
 * The disk with what stands over it: files by their paths, where one without a text is not there, and neither is a folder with nothing
 * else in it.
 */
export function createListing(over: ReadonlyMap<string, string | undefined> = new Map()): Listing {
  const known = new Map<string, Entries>();
  const changed = overFolders(over);
  const isEmptied = (folder: string): boolean =>
    changed.get(folder)?.mayBeEmpty === true &&
    of(folder).files.size === 0 &&
    [...of(folder).folders].every((name) => name === '__pycache__');
  const overlaid = (folder: string, { files, folders }: Entries): Entries => {
    const own = changed.get(folder);
    if (own === undefined) return { files, folders };
    const left = [...folders].filter((name) => own.folders.has(name) || !isEmptied(join(folder, name)));
    return {
      files: new Set([...[...files].filter((name) => !own.gone.has(name)), ...own.files]),
      folders: new Set([...left, ...own.folders]),
    };
  };
  const of = (folder: string): Entries => {
    const entries = known.get(folder) ?? overlaid(folder, read(folder));
    known.set(folder, entries);
    return entries;
  };
  return {
    files: (folder) => of(folder).files,
    folders: (folder) => of(folder).folders,
    textOf: (path, fromDisk = readSourceText) => (over.has(path) ? over.get(path) : fromDisk(path)),
  };
}

/** A name of Python. */
export const pythonName = String.raw`[\p{L}_][\p{L}\p{M}\p{N}_]*`;

/** A module's name in a file's: `fast` of `fast.cpython-312-x86_64-linux-gnu.so`, and of what such a one is made from. */
const moduleFile = new RegExp(String.raw`^(${pythonName})(?:\.py[ix]?|(?:\.[\w-]+)?\.(?:so|pyd))$`, 'u');
const folderName = new RegExp(`^${pythonName}$`, 'u');

/** The modules and packages right below a folder. */
export function modulesIn(folder: string, listing: Listing): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of listing.files(folder)) {
    const name = moduleFile.exec(file)?.[1];
    if (name !== undefined) names.add(name);
  }
  for (const name of listing.folders(folder)) if (folderName.test(name)) names.add(name);
  return names;
}
