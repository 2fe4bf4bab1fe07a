import * as vscode from 'vscode';

import type { Finding } from '../../core/gate.ts';
import { rangeOf } from '../range-of.ts';
import type { Services } from '../services.ts';
import { throttle } from '../tasks/tasks-view.ts';
import type { CheckedFile } from './checked-files.ts';
import { isShownWhereOpen } from './shown-gates.ts';

const DRAW_MS = 500;

type DiagnosticOf = typeof import('../../gates/diagnostics.ts').diagnosticOf;

/**
 * What checking the workspace found, in the Problems view. Of an open document the editor shows its own findings, and here
 * is only what it does not; of one that was edited since, nothing.
 */
export function showCheckedProblems({ checked, log }: Pick<Services, 'checked' | 'log'>): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('centuria-checked');
  const draw = async (): Promise<void> => {
    if (checked.all().length === 0) return collection.clear();
    const { diagnosticOf } = await import('../../gates/diagnostics.ts');
    const open = new Map(vscode.workspace.textDocuments.map(({ uri, languageId }) => [uri.toString(), languageId]));
    const next = checked
      .all()
      .map((file) => [file.uri, diagnosticsOf(file, { languageId: open.get(file.uri.toString()), diagnosticOf })] as const);
    const there = new Set(next.map(([uri]) => uri.toString()));
    collection.forEach((uri) => there.has(uri.toString()) || collection.delete(uri));
    for (const [uri, diagnostics] of next) collection.set(uri, diagnostics);
  };
  const soon = throttle(DRAW_MS, () => void draw().catch((error: unknown) => log.error('what was checked could not be shown', error)));
  const onDocument = ({ uri }: vscode.TextDocument): void => void (checked.get(uri) !== undefined && soon());
  return vscode.Disposable.from(
    collection,
    checked.onDidChange(soon),
    vscode.workspace.onDidOpenTextDocument(onDocument),
    vscode.workspace.onDidCloseTextDocument(onDocument),
  );
}

interface Circumstances {
  /** Of the open document; undefined if it is not open. */
  readonly languageId: string | undefined;
  readonly diagnosticOf: DiagnosticOf;
}

function diagnosticsOf({ uri, results, stale }: CheckedFile, { languageId, diagnosticOf }: Circumstances): readonly vscode.Diagnostic[] {
  if (stale) return [];
  const findings = results.flatMap((result) => result.findings);
  return findings
    .filter(({ gate }) => languageId === undefined || !isShownWhereOpen(languageId, gate))
    .map((finding) => asProblem(finding, uri, diagnosticOf));
}

const SEVERITIES: Readonly<Record<Finding['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** As the client of the language server makes it of what the gates' process publishes. */
function asProblem(finding: Finding, uri: vscode.Uri, diagnosticOf: DiagnosticOf): vscode.Diagnostic {
  const { message, source, data } = diagnosticOf(finding, uri.toString());
  const { range, severity, rule, url, path = [] } = finding;
  const problem = new vscode.Diagnostic(rangeOf(range), typeof message === 'string' ? message : message.value, SEVERITIES[severity]);
  if (source !== undefined) problem.source = source;
  problem.code = url === undefined ? rule : { value: rule, target: vscode.Uri.parse(url) };
  problem.relatedInformation = path.map(
    (step) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(step.uri === undefined ? uri : vscode.Uri.parse(step.uri), rangeOf(step.range)),
        step.message,
      ),
  );
  return Object.assign(problem, { data });
}
