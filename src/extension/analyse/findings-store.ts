import * as vscode from 'vscode';

import type { CodeFinding } from '../../core/analyse/analyse-work.ts';

/** Findings of agents, in the Problems view. Those of a range are replaced when it is analysed again. */
export interface FindingsStore extends vscode.Disposable {
  replace(document: vscode.TextDocument, range: vscode.Range, found: { readonly model: string; readonly findings: readonly CodeFinding[] }): void;
  dismiss(uri: vscode.Uri, diagnostic: vscode.Diagnostic): void;
  clear(): void;
}

export const SOURCE_PREFIX = 'Centuria · ';

export function createFindingsStore(): FindingsStore {
  const collection = vscode.languages.createDiagnosticCollection('centuria');
  const shift = vscode.workspace.onDidCloseTextDocument((document) => {
    if (document.uri.scheme === 'untitled') collection.delete(document.uri);
  });
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
      const rest = (collection.get(uri) ?? []).filter(
        (one) => one.message !== diagnostic.message || !one.range.isEqual(diagnostic.range),
      );
      collection.set(uri, rest);
    },
    clear: () => collection.clear(),
    dispose() {
      shift.dispose();
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
