import * as vscode from 'vscode';

import type { GateResult } from '../../core/gate.ts';

/** What the gates last said of a file by itself. */
export interface CheckedFile {
  readonly uri: vscode.Uri;
  readonly results: readonly GateResult[];
  /** It was edited since, so that the places may be wrong. */
  readonly stale: boolean;
}

/** The files that were checked with the workspace and have something to tell. Those that have nothing are not in it. */
export interface CheckedFiles extends vscode.Disposable {
  readonly onDidChange: vscode.Event<undefined>;
  all(): readonly CheckedFile[];
  get(uri: vscode.Uri): CheckedFile | undefined;
  put(uri: vscode.Uri, results: readonly GateResult[]): void;
  clear(): void;
}

/** A finding, or a required gate that could not judge a language it knows. */
export function hasNews(results: readonly GateResult[]): boolean {
  return results.some((result) => result.findings.length > 0 || isNotJudged(result));
}

/** `none` is the tool where there is no analyser for a language. */
export function isNotJudged({ verdict, required, tool }: GateResult): boolean {
  return verdict === 'unknown' && required && tool !== 'none';
}

export function createCheckedFiles(): CheckedFiles {
  const files = new Map<string, CheckedFile>();
  const changed = new vscode.EventEmitter<undefined>();
  const forget = (uri: vscode.Uri): void => void (files.delete(uri.toString()) && changed.fire(undefined));
  const watch = vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
      const known = files.get(uri.toString());
      if (known === undefined || known.stale || contentChanges.length === 0) return;
      files.set(uri.toString(), { ...known, stale: true });
      changed.fire(undefined);
    }),
    vscode.workspace.onDidDeleteFiles(({ files: gone }) => gone.forEach(forget)),
    vscode.workspace.onDidRenameFiles(({ files: moved }) => moved.forEach(({ oldUri }) => forget(oldUri))),
  );
  return {
    onDidChange: changed.event,
    all: () => [...files.values()],
    get: (uri) => files.get(uri.toString()),
    put(uri, results) {
      if (hasNews(results)) files.set(uri.toString(), { uri, results, stale: false });
      else files.delete(uri.toString());
      changed.fire(undefined);
    },
    clear() {
      files.clear();
      changed.fire(undefined);
    },
    dispose: () => watch.dispose(),
  };
}
