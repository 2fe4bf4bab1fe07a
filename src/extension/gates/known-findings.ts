import * as vscode from 'vscode';

import type { Finding } from '../../core/gate.ts';
import type { CheckedFiles } from './checked-files.ts';
import { shownFinding } from './finding-data.ts';

const SEVERITIES: Readonly<Record<vscode.DiagnosticSeverity, Finding['severity']>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'information',
};

/** Of a diagnostic of the gates. Its fix is only named: its edits are asked for when it is made. */
function findingOf(diagnostic: vscode.Diagnostic): Finding | undefined {
  const shown = shownFinding(diagnostic);
  if (shown === undefined) return undefined;
  const { fix, ...rest } = shown;
  const { start, end } = diagnostic.range;
  const url = typeof diagnostic.code === 'object' ? diagnostic.code.target.toString() : undefined;
  return {
    ...rest,
    message: diagnostic.message,
    severity: SEVERITIES[diagnostic.severity],
    range: { startLine: start.line, startColumn: start.character, endLine: end.line, endColumn: end.character },
    ...(url === undefined ? {} : { url }),
    ...(fix === undefined ? {} : { fix: { title: fix, edits: [] } }),
  };
}

/** What is known to be in a file now: what the editor shows of it, and what checking the workspace found, if it is as it was. */
export function knownFindings(uri: vscode.Uri, checked: Pick<CheckedFiles, 'get'>): readonly Finding[] {
  const live = vscode.languages.getDiagnostics(uri).flatMap((diagnostic) => findingOf(diagnostic) ?? []);
  const file = checked.get(uri);
  const found = file === undefined || file.stale ? [] : file.results.flatMap(({ findings }) => findings);
  const told = new Set(found.map(({ gate, fingerprint }) => `${gate} ${fingerprint}`));
  const all = [...found, ...live.filter(({ gate, fingerprint }) => !told.has(`${gate} ${fingerprint}`))];
  return all.toSorted((a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn);
}

/** The files of which something is known: checked ones, and open ones in which the editor shows a finding. */
export function filesWithFindings(checked: Pick<CheckedFiles, 'all'>): readonly vscode.Uri[] {
  const live = vscode.languages
    .getDiagnostics()
    .flatMap(([uri, diagnostics]) => (diagnostics.some((one) => shownFinding(one) !== undefined) ? [uri] : []));
  const files = new Map([...checked.all().map(({ uri }) => uri), ...live].map((uri) => [uri.toString(), uri]));
  return [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
