import { dirname, join } from 'node:path';
import { environmentsIn } from './environment.ts';
import type { Environment } from './environment.ts';
import { createListing, modulesIn } from './listing.ts';
import type { Listing } from './listing.ts';
import { declaredIn } from './manifests.ts';

/** What is around a Python file: where its imports can come from. Everything is read, nothing is run. */
export interface Surroundings {
  /** The file's folder. */
  readonly folder: string;
  /** The folder of the project, or the file's own. */
  readonly top: string;
  /** Folders that a program of the project has on its path, or may have, the nearest first. */
  readonly roots: readonly string[];
  readonly environments: readonly Environment[];
  /** Names of the manifests that were read. */
  readonly manifests: readonly string[];
  /** Distributions that they name, normalized. */
  readonly declared: ReadonlySet<string>;
  readonly listing: Listing;
  /** Whether a module is anywhere in the project, however deep. */
  isSomewhere(module: string): boolean;
}

/** A project is not looked for higher than this. */
const mostLevels = 12;
/** Folders that are searched for a module that is nowhere near. */
const mostFolders = 3_000;
const deepest = 6;
const aside = /^(?:\.|node_modules$|__pycache__$|site-packages$|build$|dist$)/u;

/** The folders from a file's own up to its repository's. */
function levelsFrom(folder: string, listing: Listing): string[] {
  const levels: string[] = [];
  for (let at = folder; levels.length < mostLevels; at = dirname(at)) {
    levels.push(at);
    if (listing.folders(at).has('.git') || listing.files(at).has('.git') || dirname(at) === at) return levels;
  }
  return levels;
}

function begins(level: string, listing: Listing): boolean {
  return (
    listing.folders(level).has('.git') ||
    listing.files(level).has('.git') ||
    declaredIn(level, listing).files.length > 0 ||
    environmentsIn(level, listing).length > 0
  );
}

/** Whether a folder, which need not be there yet, is in a project. */
export function isInProject(folder: string, listing: Listing): boolean {
  return levelsFrom(folder, listing).some((level) => begins(level, listing));
}

/** A level belongs to the project if something says that one begins there, or above it. */
function projectLevels(levels: readonly string[], listing: Listing): readonly string[] {
  const last = levels.findLastIndex((level) => begins(level, listing));
  return last === -1 ? levels.slice(0, 1) : levels.slice(0, last + 1);
}

/** What is around a file in a folder. */
export function surroundingsOf(folder: string, listing: Listing = createListing()): Surroundings {
  const levels = projectLevels(levelsFrom(folder, listing), listing);
  const declared = levels.map((level) => declaredIn(level, listing));
  const sources = ['src', 'lib', 'python'];
  const roots = levels.flatMap((level) => [
    level,
    ...sources.filter((name) => listing.folders(level).has(name)).map((name) => join(level, name)),
  ]);
  let everywhere: ReadonlySet<string> | undefined;
  return {
    folder,
    top: levels.at(-1) ?? folder,
    roots,
    environments: levels.flatMap((level) => environmentsIn(level, listing)),
    manifests: declared.flatMap(({ files }) => files),
    declared: new Set(declared.flatMap(({ distributions }) => [...distributions])),
    listing,
    isSomewhere: (module) => (everywhere ??= modulesBelow(levels.at(-1) ?? folder, listing)).has(module),
  };
}

/** Every module below a folder, and every package that has one in it. */
function modulesBelow(top: string, listing: Listing): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of foldersBelow(top, listing)) for (const name of ownModules(folder, listing)) found.add(name);
  return found;
}

/** Every file of Python of the project that a folder is in. */
export function pythonFilesAround(folder: string, listing: Listing): readonly string[] {
  const top = projectLevels(levelsFrom(folder, listing), listing).at(-1) ?? folder;
  return [...foldersBelow(top, listing)].flatMap((one) =>
    [...listing.files(one)].filter((name) => name.endsWith('.py')).map((name) => join(one, name)),
  );
}

/** A folder and those below, the nearest first, without environments and what a build writes. */
function* foldersBelow(top: string, listing: Listing): Generator<string> {
  const waiting = [{ folder: top, depth: 0 }];
  for (let looked = 0; looked < mostFolders; looked += 1) {
    const next = waiting.shift();
    if (next === undefined) return;
    const { folder, depth } = next;
    if (listing.files(folder).has('pyvenv.cfg') || listing.folders(folder).has('conda-meta')) continue;
    yield folder;
    const below = depth === deepest ? [] : [...listing.folders(folder)].filter((name) => !aside.test(name));
    waiting.push(...below.map((name) => ({ folder: join(folder, name), depth: depth + 1 })));
  }
}

/** A folder counts only if it has Python in it. */
function ownModules(folder: string, listing: Listing): string[] {
  return [...modulesIn(folder, listing)].filter((name) => !listing.folders(folder).has(name) || hasPython(join(folder, name), listing));
}

function hasPython(folder: string, listing: Listing): boolean {
  return [...listing.files(folder)].some((name) => /\.pyi?$/u.test(name));
}
