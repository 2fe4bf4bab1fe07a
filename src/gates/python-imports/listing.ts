import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders as they are on the disk, each read once. A folder that cannot be read has nothing in it. */
export interface Listing {
  /** Names of what is in a folder. */
  files(folder: string): ReadonlySet<string>;
  folders(folder: string): ReadonlySet<string>;
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

function without({ files, folders }: Entries, isGone: (file: string) => boolean, isEmptied: (folder: string) => boolean): Entries {
  return { files: new Set([...files].filter((name) => !isGone(name))), folders: new Set([...folders].filter((name) => !isEmptied(name))) };
}

/** `gone`: paths of files that are to be seen as not there, and so are folders with nothing else in them. */
export function createListing(gone: ReadonlySet<string> = new Set()): Listing {
  const known = new Map<string, Entries>();
  const folders = new Set([...gone].map((path) => dirname(path)));
  const isEmptied = (folder: string): boolean => folders.has(folder) && of(folder).files.size === 0 && [...of(folder).folders].every((name) => name === '__pycache__');
  const of = (folder: string): Entries => {
    const entries = known.get(folder) ?? (gone.size === 0 ? read(folder) : without(read(folder), (name) => gone.has(join(folder, name)), (name) => isEmptied(join(folder, name))));
    known.set(folder, entries);
    return entries;
  };
  return { files: (folder) => of(folder).files, folders: (folder) => of(folder).folders };
}

/** A module's name in a file's: `fast` of `fast.cpython-312-x86_64-linux-gnu.so`. */
const moduleFile = /^([A-Za-z_]\w*)(?:\.pyi?|(?:\.[\w-]+)?\.(?:so|pyd))$/u;

/** The modules and packages right below a folder. */
export function modulesIn(folder: string, listing: Listing): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of listing.files(folder)) {
    const name = moduleFile.exec(file)?.[1];
    if (name !== undefined) names.add(name);
  }
  for (const name of listing.folders(folder)) if (/^[A-Za-z_]\w*$/u.test(name)) names.add(name);
  return names;
}
