import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import type { ProjectFile, ProjectFiles } from '../project-files.ts';
import type { SyntaxTree } from './engine/syntax-tree.ts';

/** Folders above the file in which a module may be looked for, as far as the project goes. */
const mostFolders = 5;
const projectSigns = ['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'manage.py'];

function foldersAbove(file: string): string[] {
  const folders: string[] = [];
  for (let at = posix.dirname(file); folders.length < mostFolders; at = posix.dirname(at)) {
    folders.push(at);
    if (at === posix.dirname(at) || projectSigns.some((sign) => existsSync(`${at}/${sign}`))) break;
  }
  return folders;
}

/** The files that a module's name may mean: https://docs.python.org/3/reference/import.html. */
function candidates(module: string, from: string, roots: readonly string[]): string[] {
  const [, dots = '', dotted = ''] = /^(\.*)(.*)$/u.exec(module) ?? [];
  const names = dotted === '' ? '' : `/${dotted.replaceAll('.', '/')}`;
  let folder = posix.dirname(from);
  for (let level = 1; level < dots.length; level += 1) folder = posix.dirname(folder);
  const places = dots === '' ? roots : [folder];
  return places.flatMap((place) => [...(names === '' ? [] : [`${place}${names}.py`]), `${place}${names}/__init__.py`]);
}

/** Characters. Parsed files that were needed last are kept for the next analysis. */
const mostKept = 1_000_000;

/** Keeps parsed files as long as their texts stay the same. */
export function createTreeCache(parse: (file: ProjectFile) => SyntaxTree | undefined): (file: ProjectFile) => SyntaxTree | undefined {
  const kept = new Map<string, { readonly text: string; readonly tree: SyntaxTree | undefined }>();
  return (file) => {
    const before = kept.get(file.path);
    kept.delete(file.path);
    const made = before?.text === file.text ? before : { text: file.text, tree: parse(file) };
    kept.set(file.path, made);
    let length = [...kept.values()].reduce((sum, one) => sum + one.text.length, 0);
    for (const [path, one] of kept) {
      if (length <= mostKept || path === file.path) break;
      kept.delete(path);
      length -= one.text.length;
    }
    return made.tree;
  };
}

/** Finds the files of the project that imports name. */
export function moduleFinder(
  files: ProjectFiles,
  treeOf: (file: ProjectFile) => SyntaxTree | undefined,
): (module: string, from: string) => SyntaxTree | undefined {
  const found = new Map<string, SyntaxTree | undefined>();
  let roots: readonly string[] | undefined;
  return (module, from) => {
    const key = `${from} ${module}`;
    if (found.has(key)) return found.get(key);
    roots ??= foldersAbove(files.path);
    let tree: SyntaxTree | undefined;
    for (const path of candidates(module, from, roots)) {
      const file = path === files.path ? undefined : files.read(path);
      if (file === undefined) continue;
      tree = treeOf(file);
      break;
    }
    found.set(key, tree);
    return tree;
  };
}
