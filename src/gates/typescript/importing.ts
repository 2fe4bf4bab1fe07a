import { posix } from 'node:path';
import { overlayState } from '../dependencies.ts';
import type { Overlay } from '../dependencies.ts';
import type { Disk } from './disk.ts';
import { readWrittenText } from './regular-file.ts';

/*
 * Which files of a project may import some others, by their text alone: a program holds only what its configuration names,
 * and without one nothing but the judged file. What an import really leads to the program is asked then.
 */

/** A project is not looked for higher than this. */
const mostLevels = 12;
const mostFolders = 3_000;
const mostFiles = 8_000;
const deepest = 10;
/** More files that may import what is changed are not loaded. */
const mostFound = 200;
/** Files whose imports are remembered. */
const mostKept = 20_000;

const script = /\.[cm]?[jt]sx?$/iu;
const aside = /^(?:\.|(?:node_modules|bower_components|jspm_packages|dist|build|coverage)$)/u;
const imported = /\b(from|import|require)\b\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?(['"`])([^'"`\n]{1,300})\2/gu;
const passing = /\bexport\s*(?:type\s*)?[*{]|\bexport\s+default\s+[\w$]+\s*(?:;|$)|\bexports\b[^;\n]*=\s*require\s*\(/mu;

interface Imports {
  readonly state: string;
  readonly specifiers: readonly string[];
  readonly passesOn: boolean;
  readonly givesAll: boolean;
}

/** What is looked for. */
export interface ImportingSearch {
  /** Paths of the changed files. */
  readonly changed: readonly string[];
  /** Only files that give to others all that they import. */
  readonly givingAll?: boolean;
  /** What the editor has open. */
  readonly open: readonly Overlay[];
  /** Notes what was looked at. */
  readonly disk: Disk;
  /** Ends the search by throwing. */
  unlessCancelled(): void;
}

/** Whether a file may give to others what it imports. */
export function passesOn(text: string): boolean {
  return passing.test(text);
}

/** Whether a file may give to others all that another has. */
export function givesAll(text: string): boolean {
  return /\bexport\s*(?:type\s*)?\*/u.test(text);
}

function importsIn(text: string): Omit<Imports, 'state'> {
  return {
    specifiers: [...new Set(Array.from(text.matchAll(imported), ([, , , specifier = '']) => specifier))],
    passesOn: passesOn(text),
    givesAll: givesAll(text),
  };
}

const folderOf = (path: string): string => posix.dirname(path);

/** The folder of the repository that a file is in, else the topmost with a manifest, else its own. */
function topOf(path: string, disk: Disk): string {
  let top = folderOf(path);
  let at = top;
  for (let level = 0; level < mostLevels; level += 1, at = folderOf(at)) {
    if (disk.folderExists(`${at}/.git`) || disk.fileExists(`${at}/.git`)) return at;
    if (disk.fileExists(`${at}/package.json`)) top = at;
    if (folderOf(at) === at) break;
  }
  return top;
}

/** Every script of the projects that some files are in: those of the files' own folders first, then from the top on. */
function scriptsAround({ changed, open, disk, unlessCancelled }: ImportingSearch): ReadonlySet<string> {
  const waiting = [...changed.map(folderOf), ...new Set(changed.map((path) => topOf(path, disk)))].map((folder) => ({ folder, depth: 0 }));
  const seen = new Set<string>();
  const found = new Set(open.flatMap(({ path, text }) => (text !== undefined && script.test(path) ? [path] : [])));
  for (let next = waiting.shift(); next !== undefined && seen.size < mostFolders && found.size < mostFiles; next = waiting.shift()) {
    const { folder, depth } = next;
    if (seen.has(folder)) continue;
    seen.add(folder);
    unlessCancelled();
    const { files, folders } = disk.entries(folder);
    for (const name of files) if (script.test(name)) found.add(posix.join(folder, name));
    if (depth < deepest)
      waiting.push(...folders.filter((name) => !aside.test(name)).map((name) => ({ folder: posix.join(folder, name), depth: depth + 1 })));
  }
  return found;
}

const withoutEnd = (path: string): string => path.replace(/(?:\.d)?\.(?:[cm]?[jt]sx?|json)$/iu, '');

/** How a package is imported by its name, and whether it has names of its own for its files. */
function namesOfPackage(path: string, disk: Disk): { readonly name?: string; readonly hasInternal: boolean } {
  for (let at = folderOf(path); ; at = folderOf(at)) {
    const text = disk.configText(posix.join(at, 'package.json'));
    if (text !== undefined) {
      const name = /"name"\s*:\s*"([^"\n]+)"/u.exec(text)?.[1];
      return { hasInternal: /"#[^"\n]*"\s*:/u.test(text), ...(name === undefined ? {} : { name }) };
    }
    if (folderOf(at) === at) return { hasInternal: false };
  }
}

type MayLead = (specifier: string, from: string) => boolean;

/** Whether an import may lead to one of some files. */
function leadsTo(paths: readonly string[], disk: Disk): MayLead {
  const places = new Set(paths.flatMap((path) => [withoutEnd(path), ...(/\/index\.\w+$/u.test(path) ? [folderOf(path)] : [])]));
  const packages = [...new Map(paths.map((path) => [folderOf(path), path])).values()].map((path) => namesOfPackage(path, disk));
  const names = new Set(packages.flatMap(({ name }) => name ?? []));
  const hasInternal = packages.some((one) => one.hasInternal);
  // An alias of a build tool most often ends as the file's own name does.
  const ends = [...places].map((place) => `/${posix.basename(place)}`);
  return (specifier, from) => {
    if (/^\.{0,2}(?:\/|$)/u.test(specifier)) {
      const place = posix.join(folderOf(from), specifier);
      return places.has(place.replace(/\/$/u, '')) || places.has(withoutEnd(place));
    }
    if (specifier.startsWith('#') && hasInternal) return true;
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    return names.has(name) || ends.some((end) => withoutEnd(specifier).endsWith(end));
  };
}

/** Remembers what files import, as long as they are as they were. */
export class ImportingFiles {
  readonly #kept = new Map<string, Imports>();

  /** Files that may import changed ones, or get what these have from one that passes it on; the nearest first. */
  find(search: ImportingSearch): readonly string[] {
    const { changed, disk } = search;
    const open = new Map(search.open.map((one) => [one.path, one]));
    const own = new Set(changed);
    const waiting = new Set([...scriptsAround(search)].filter((path) => !own.has(path)));
    const found: string[] = [];
    let targets = changed;
    while (targets.length > 0 && found.length < mostFound) {
      const leads = leadsTo(targets, disk);
      const next: string[] = [];
      for (const path of waiting) {
        search.unlessCancelled();
        const { specifiers, passesOn: passes, givesAll: all } = this.#importsOf(path, disk, open.get(path));
        if ((search.givingAll === true && !all) || !specifiers.some((specifier) => leads(specifier, path))) continue;
        waiting.delete(path);
        found.push(path);
        if (passes) next.push(path);
      }
      targets = next;
    }
    return found.slice(0, mostFound);
  }

  #importsOf(path: string, disk: Disk, open: Overlay | undefined): Imports {
    const state = open === undefined ? disk.file(path) : overlayState(open.text);
    const known = this.#kept.get(path);
    if (known?.state === state) return known;
    const text = open === undefined ? readWrittenText(path) : open.text;
    const imports = { ...importsIn(text ?? ''), state };
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(path, imports);
    return imports;
  }
}
