import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { isOfSystem, onPath, type Tool } from './toolchain.ts';

const LOOKUP_MS = 10_000;

/** The Python of the project's own environment, else the person's. */
export async function findPython(folders: readonly string[], root: string): Promise<Tool | undefined> {
  const own = folders
    .flatMap((folder) => ['.venv', 'venv'].map((name) => join(folder, name, 'bin/python')))
    .find((path) => existsSync(path));
  const path = own ?? (await personsPython(root));
  if (path === undefined) return undefined;
  const prefix = dirname(dirname(realpathSync(path)));
  if (isOfSystem(prefix)) return { path, mounts: [] };
  if (`${homedir()}/`.startsWith(prefix === '/' ? '/' : `${prefix}/`)) return undefined;
  // An environment names its Python by links, some of folders: the jail needs each name that is on the way.
  const names = new Set([prefix, ...linksOf(path).map((link) => dirname(dirname(link))), ...homeOf(path)]);
  const outside = [...names].filter((name) => !`${name}/`.startsWith(`${root}/`));
  return { path, mounts: outside.flatMap((name) => ['bin', 'lib'].map((part) => ({ from: join(prefix, part), to: join(name, part) }))) };
}

/** A name on the PATH may be a script that chooses among several: it is asked where the real one is, far from the project. */
async function personsPython(root: string): Promise<string | undefined> {
  const found = onPath('python3', root) ?? onPath('python', root);
  if (found === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)(found, ['-I', '-S', '-c', 'import sys; print(sys.executable)'], {
      cwd: '/',
      timeout: LOOKUP_MS,
    });
    const path = stdout.trim();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Where each link on the way to the real file points to. */
function linksOf(path: string): readonly string[] {
  try {
    const target = resolve(dirname(path), readlinkSync(path));
    return [target, ...linksOf(target)];
  } catch {
    return [];
  }
}

/** The installation that an environment says it was made from: https://docs.python.org/3/library/venv.html */
function homeOf(path: string): readonly string[] {
  const settings = join(dirname(dirname(path)), 'pyvenv.cfg');
  const home = existsSync(settings) ? /^home\s*=\s*(.+)$/m.exec(readFileSync(settings, 'utf8'))?.[1]?.trim() : undefined;
  return home === undefined ? [] : [dirname(home)];
}
