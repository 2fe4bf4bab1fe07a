import { posix } from 'node:path';

/** Where a file is, with slashes only. */
export interface FilePlace {
  /** From the root of each workspace folder that holds it; empty: none does. */
  readonly relative: readonly string[];
  readonly absolute: string;
}

/** The paths of `path` from each of `folders` that holds it. All have slashes only. */
export function placeIn(folders: readonly string[], path: string): FilePlace {
  const inside = folders.map((folder) => `${folder.replace(/\/+$/, '')}/`).filter((folder) => path.startsWith(folder));
  return { absolute: path, relative: inside.map((folder) => path.slice(folder.length)) };
}

/**
 * Whether a pattern of `centuria.privacy.localOnly` means a file. Without a slash it is the name of the file, or of a
 * folder around it, at any depth; with one it is a path from a workspace folder, or a whole path. What it names is meant
 * with everything in it. Hidden files are no exception, and case does not matter: a file too many stays here, never one
 * too few. `invalid`: what it means cannot be known.
 */
export function matchesLocalOnly(pattern: unknown, file: FilePlace): 'yes' | 'no' | 'invalid' {
  if (typeof pattern !== 'string' || !isGlob(pattern)) return 'invalid';
  const glob = pattern.trim().replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
  const globs = [glob, `${glob}/**`];
  const paths = pathsFor(glob, file);
  return globs.some((each) => paths.some((path) => matches(path, each))) ? 'yes' : 'no';
}

function pathsFor(glob: string, { relative, absolute }: FilePlace): readonly string[] {
  if (!glob.includes('/')) return (relative.length === 0 ? [absolute] : relative).flatMap((path) => path.split('/'));
  // Outside every folder nothing says where a relative path begins: it may begin anywhere.
  const ends = absolute.split('/').map((_, index, names) => names.slice(index).join('/'));
  const rooted = relative.map((path) => `/${path}`);
  return [absolute, absolute.replace(/^\//, ''), ...relative, ...rooted, ...(relative.length === 0 ? ends : [])];
}

/** Globs have no sign for a dot, so another character can stand for it: one that hides no file. */
function matches(path: string, glob: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll('.', '\u2024');
  return posix.matchesGlob(plain(path), plain(glob));
}

/** With all brackets closed, and nothing that other tools would read in another way: `~`, and `!` for an exception. */
function isGlob(pattern: string): boolean {
  const text = pattern.trim();
  if (text === '' || text.length > 1_000 || /^(~|!(?!\())/.test(text)) return false;
  const outside = text.replace(/\[[^\]/]+\]/g, '');
  let depth = 0;
  for (const character of outside) {
    depth += character === '{' ? 1 : character === '}' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0 && !/[[\]]/.test(outside);
}
