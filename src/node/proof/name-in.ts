import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file's path relative to a folder, with forward slashes; undefined if it is not in it. */
export function nameIn(root: string, uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  const name = relative(root, fileURLToPath(uri));
  return name === '' || name.startsWith('..') || isAbsolute(name) ? undefined : name.split(sep).join('/');
}

/** Texts of the editor by name, of those that are in the folder. */
export function overlaysIn(
  root: string,
  overlays: readonly { readonly uri: string; readonly text: string }[],
): readonly (readonly [string, string])[] {
  return overlays.flatMap(({ uri, text }) => {
    const name = nameIn(root, uri);
    return name === undefined ? [] : [[name, text] as const];
  });
}
