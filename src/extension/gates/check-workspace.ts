import { dirname } from 'node:path';
import * as vscode from 'vscode';

import { filesWords, foundWords } from '../../core/check-sum.ts';
import type { GateResult } from '../../core/gate.ts';
import { timeLeft } from '../../core/time-left.ts';
import { notRead } from '../../gates/none-judged.ts';
import { judgedLanguage } from '../../gates/plan.ts';
import { listedFiles } from '../../node/git-files.ts';
import { readRegular } from '../../node/read-regular.ts';
import type { Engine, Services } from '../services.ts';
import { signalOf } from '../signal.ts';
import { hasNews, isNotJudged } from './checked-files.ts';

/** More files than this are not checked in one go. */
const MOST_FILES = 5_000;
/** Files that are given to the gates at once: enough for their threads, which an editor or an agent goes before. */
const AT_ONCE = 3;

interface Listed {
  readonly files: readonly vscode.Uri[];
  /** Beyond the most. */
  readonly left: number;
  /** Folders of which git could not say which files count. */
  readonly unlisted: readonly string[];
}

/** Check Workspace: every file that git lists, in the background. What was found before stays until a file is checked again. */
export async function checkWorkspace(services: Services): Promise<void> {
  if (!vscode.workspace.isTrusted)
    return told(vscode.l10n.t('The workspace is not trusted, so git is not asked for its files. Trust it to check it.'));
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (folders.length === 0) return told(vscode.l10n.t('There is no folder to check. Open one that is a git repository.'));
  const engine = await services.engine();
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t('Checking the workspace') };
  await vscode.window.withProgress(options, async (progress, token) => {
    const listed = await list(folders);
    for (const why of listed.unlisted) services.log.warn(`not checked: ${why}`);
    const check = new Check(services, engine, {
      signal: signalOf(token),
      tell: (message, increment) => progress.report({ message, increment }),
    });
    await check.run(listed.files);
    report(check, listed, token.isCancellationRequested);
  });
}

async function list(folders: readonly vscode.WorkspaceFolder[]): Promise<Listed> {
  const files: vscode.Uri[] = [];
  const unlisted: string[] = [];
  for (const { uri, name } of folders) {
    const answer = await listedFiles(uri.fsPath, ['.']);
    if (answer.ok) files.push(...[...new Set(answer.value)].toSorted().map((file) => vscode.Uri.joinPath(uri, file)));
    else unlisted.push(`${name}: ${answer.why}`);
  }
  return { files: files.slice(0, MOST_FILES), left: Math.max(0, files.length - MOST_FILES), unlisted };
}

interface Circumstances {
  readonly signal: AbortSignal;
  tell(message: string, increment: number): void;
}

class Check {
  readonly #services: Services;
  readonly #engine: Engine;
  readonly #circumstances: Circumstances;
  done = 0;
  blocking = 0;
  other = 0;
  notJudged = 0;

  constructor(services: Services, engine: Engine, circumstances: Circumstances) {
    this.#services = services;
    this.#engine = engine;
    this.#circumstances = circumstances;
  }

  async run(files: readonly vscode.Uri[]): Promise<void> {
    const { signal, tell } = this.#circumstances;
    const started = performance.now();
    const waiting = files.values();
    const work = async (): Promise<void> => {
      for (const uri of waiting) {
        if (signal.aborted) return;
        const results = await inspectFile(this.#engine, uri, signal);
        // What a cancelled gate could not say is not told of the file.
        if (signal.aborted) return;
        this.#count(uri, results);
        const left = timeLeft({ done: this.done, of: files.length, elapsedMs: performance.now() - started });
        const words = vscode.l10n.t('{0} of {1} files', this.done, files.length);
        tell(left === undefined ? words : `${words}, ${left}`, 100 / files.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  #count(uri: vscode.Uri, results: readonly GateResult[]): void {
    this.done += 1;
    for (const { findings, required } of results) {
      const blocking = required ? findings.filter(({ blocks }) => blocks).length : 0;
      this.blocking += blocking;
      this.other += findings.length - blocking;
    }
    if (results.some(isNotJudged)) this.notJudged += 1;
    if (hasNews(results) || this.#services.checked.get(uri) !== undefined) this.#services.checked.put(uri, results);
  }
}

/** A file that was checked and is saved is checked again, so that what is told of it is true. */
export async function checkAgain(services: Services, uri: vscode.Uri): Promise<void> {
  const engine = await services.engine();
  const results = await inspectFile(engine, uri, new AbortController().signal);
  services.checked.put(uri, results);
}

/** One file by itself: as the editor has it, else as it is on the disk. */
async function inspectFile(engine: Engine, uri: vscode.Uri, signal: AbortSignal): Promise<readonly GateResult[]> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const languageId = judgedLanguage(uri.toString(), open?.languageId ?? 'plaintext');
  try {
    const text = open?.getText() ?? (await textOf(uri));
    return await engine.inspect({ uri: uri.toString(), languageId, text, overlays: [], priority: 'agent' }, signal);
  } catch (error) {
    return notRead(error instanceof Error ? error.message : String(error));
  }
}

async function textOf(uri: vscode.Uri): Promise<string> {
  const read = await readRegular(vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath), uri.fsPath);
  if (read.kind === 'text') return read.text;
  throw new Error(read.kind === 'unreadable' ? read.why : `there is ${read.kind === 'folder' ? 'a folder' : 'no file'} of this name`);
}

function report(check: Check, { files, left, unlisted }: Listed, wasCancelled: boolean): void {
  const { done, blocking, other, notJudged } = check;
  const found = foundWords({ blocking, rest: other });
  const sum = notJudged === 0 ? `${found}.` : vscode.l10n.t('{0}; {1} could not be judged.', found, filesWords(notJudged));
  const cut = left === 0 ? '' : ` ${vscode.l10n.t('{0} more were not looked at.', filesWords(left))}`;
  const missing =
    unlisted.length === 0
      ? ''
      : ` ${vscode.l10n.t('Git could not list {0}; the log says why.', unlisted.length === 1 ? '1 folder' : `${unlisted.length} folders`)}`;
  const head = wasCancelled
    ? vscode.l10n.t('Cancelled after {0} of {1}:', done, filesWords(files.length))
    : vscode.l10n.t('{0} checked:', filesWords(done));
  toldWhere(`${head} ${sum}${cut}${missing}`, check).catch(() => undefined);
}

/** With the ways to what was found: Problems has the findings, the Gates view also what could not be judged. */
async function toldWhere(words: string, { blocking, other, notJudged }: Check): Promise<void> {
  const problems = { title: vscode.l10n.t('Show Problems'), command: 'workbench.actions.view.problems' };
  const gates = { title: vscode.l10n.t('Show Gates'), command: 'centuria.gates.focus' };
  const ways = [...(blocking + other === 0 ? [] : [problems]), ...(blocking + other + notJudged === 0 ? [] : [gates])];
  const chosen = await vscode.window.showInformationMessage(words, ...ways);
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}

function told(words: string): void {
  void vscode.window.showInformationMessage(words);
}
