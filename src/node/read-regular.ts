import { isUtf8 } from 'node:buffer';
import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A larger file is not read. Bytes; a gate takes at most a million characters. */
const MOST_BYTES = 4_000_000;

/** Python's line that names a file's encoding, the first or second. */
const CODING = /^(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*[-\w.]+/;

/** What is at a path: a text, nothing at all, a folder, or something that cannot be read, with the reason. */
export type RegularFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'folder'; readonly isLink: boolean }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * Reads a file of a folder, through links that stay in that folder. Only a regular file is opened: a pipe would never end,
 * and a device may not either. Never rejects.
 */
export async function readRegular(folder: string, file: string): Promise<RegularFile> {
  const path = resolve(folder, file);
  try {
    const isLink = (await lstat(path)).isSymbolicLink();
    return await readAt(path, { isLink, folder });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'none' };
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}

interface Place {
  readonly isLink: boolean;
  readonly folder: string;
}

async function readAt(path: string, { isLink, folder }: Place): Promise<RegularFile> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined)
    return isLink ? { kind: 'unreadable', why: 'it is a link to nowhere, or one that may not be followed' } : { kind: 'none' };
  // A file that was named outside of the folder is wanted; a link that leads out of it is not.
  if (isInside(resolve(folder), path) && !isInside(await realpath(folder), real))
    return { kind: 'unreadable', why: 'it is a link that leads out of the folder' };
  const info = await stat(real);
  if (info.isDirectory()) return { kind: 'folder', isLink };
  if (!info.isFile()) return { kind: 'unreadable', why: 'it is no regular file, but a pipe, a socket or a device' };
  if (info.size > MOST_BYTES)
    return {
      kind: 'unreadable',
      why: `the file is too large to read (${(info.size / 1_000_000).toFixed(1)} MB, the limit is ${MOST_BYTES / 1_000_000} MB)`,
    };
  const bytes = await readFile(real);
  // https://peps.python.org/pep-0263/
  if (/\.pyw?$/i.test(path) && !isUtf8(bytes) && !CODING.test(bytes.toString('latin1')))
    return { kind: 'unreadable', why: 'it is not UTF-8, and Python refuses such a file without a line that says its encoding' };
  return { kind: 'text', text: bytes.toString('utf8') };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
