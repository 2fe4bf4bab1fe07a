import * as vscode from 'vscode';

import type { CodeFinding } from '../../core/analyse/analyse-work.ts';

/** Findings of agents, in the Problems view. Those of a range are replaced when it is analysed again. */
export interface FindingsStore extends vscode.Disposable {
  replace(
    document: vscode.TextDocument,
    range: vscode.Range,
    found: { readonly model: string; readonly findings: readonly CodeFinding[] },
  ): void;
  dismiss(uri: vscode.Uri, diagnostic: vscode.Diagnostic): void;
  clear(): void;
}

export const SOURCE_PREFIX = 'Centuria · ';

export function createFindingsStore(): FindingsStore {
  const collection = vscode.languages.createDiagnosticCollection('centuria');
  const watch = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const held = collection.get(document.uri) ?? [];
      if (held.length > 0 && contentChanges.length > 0) collection.set(document.uri, contentChanges.reduce(follow, held));
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === 'untitled') collection.delete(uri);
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => collection.delete(uri))),
    vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri }) => collection.delete(oldUri))),
  );
  return {
    replace(document, range, { model, findings }) {
      const start = document.offsetAt(range.start);
      const kept = (collection.get(document.uri) ?? []).filter((one) => one.range.intersection(range) === undefined);
      const fresh = findings.map((finding) => {
        const place = new vscode.Range(document.positionAt(start + finding.start), document.positionAt(start + finding.end));
        return asDiagnostic(finding, place, model);
      });
      collection.set(document.uri, [...kept, ...fresh]);
    },
    dismiss(uri, diagnostic) {
      const rest = (collection.get(uri) ?? []).filter((one) => one.message !== diagnostic.message || !one.range.isEqual(diagnostic.range));
      collection.set(uri, rest);
    },
    clear: () => collection.clear(),
    dispose() {
      watch.dispose();
      collection.dispose();
    },
  };
}

function asDiagnostic(finding: CodeFinding, range: vscode.Range, model: string): vscode.Diagnostic {
  const severity = finding.severity === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
  const message = finding.why === '' ? finding.title : `${finding.title}\n${finding.why}`;
  const diagnostic = new vscode.Diagnostic(range, message, severity);
  diagnostic.source = `${SOURCE_PREFIX}${model}`;
  return diagnostic;
}

/** The findings after an edit: those behind it move along, those whose code it touched are gone. */
function follow(
  held: readonly vscode.Diagnostic[],
  { range: edited, text }: vscode.TextDocumentContentChangeEvent,
): readonly vscode.Diagnostic[] {
  const added = text.split('\n');
  const lines = added.length - 1 - (edited.end.line - edited.start.line);
  const lastLine = (added.at(-1) ?? '').length + (added.length === 1 ? edited.start.character : 0);
  const moved = (at: vscode.Position): vscode.Position =>
    new vscode.Position(at.line + lines, at.line === edited.end.line ? at.character - edited.end.character + lastLine : at.character);
  return held.flatMap((one) => {
    if (one.range.end.isBeforeOrEqual(edited.start)) return [one];
    if (one.range.start.isBefore(edited.end)) return [];
    const next = new vscode.Diagnostic(new vscode.Range(moved(one.range.start), moved(one.range.end)), one.message, one.severity);
    if (one.source !== undefined) next.source = one.source;
    return [next];
  });
}
