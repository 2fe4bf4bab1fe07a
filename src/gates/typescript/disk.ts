import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { absent, stateOf } from '../dependencies.ts';
import type { Asked, Dependency } from '../dependencies.ts';
import { NotedStates } from '../noted-states.ts';
import { readConfigText } from './regular-file.ts';

/** A project with more folders than this is not remembered whole, so what is said of it is not kept. */
const mostFolders = 2_000;

const neverWalked: ReadonlySet<string> = new Set(['node_modules', 'bower_components', 'jspm_packages']);

/** The disk, noting what is asked of it. */
export class Disk {
  readonly #noted = new NotedStates();
  /** False once something was read that could not be noted. */
  whole = true;

  /** Looks at everything again that was ever asked for, and tells what is not as it was, as it was. */
  look(): readonly Dependency[] {
    return this.#noted.look();
  }

  /** A file's state; two states are the same only for the same content. */
  file(path: string): string {
    return this.#note('file', path);
  }

  fileExists(path: string): boolean {
    return this.#note('file', path) !== absent;
  }

  folderExists(path: string): boolean {
    return this.#note('folder', path) !== absent;
  }

  folders(path: string): string[] {
    this.#note('list', path);
    return ts.sys.getDirectories(path);
  }

  /** Names of the files and folders in a folder; a link is neither. */
  entries(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
    this.#note('list', folder);
    const entries = entriesOf(folder);
    return {
      files: entries.flatMap((one) => (one.isFile() ? [one.name] : [])),
      folders: entries.flatMap((one) => (one.isDirectory() ? [one.name] : [])),
    };
  }

  /** Notes whether a file is there, whatever is in it. */
  noteFile(path: string): void {
    this.#note('presence', path);
  }

  /** The text of a configuration or manifest. */
  configText(path: string): string | undefined {
    return this.fileExists(path) ? readConfigText(path) : undefined;
  }

  /** Notes every folder that files of a project can be in. */
  noteFolders(root: string): void {
    const waiting = [root];
    let count = 0;
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      count += 1;
      if (count > mostFolders) {
        this.whole = false;
        return;
      }
      if (this.#note('list', folder) !== absent) waiting.push(...foldersIn(folder));
    }
  }

  seen(): readonly Dependency[] {
    return this.#noted.all();
  }

  #note(asked: Asked, given: string): string {
    return this.#noted.note(asked, given.length > 1 && given.endsWith('/') ? given.slice(0, -1) : given);
  }
}

/** None where a folder cannot be read. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function foldersIn(folder: string): string[] {
  // A link to a folder counts as one; the number of folders ends a circle.
  const inside = entriesOf(folder).filter(
    (entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.') && !neverWalked.has(entry.name),
  );
  return inside.map(({ name }) => posix.join(folder, name));
}

/** Whether imports must be resolved anew after this: something came or went, a folder holds something else, or a package says otherwise. */
export function concernsResolution({ asked, path, state }: Dependency): boolean {
  return asked !== 'file' || state === absent || path.endsWith('/package.json') || stateOf('file', path) === absent;
}
