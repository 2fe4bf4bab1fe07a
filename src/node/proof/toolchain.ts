import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join } from 'node:path';

/** A program for the tests. */
export interface Tool {
  readonly path: string;
  /** What the jail must see for it; nothing for what is in /usr. */
  readonly mounts: readonly { readonly from: string; readonly to: string }[];
}

/** The Node.js that the project's scripts would get: its own, else the person's, else ours if it is one. */
export function findNode(root: string): Tool | undefined {
  const own = join(root, 'node_modules/.bin/node');
  const found = existsSync(own) ? own : (onPath('node', root) ?? (basename(process.execPath) === 'node' ? process.execPath : undefined));
  if (found === undefined) return undefined;
  const path = realpathSync(found);
  // The file alone: what stands beside it may be somebody's home.
  return { path, mounts: isOfSystem(path) ? [] : [{ from: path, to: path }] };
}

/** An executable of the person's PATH; nothing of the project's own, and nothing by a relative folder. */
export function onPath(name: string, root: string): string | undefined {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !`${folder}/`.startsWith(`${root}/`));
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function isOfSystem(path: string): boolean {
  return /^\/(?:usr|bin|lib|lib64)(?:\/|$)/.test(path);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
