import { createHash } from 'node:crypto';

import * as vscode from 'vscode';

import type { ChangeJob } from '../../core/change/change-work.ts';
import type { GateResult } from '../../core/gate.ts';
import { DEPENDENCIES_CHANGED } from '../../core/proof.ts';
import { shortVerdict } from '../../core/verdicts.ts';
import { AcceptedChanges } from './accepted-changes.ts';
import { nameOf } from './name-of.ts';
import type { RangeTracker } from './range-tracker.ts';
import { createResultFiles, RESULT_SCHEME, type ResultFiles } from './result-files.ts';

/** A result that waits for the person: what was judged, and where it would go. */
export interface OpenResult {
  readonly task: string;
  /** The task whose result it is a revision of: that one waits behind it. */
  readonly earlier?: string | undefined;
  /** The document that it would go into. */
  readonly source: vscode.Uri;
  readonly tracker: RangeTracker;
  readonly uri: vscode.Uri;
  /** What the results were computed on. A verdict belongs to these two texts, and to what was wanted of the gates. */
  job: ChangeJob;
  replacement: string;
  judged: {
    readonly baseHash: string;
    readonly resultHash: string;
    /** `gateWishes` of its source. */ readonly wishes: string;
    readonly results: readonly GateResult[];
  };
}

/** The results that are shown or wait to be shown, by task. */
export interface OpenResults extends vscode.Disposable {
  readonly files: ResultFiles;
  add(result: OpenResult): void;
  get(task: string): OpenResult | undefined;
  /** The result whose diff is in front. */
  active(): OpenResult | undefined;
  ofUri(uri: vscode.Uri): OpenResult | undefined;
  /** Opens the diff, with its file and in short the verdict as its title. */
  show(result: OpenResult): Promise<void>;
  /** Closes the diff; the result stays. */
  hide(result: OpenResult): Promise<void>;
  /** Closes the diff and forgets the result. */
  close(result: OpenResult): Promise<void>;
  all(): readonly OpenResult[];
  /** Those that were accepted in this window. */
  readonly accepted: AcceptedChanges;
  /** The hash of the document's text that the last verdict on a task belongs to; undefined if this window did not see it. */
  judgedHash(task: string): string | undefined;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Short, since tabs cut their titles; with its folder where another folder may have the same name. */
function nameInTab(source: vscode.Uri): string {
  const severalFolders = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return severalFolders ? nameOf({ uri: source }) : (source.path.split('/').at(-1) ?? '');
}

function tabsOf({ uri }: OpenResult): readonly vscode.Tab[] {
  const isIt = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri.toString();
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isIt);
}

async function showDiff(result: OpenResult): Promise<void> {
  const title = `${nameInTab(result.source)} · ${shortVerdict(result.judged.results)}`;
  await vscode.window.tabGroups.close(tabsOf(result).filter(({ label }) => label !== title));
  const right = await vscode.workspace.openTextDocument(result.uri);
  const { languageId } = result.job.document;
  if (right.languageId !== languageId) await vscode.languages.setTextDocumentLanguage(right, languageId);
  await vscode.commands.executeCommand('vscode.diff', result.source, result.uri, title, { preview: false });
}

async function hideDiff(files: ResultFiles, result: OpenResult): Promise<void> {
  await files.settle(result.uri);
  await vscode.window.tabGroups.close(tabsOf(result));
}

/** Which actions are offered on what is in front. */
function setContexts(active: OpenResult | undefined): void {
  const waitsForInstall = active?.judged.results.some(({ gate, why }) => gate === 'tests' && why === DEPENDENCIES_CHANGED) === true;
  void vscode.commands.executeCommand('setContext', 'centuria.resultOpen', active !== undefined);
  void vscode.commands.executeCommand('setContext', 'centuria.dependenciesChanged', waitsForInstall);
}

/** A reload brings back the tabs of results, but not what was in them: they are opened anew from Needs you. */
async function closeOrphans(): Promise<void> {
  const isOurs = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputTextDiff && input.modified.scheme === RESULT_SCHEME;
  const orphans = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isOurs);
  if (orphans.length > 0) await vscode.window.tabGroups.close(orphans);
}

export function createOpenResults(): OpenResults {
  const files = createResultFiles();
  const open = new Map<string, OpenResult>();
  const accepted = new AcceptedChanges(hashOf);
  const ofUri = (uri: vscode.Uri): OpenResult | undefined => [...open.values()].find((one) => one.uri.toString() === uri.toString());

  const updateContext = (): void => {
    const uri = activeUri();
    setContexts(uri && ofUri(uri));
  };
  const activeUri = (): vscode.Uri | undefined => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputTextDiff && ofUri(input.modified) !== undefined ? input.modified : undefined;
  };
  void closeOrphans();
  const tabs = vscode.window.tabGroups.onDidChangeTabs(updateContext);
  const groups = vscode.window.tabGroups.onDidChangeTabGroups(updateContext);

  return {
    files,
    add: (result) => void open.set(result.task, result),
    get: (task) => open.get(task),
    active: () => {
      const uri = activeUri();
      return uri && ofUri(uri);
    },
    ofUri,
    all: () => [...open.values()],
    accepted,
    judgedHash: (task) => accepted.hashAfter(task) ?? open.get(task)?.judged.baseHash,
    async show(result) {
      await showDiff(result);
      updateContext();
    },
    hide: (result) => hideDiff(files, result),
    async close(result) {
      open.delete(result.task);
      result.tracker.dispose();
      await hideDiff(files, result);
      files.remove(result.uri);
      updateContext();
    },
    dispose() {
      for (const result of open.values()) result.tracker.dispose();
      tabs.dispose();
      groups.dispose();
      files.dispose();
    },
  };
}
