import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The most that one answer of git may have, in bytes. */
const MOST_OUTPUT = 256 * 1024 * 1024;

export type GitAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** Files below `paths` that git tracks or does not ignore, relative to `folder`. */
export function listedFiles(folder: string, paths: readonly string[]): Promise<GitAnswer<readonly string[]>> {
  return named(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths]);
}

/**
 * Of those, the files that are not as they were at `revision`: changed, added, deleted or not tracked. Of files that git was told
 * to take for unchanged it does not know; they are among them.
 */
export async function changedFiles(folder: string, revision: string, paths: readonly string[]): Promise<GitAnswer<readonly string[]>> {
  const changed = await named(folder, [
    'diff',
    '--name-only',
    '-z',
    '--relative',
    '--no-renames',
    '--end-of-options',
    revision,
    '--',
    ...paths,
  ]);
  if (!changed.ok) return changed;
  const fresh = await named(folder, ['ls-files', '-z', '--others', '--exclude-standard', '--', ...paths]);
  if (!fresh.ok) return fresh;
  const hidden = await hiddenFiles(folder, revision, paths);
  return hidden.ok ? { ok: true, value: [...new Set([...changed.value, ...fresh.value, ...hidden.value])].toSorted() } : hidden;
}

/** Files that `git update-index` was told to take for unchanged, or to leave out of the work tree though they are in it, and that differ. */
async function hiddenFiles(folder: string, revision: string, paths: readonly string[]): Promise<GitAnswer<readonly string[]>> {
  const listed = await named(folder, ['ls-files', '-z', '-v', '--', ...paths]);
  if (!listed.ok) return listed;
  const differing: string[] = [];
  for (const line of listed.value.filter((one) => /^[a-zS] /u.test(one))) {
    const file = line.slice(2);
    const info = await lstat(resolve(folder, file)).catch(() => undefined);
    // What is left out and not there is what a sparse checkout has not.
    if (info === undefined && /^s/iu.test(line)) continue;
    if (info?.isFile() !== true || !(await isAsAt(folder, revision, file))) differing.push(file);
  }
  return { ok: true, value: differing };
}

async function isAsAt(folder: string, revision: string, file: string): Promise<boolean> {
  const [now, then] = [
    await git(folder, ['hash-object', '--', file]),
    await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}:./${file}`]),
  ];
  return now.ok && then.ok && now.value.trim() === then.value.trim();
}

/** The top folder of the repository that a folder is in, or why there is none. */
export async function repositoryOf(folder: string): Promise<GitAnswer<string>> {
  const answer = await git(folder, ['rev-parse', '--show-toplevel']);
  if (!answer.ok) return answer;
  const top = answer.value.trim();
  return top === '' ? { ok: false, why: NO_REPOSITORY } : { ok: true, value: top };
}

/** Whether a revision is known. */
export async function isRevision(folder: string, revision: string): Promise<boolean> {
  return (await git(folder, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`])).ok;
}

/** A file's text at a revision; empty where it was not there. */
export async function textAt(folder: string, revision: string, file: string): Promise<string> {
  const shown = await git(folder, ['show', '--end-of-options', `${revision}:./${file}`]);
  return shown.ok ? shown.value : '';
}

async function named(folder: string, args: readonly string[]): Promise<GitAnswer<readonly string[]>> {
  const answer = await git(folder, args);
  return answer.ok ? { ok: true, value: answer.value.split('\0').filter((name) => name !== '') } : answer;
}

const NO_REPOSITORY = 'this folder is in no git repository';

/** In our words where the cause is a plain one: git's own are for those who know it. */
function whyNot(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
    return 'git is not installed, or not on the PATH';
  const told = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  if (/not a git repository/.test(told)) return NO_REPOSITORY;
  return told === '' ? `git could not be asked: ${error instanceof Error ? error.message : String(error)}` : `git says: ${told}`;
}

async function git(folder: string, args: readonly string[]): Promise<GitAnswer<string>> {
  try {
    const { stdout } = await run('git', ['-C', folder, '-c', 'core.fsmonitor=false', ...args], {
      encoding: 'utf8',
      maxBuffer: MOST_OUTPUT,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return { ok: true, value: stdout };
  } catch (error) {
    return { ok: false, why: whyNot(error) };
  }
}
