import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { absent, pathKey, stateOf } from '../dependencies.ts';
import type { Asked, Dependency } from '../dependencies.ts';
import { NotedStates } from '../noted-states.ts';

/** A text in place of a file, or, without one, that the file is not there. A path as this system writes it. */
export interface OverlaidPath {
  readonly path: string;
  readonly text?: string;
}

/** What is not as pyright saw it. */
export interface DiskChanges {
  /** Files whose content alone is another. */
  readonly contents: readonly string[];
  /** Whether something came or went, so that imports may lead elsewhere. */
  readonly resolution: boolean;
}

/** Settings of a workspace for its own pyright: a change could silence its judge by them. */
const settingsFiles: ReadonlySet<string> = new Set(['pyrightconfig.json', 'pyproject.toml']);

function keyOf(path: string): string {
  const key = pathKey(path.replaceAll('\\', '/'));
  return key.length > 1 && key.endsWith('/') ? key.slice(0, -1) : key;
}

function isThere(path: string): boolean {
  return stateOf('presence', path) !== absent;
}

type Kind = 'file' | 'folder';
type ReadOptions = BufferEncoding | { readonly encoding?: BufferEncoding | null } | null;

function directoryEntry(name: string, kind: Kind): object {
  const no = (): boolean => false;
  return {
    name,
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'folder',
    isSymbolicLink: no,
    isBlockDevice: no,
    isCharacterDevice: no,
    isFIFO: no,
    isSocket: no,
  };
}

/**
 * The disk as pyright is shown it: the texts of a question in place of files, none of the workspace's settings, and nothing can be
 * written. It notes what is looked at outside of pyright's own folder, so that a change of it is noticed.
 */
export class OverlaidDisk {
  readonly #home: string;
  readonly #noted = new NotedStates();
  #overlays: ReadonlyMap<string, OverlaidPath> = new Map();
  /** Names of what overlays put into a folder. */
  #folders: ReadonlyMap<string, ReadonlyMap<string, Kind>> = new Map();
  /** Our own settings, by their paths. */
  readonly #settings = new Map<string, string>();
  /** Types of packages that a build has put into one file, by their paths. */
  readonly #packed: ReadonlyMap<string, string>;
  readonly #packedFolders: ReadonlyMap<string, ReadonlyMap<string, Kind>>;

  /** `home`: pyright's own folder. */
  constructor(home: string) {
    this.#home = home;
    const packed = packedIn(home);
    this.#packed = new Map(packed.map(({ path, text }) => [keyOf(path), text]));
    this.#packedFolders = foldersOf(packed);
  }

  /** What is not as it was when it was last looked at, as it was. */
  look(): readonly Dependency[] {
    return this.#noted.look();
  }

  /** Begins a question that is not answered from memory: what is there now, and what has changed since the last such one. */
  begin(overlays: readonly OverlaidPath[], changed: readonly Dependency[]): DiskChanges {
    const before = this.#overlays;
    this.#overlays = new Map(overlays.map((one) => [keyOf(one.path), one]));
    this.#folders = foldersOf(overlays);
    const moved = [...before.values(), ...overlays].some(({ path }) => isThereWith(before, path) !== isThereWith(this.#overlays, path));
    const contents = changed
      .filter(({ asked, path, state }) => asked === 'file' && state !== absent && isThere(path))
      .map(({ path }) => path);
    return { contents, resolution: moved || changed.length > contents.length };
  }

  /** The text of a file as it is shown; empty where there is none. */
  textAt(path: string): string {
    try {
      return String(this.#read(path, 'utf8'));
    } catch {
      return '';
    }
  }

  /** Our settings for a folder, in place of the workspace's. */
  settle(path: string, text: string): void {
    this.#settings.set(keyOf(path), text);
  }

  /** Node's `fs`, as far as pyright reads by it. */
  module(): object {
    const realpathSync = (path: string): string => (this.#overlaid(path) === undefined ? fs.realpathSync(path) : path);
    const refuse = (): never => {
      throw new Error('nothing is written here');
    };
    const written = [
      'writeFileSync',
      'mkdirSync',
      'unlinkSync',
      'rmdirSync',
      'rmSync',
      'renameSync',
      'copyFileSync',
      'createWriteStream',
      'symlinkSync',
      'appendFileSync',
    ];
    return {
      ...fs,
      ...Object.fromEntries(written.map((name) => [name, refuse])),
      existsSync: (path: string) => this.#kind(path) !== undefined,
      statSync: (path: string, options?: fs.StatSyncOptions) => this.#stat(path, options),
      lstatSync: (path: string, options?: fs.StatSyncOptions) => this.#stat(path, options),
      readFileSync: (path: string | number, options?: ReadOptions) => this.#read(path, options),
      readdirSync: (path: string, options?: { readonly withFileTypes?: boolean }) => this.#list(path, options?.withFileTypes === true),
      realpathSync: Object.assign(realpathSync, { native: realpathSync }),
    };
  }

  #note(asked: Asked, path: string): void {
    if (!path.startsWith(this.#home)) this.#noted.note(asked, path);
  }

  #overlaid(path: string): { readonly kind?: Kind; readonly text?: string } | undefined {
    const key = keyOf(path);
    const own = this.#settings.get(key);
    if (own !== undefined) return { kind: 'file', text: own };
    if (settingsFiles.has(basename(path))) return {};
    const over = this.#overlays.get(key);
    if (over !== undefined) return over.text === undefined ? {} : { kind: 'file', text: over.text };
    const packed = this.#packed.get(key);
    if (packed !== undefined) return { kind: 'file', text: packed };
    return (this.#folders.has(key) || this.#packedFolders.has(key)) && !fs.existsSync(path) ? { kind: 'folder' } : undefined;
  }

  #kind(path: string): Kind | undefined {
    const over = this.#overlaid(path);
    if (over !== undefined) return over.kind;
    this.#note('presence', path);
    this.#note('folder', path);
    const found = fs.statSync(path, { throwIfNoEntry: false });
    return found === undefined ? undefined : found.isDirectory() ? 'folder' : 'file';
  }

  #stat(path: string, options?: fs.StatSyncOptions): unknown {
    const over = this.#overlaid(path);
    if (over === undefined) {
      this.#kind(path);
      return fs.statSync(path, options);
    }
    // What is only shown is like what is there for sure.
    if (over.kind !== undefined) return fs.statSync(over.kind === 'folder' ? this.#home : `${this.#home}/pyright-langserver.js`, options);
    return options?.throwIfNoEntry === false ? undefined : missing(path);
  }

  #read(path: string | number, options?: ReadOptions): string | Buffer {
    const asText = options !== undefined && options !== null && (typeof options === 'string' || typeof options.encoding === 'string');
    const readFile = (file: string | number): string | Buffer => (asText ? fs.readFileSync(file, 'utf8') : fs.readFileSync(file));
    const over = typeof path === 'string' ? this.#overlaid(path) : undefined;
    if (typeof path === 'number') return readFile(path);
    if (over === undefined) {
      this.#note('file', path);
      return readFile(path);
    }
    if (over.text === undefined) return missing(path);
    return asText ? over.text : Buffer.from(over.text);
  }

  #list(path: string, withTypes: boolean): readonly unknown[] {
    this.#note('list', path);
    const key = keyOf(path);
    const added = new Map([...(this.#packedFolders.get(key) ?? []), ...(this.#folders.get(key) ?? [])]);
    const isShown = ({ name }: fs.Dirent): boolean =>
      !added.has(name) && (this.#overlaid(`${path}/${name}`)?.kind !== undefined) === this.#isOverlaid(`${path}/${name}`);
    const real = added.size > 0 && !fs.existsSync(path) ? [] : fs.readdirSync(path, { withFileTypes: true }).filter(isShown);
    const all = [...real, ...[...added].map(([name, kind]) => ({ name, kind }))];
    if (!withTypes) return all.map(({ name }) => name);
    return all.map((entry) => ('kind' in entry ? directoryEntry(entry.name, entry.kind) : entry));
  }

  #isOverlaid(path: string): boolean {
    return this.#overlaid(path) !== undefined;
  }
}

/** What a build has packed; nothing where pyright is as its package brings it. */
function packedIn(home: string): readonly { readonly path: string; readonly text: string }[] {
  const file = join(home, 'stubs.json.gz');
  if (!fs.existsSync(file)) return [];
  const texts = v.parse(v.record(v.string(), v.string()), JSON.parse(gunzipSync(fs.readFileSync(file)).toString('utf8')));
  return Object.entries(texts).map(([name, text]) => ({ path: join(home, name), text }));
}

function missing(path: string): never {
  throw Object.assign(new Error(`ENOENT: no such file or directory, '${path}'`), { code: 'ENOENT' });
}

function isThereWith(overlays: ReadonlyMap<string, OverlaidPath>, path: string): boolean {
  const over = overlays.get(keyOf(path));
  return over === undefined ? isThere(path) : over.text !== undefined;
}

/** The folders that overlays are in, up to the root, with the names of what is in them. */
function foldersOf(overlays: readonly OverlaidPath[]): ReadonlyMap<string, ReadonlyMap<string, Kind>> {
  const folders = new Map<string, Map<string, Kind>>();
  for (const { path, text } of overlays) {
    if (text === undefined) continue;
    for (let [at, kind]: [string, Kind] = [path, 'file']; dirname(at) !== at; [at, kind] = [dirname(at), 'folder']) {
      const key = keyOf(dirname(at));
      const names = folders.get(key) ?? new Map<string, Kind>();
      names.set(basename(at), kind);
      folders.set(key, names);
    }
  }
  return folders;
}
