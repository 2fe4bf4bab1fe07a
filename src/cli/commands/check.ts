import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { filesWords } from '../../core/check-sum.ts';
import type { ChangedFile, GateId, GateResult } from '../../core/gate.ts';
import { timeLeft } from '../../core/time-left.ts';
import type { GatesProcess } from '../../gates/client.ts';
import { notRead } from '../../gates/none-judged.ts';
import { judgedLanguage } from '../../gates/plan.ts';
import { sarifLog, type FoundInFile } from '../../gates/sarif.ts';
import { toldOnce } from '../../gates/told-once.ts';
import { changedFiles, isRevision, listedFiles, repositoryOf, textAt } from '../../node/git-files.ts';
import { readRegular, type RegularFile } from '../../node/read-regular.ts';
import type { ProgressLine } from '../progress-line.ts';
import { told } from '../command.ts';
import { terminalText } from '../terminal-text.ts';
import { checkWords, type Checked, type NotJudged } from './check-words.ts';

export interface CheckOptions {
  readonly gates: Pick<GatesProcess, 'inspect' | 'judge'>;
  readonly folder: string;
  /** Files and folders; none: the folder. */
  readonly paths: readonly string[];
  /** Only what a revision did not have counts. */
  readonly base?: string;
  /** Absent: all of a file's language. */
  readonly only?: readonly GateId[];
  readonly form: 'words' | 'json' | 'sarif';
  readonly version: string;
  readonly signal: AbortSignal;
  /** For whoever waits. */
  readonly progress: ProgressLine;
  out(text: string): void;
}

const BROKEN = 1;
const WRONG = 2;
const NOT_JUDGED = 3;

/**
 * The gates over files on the disk, for people and for CI. Exit codes: 0 nothing blocks, 1 something does, 2 wrong usage,
 * 3 nothing blocks, but a required gate could not judge a file of a language it knows, or a file could not be read.
 */
export async function check(options: CheckOptions): Promise<number> {
  const files = await filesOf(options);
  if (!files.ok) return told(files.why, WRONG);
  const found: FoundInFile[] = [];
  const notJudged: NotJudged[] = [];
  const off = new Set<GateId>();
  for await (const { file, results } of resultsOf(files.value, options)) {
    found.push(...toldOnce(results).flatMap((result) => foundIn(file, result)));
    for (const result of results) if (result.off === true) off.add(result.gate);
    notJudged.push(
      ...results.filter(isNotJudged).map(({ gate, why = 'it did not run', tool }) => ({ file, gate, why, supported: tool !== 'none' })),
    );
    if (options.signal.aborted) break;
  }
  options.progress.clear();
  if (options.signal.aborted) return told('The check was cancelled.', WRONG);
  options.out(report(options, { files: files.value.length, found, notJudged, off: [...off] }));
  if (found.some(({ finding }) => finding.blocks)) return BROKEN;
  return notJudged.some(({ supported }) => supported) ? NOT_JUDGED : 0;
}

/** Where a gate is only advice, nothing that it finds blocks. */
function foundIn(file: string, { required, findings }: GateResult): readonly FoundInFile[] {
  return findings.map((finding) => ({ file, finding: required ? finding : { ...finding, blocks: false } }));
}

function isNotJudged({ verdict, required }: GateResult): boolean {
  return required && verdict === 'unknown';
}

type Files = { readonly ok: true; readonly value: readonly string[] } | { readonly ok: false; readonly why: string };

/** Files are taken as they are named, folders with what git lists in them. */
async function filesOf({ folder, paths, base }: CheckOptions): Promise<Files> {
  const named: string[] = [];
  const typed = paths.length === 0 ? ['.'] : paths;
  const inFolder = (path: string): string => relative(folder, resolve(folder, path)) || '.';
  if (base !== undefined) return differingFiles(folder, base, typed.map(inFolder));
  for (const path of typed) {
    const info = await infoOf(resolve(folder, path));
    if (info === undefined) return { ok: false, why: `${path} does not exist.` };
    if (!info.isDirectory()) {
      named.push(inFolder(path));
      continue;
    }
    const listed = await listedFiles(folder, [inFolder(path)]);
    if (!listed.ok)
      return {
        ok: false,
        why: `Which files of ${path} count is git's to say: ${listed.why}. Name the files to check, or run it in a repository.`,
      };
    named.push(...listed.value);
  }
  return { ok: true, value: [...new Set(named.map((file) => file.split(sep).join('/')))].toSorted() };
}

/** Of a link to nowhere, what it is itself: it is there, and cannot be judged. */
function infoOf(path: string): Promise<Stats | undefined> {
  return stat(path)
    .catch(() => lstat(path))
    .catch(() => undefined);
}

async function differingFiles(folder: string, base: string, asked: readonly string[]): Promise<Files> {
  const repository = await repositoryOf(folder);
  if (!repository.ok)
    return {
      ok: false,
      why: `There is no ${base} to compare with: ${repository.why}. Run it in a repository, or name files and leave out --base.`,
    };
  return (await isRevision(folder, base)) ? changedFiles(folder, base, asked) : { ok: false, why: `There is no revision ${base}.` };
}

interface FileResults {
  readonly file: string;
  readonly results: readonly GateResult[];
}

/** Why a path cannot be judged, where it should be: a link to a folder is none of it, its files are listed as they are. */
function whyNotRead(read: RegularFile): string | undefined {
  if (read.kind === 'unreadable') return read.why;
  return read.kind === 'folder' && !read.isLink ? 'it is a folder, of another repository' : undefined;
}

async function* resultsOf(files: readonly string[], options: CheckOptions): AsyncGenerator<FileResults> {
  const { folder, base, only, gates, signal, progress } = options;
  if (base !== undefined) {
    yield* judgedResults(files, base, options);
    return;
  }
  const started = performance.now();
  for (const [index, file] of files.entries()) {
    const left = timeLeft({ done: index, of: files.length, elapsedMs: performance.now() - started });
    progress.show(`checking ${index + 1} of ${files.length}${left === undefined ? '' : `, ${left}`}: ${file}`);
    const read = await readRegular(folder, file);
    const why = whyNotRead(read);
    if (why !== undefined) yield { file, results: notRead(why) };
    if (read.kind !== 'text') continue;
    yield {
      file,
      results: await gates.inspect(
        { ...namesOf(folder, file), text: read.text, overlays: [], ...(only === undefined ? {} : { gates: only }) },
        signal,
      ),
    };
  }
}

function namesOf(folder: string, file: string): Pick<ChangedFile, 'uri' | 'languageId'> {
  const uri = pathToFileURL(resolve(folder, file)).href;
  return { uri, languageId: judgedLanguage(uri, 'plaintext') };
}

/** All that differs from a revision is one change: what it breaks in other files is told of those. */
async function* judgedResults(
  files: readonly string[],
  base: string,
  { folder, gates, only, signal, progress }: CheckOptions,
): AsyncGenerator<FileResults> {
  progress.show(`checking the change of ${filesWords(files.length)}`);
  const changed: ChangedFile[] = [];
  for (const file of files) {
    const read = await readRegular(folder, file);
    const before = await textAt(folder, base, file);
    const names = namesOf(folder, file);
    const why = whyNotRead(read);
    if (read.kind === 'text') changed.push({ ...names, base: before, result: read.text });
    else if (read.kind !== 'unreadable' && before !== '') changed.push({ ...names, base: before });
    else if (why !== undefined) yield { file, results: notRead(why) };
  }
  const judged =
    changed.length === 0 ? [] : await gates.judge({ files: changed, overlays: [], trusted: false, priority: 'person' }, signal);
  for (const { uri, results } of judged) {
    const file = relative(folder, fileURLToPath(uri)).split(sep).join('/');
    yield { file, results: only === undefined ? results : results.filter(({ gate }) => only.includes(gate)) };
  }
}

function report({ form, version }: CheckOptions, checked: Checked): string {
  const { files, found, notJudged, off } = checked;
  if (form === 'sarif') return `${JSON.stringify(sarifLog(found, version), undefined, 2)}\n`;
  if (form === 'json') {
    const findings = found.map(({ file, finding }) => ({ file, ...finding }));
    return `${JSON.stringify({ files, findings, notJudged, off })}\n`;
  }
  return terminalText(checkWords(checked));
}
