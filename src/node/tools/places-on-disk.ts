import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { foldersAbove } from '../proof/plan.ts';

/** The innermost folder above a file that has one of `names`, relative to the project. */
export function folderWith(root: string, file: string, names: readonly string[]): string | undefined {
  return foldersAbove(file).find((folder) => names.some((name) => existsSync(join(root, folder, name))));
}

/** The innermost folder above a file where a file of that name says something that matches. */
export function folderSaying(root: string, file: string, said: Readonly<Record<string, RegExp>>): string | undefined {
  return foldersAbove(file).find((folder) =>
    Object.entries(said).some(([name, pattern]) => pattern.test(textOf(join(root, folder, name)))),
  );
}

/** Empty where there is none. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The version that an installed package of npm's says it has. */
export function npmVersion(folder: string): string | undefined {
  return /"version":\s*"([^"]+)"/.exec(textOf(join(folder, 'package.json')))?.[1];
}

/** The version of a package in an environment of Python's, by the folder that describes it: https://packaging.python.org/en/latest/specifications/recording-installed-packages/ */
export function pythonVersion(environment: string, name: string): string | undefined {
  const lib = join(environment, 'lib');
  const folders = namesIn(lib).flatMap((one) => namesIn(join(lib, one, 'site-packages')));
  return folders.map((one) => new RegExp(`^${name}-(.+)\\.dist-info$`).exec(one)?.[1]).find((version) => version !== undefined);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The project's own environment of Python for a file, relative to the project. */
export function environmentFor(root: string, file: string): string | undefined {
  const places = foldersAbove(file).flatMap((folder) => ['.venv', 'venv'].map((name) => (folder === '' ? name : `${folder}/${name}`)));
  return places.find((place) => existsSync(join(root, place, 'bin/python')));
}

/** The folder that an environment or a folder of packages stands in. */
export function folderOf(name: string): string {
  const at = name.lastIndexOf('/');
  return at < 0 ? '' : name.slice(0, at);
}
