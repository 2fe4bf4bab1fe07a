import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const MOST_MESSAGE = 300;

/** A path as people of the project know it; one outside is left as it is. */
export function nameInRoot(root: string, path: string): string {
  const plain = path.startsWith('file:') ? fileURLToPath(path) : path;
  return plain.startsWith(`${root}/`) ? relative(root, plain) : plain;
}

/** What went wrong, without where: the lines before a stack, as one. */
export function oneLine(message: string): string {
  const text = stripVTControlCharacters(message).split(/\n\s+at /)[0] ?? '';
  return text
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .slice(0, MOST_MESSAGE);
}

/** The first place of the project's own in a stack: `test/add.test.js:6`. */
export function placeIn(stack: string, root: string): string | undefined {
  for (const [, path, line] of stack.matchAll(/((?:file:\/\/)?\/[^\s():]+):(\d+)/g)) {
    const name = nameInRoot(root, path ?? '');
    if (!name.startsWith('/') && !name.startsWith('file:') && !name.includes('node_modules/')) return `${name}:${line ?? ''}`;
  }
  return undefined;
}
