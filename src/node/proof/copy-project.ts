import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, type Dirent } from 'node:fs';
import { chmod, lstat, readdir, readFile, readlink, realpath, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

import { localOnlyByName } from '../../core/privacy.ts';
import { makeReadableFolder } from './readable.ts';

const MOST_FILES = 20_000;
const MOST_BYTES = 200 * 1024 * 1024;
/** Of a folder without git, whose large files are data or what a build made. */
const LARGE_FILE = 5 * 1024 * 1024;
/** Files that are read and written at a time. */
const AT_ONCE = 32;
/** Installed, not written: the jail sees them where they are. */
const INSTALLED = new Set(['node_modules', '.venv', 'venv', '__pypackages__']);
const NOT_COPIED = new Set([...INSTALLED, '.git', '.hg', '.svn', '__pycache__']);

export interface Copied {
  readonly ok: true;
  /** Of all names and contents. */
  readonly hash: string;
  /** Names of the files, relative to the root. */
  readonly files: readonly string[];
  /** Folders of installed packages, relative to the root. */
  readonly installed: readonly string[];
}

export type Copy = Copied | { readonly ok: false; readonly why: string };

/** Copies what belongs to the project to `to`, with `overlays` (relative path to text) in place of what is on disk. */
export async function copyProject(
  root: string,
  to: string,
  options: { readonly overlays: ReadonlyMap<string, string>; readonly signal: AbortSignal },
): Promise<Copy> {
  const { overlays, signal } = options;
  const tracked = await filesOfGit(root, signal);
  const walked = await walk(root, tracked === undefined);
  if (!walked.ok) return walked;
  // A failing test may quote what it has read, and its words go to the next model.
  const shown = (tracked ?? walked.files).filter((name) => localOnlyByName(`/${name}`) === undefined);
  const names = [...new Set([...shown, ...overlays.keys()])].toSorted();
  if (names.length > MOST_FILES) return tooLarge(`more than ${MOST_FILES.toLocaleString('en')} files`);
  const hash = createHash('sha256');
  let bytes = 0;
  for (let from = 0; from < names.length; from += AT_ONCE) {
    if (signal.aborted) return { ok: false, why: 'cancelled' };
    const parts = await Promise.all(names.slice(from, from + AT_ONCE).map((name) => readPart(root, name, overlays.get(name))));
    const there = parts.filter((part) => part !== undefined);
    for (const { name, content } of there) {
      bytes += content.length;
      hash.update(`${name}\0${content.length}\0`).update(typeof content === 'string' ? `link ${content}` : content);
    }
    if (bytes > MOST_BYTES) return tooLarge(`more than ${MOST_BYTES / 1024 / 1024} MB`);
    await Promise.all(there.map((part) => put(join(to, part.name), part)));
  }
  return { ok: true, hash: hash.digest('hex'), files: names, installed: walked.installed };
}

function tooLarge(what: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why: `the project is too large to copy: ${what}` };
}

/** Files that git tracks or would; undefined where it knows nothing of the folder, or ignores all of it. */
async function filesOfGit(root: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
  // A repository's settings may name programs: none of those that listing files would start is.
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.untrackedCache=false'];
  const options = { cwd: root, signal, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } };
  try {
    const { stdout } = await promisify(execFile)('git', [...safe, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], options);
    const names = stdout.split('\0').filter((name) => name !== '' && !name.split('/').some((part) => NOT_COPIED.has(part)));
    return names.length === 0 ? undefined : names;
  } catch {
    return undefined;
  }
}

/** Folders of installed packages, relative to the root. */
export async function installedIn(root: string): Promise<readonly string[]> {
  const walked = await walk(root, false);
  return walked.ok ? walked.installed : [];
}

type Walked =
  | { readonly ok: true; readonly files: readonly string[]; readonly installed: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** All files without what is installed, and where that is; with `files` false only the latter. */
async function walk(root: string, files: boolean): Promise<Walked> {
  const walked = { ok: true, files: new Array<string>(), installed: new Array<string>() } as const;
  const folders = [root];
  for (const folder of folders) {
    if (folders.length + walked.files.length > MOST_FILES) return tooLarge(`more than ${MOST_FILES.toLocaleString('en')} files`);
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      const what = await kindOf(entry, path);
      if (what === 'folder') folders.push(path);
      else if (what === 'installed') walked.installed.push(nameIn(root, path));
      else if (what === 'file' && files) walked.files.push(nameIn(root, path));
    }
  }
  return walked;
}

async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'installed' | 'neither'> {
  if (INSTALLED.has(entry.name)) return !entry.isSymbolicLink() || (await isLinkToInstalled(path)) ? 'installed' : 'neither';
  if (entry.isDirectory()) return NOT_COPIED.has(entry.name) ? 'neither' : 'folder';
  return (await lstat(path)).size <= LARGE_FILE ? 'file' : 'neither';
}

/** A link of that name may lead anywhere, such as to somebody's home. */
async function isLinkToInstalled(path: string): Promise<boolean> {
  const target = await realpath(path).catch(() => '');
  return INSTALLED.has(basename(target)) || existsSync(join(target, 'pyvenv.cfg'));
}

function nameIn(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

interface Part {
  readonly name: string;
  /** A file's bytes, or a link's target as text. */
  readonly content: Buffer | string;
  readonly isExecutable: boolean;
}

/** Undefined for what is neither file nor link, is gone, or leads out of the project. `text` stands in place of the disk's. */
async function readPart(root: string, name: string, text: string | undefined): Promise<Part | undefined> {
  const path = join(root, name);
  try {
    if (text !== undefined) return { name, content: Buffer.from(text), isExecutable: await isExecutable(path) };
    const about = await lstat(path);
    if (about.isFile()) return { name, content: await readFile(path), isExecutable: (about.mode & 0o100) !== 0 };
    if (!about.isSymbolicLink()) return undefined;
    const target = await readlink(path);
    const isInside =
      (await realpath(path)).startsWith(`${await realpath(root)}${sep}`) && resolve(dirname(path), target).startsWith(`${root}${sep}`);
    return isInside ? { name, content: target, isExecutable: false } : undefined;
  } catch {
    return undefined;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return await lstat(path).then(
    ({ mode }) => (mode & 0o100) !== 0,
    () => false,
  );
}

async function put(path: string, { content, isExecutable: isProgram }: Part): Promise<void> {
  makeReadableFolder(dirname(path));
  if (typeof content === 'string') return symlink(content, path);
  await writeFile(path, content);
  await chmod(path, isProgram ? 0o755 : 0o644);
}
