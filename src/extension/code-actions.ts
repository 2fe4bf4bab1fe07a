import * as vscode from 'vscode';

import { SOURCE_PREFIX } from './analyse/findings-store.ts';

const CHANGE = vscode.CodeActionKind.RefactorRewrite.append('centuria');
const ANALYSE = vscode.CodeActionKind.Refactor.append('centuria').append('analyse');

/** Characters of a problem's message in the light bulb. */
const LONGEST = 48;

/** The light bulb: change and analyse on a selection, fix on a diagnostic, dismiss on a finding of an agent. */
export function registerCodeActions(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    [{ scheme: 'file' }, { scheme: 'untitled' }, { scheme: 'vscode-remote' }],
    { provideCodeActions: (document, range, context) => [...forSelection(range), ...forDiagnostics(document, context)] },
    { providedCodeActionKinds: [CHANGE, ANALYSE, vscode.CodeActionKind.QuickFix] },
  );
}

function forSelection(range: vscode.Range): readonly vscode.CodeAction[] {
  if (range.isEmpty) return [];
  return [
    withCommand(new vscode.CodeAction(vscode.l10n.t('Centuria: Change this…'), CHANGE), 'centuria.change.start', []),
    withCommand(new vscode.CodeAction(vscode.l10n.t('Centuria: Analyse this'), ANALYSE), 'centuria.analyse.start', []),
  ];
}

function forDiagnostics(document: vscode.TextDocument, { diagnostics }: vscode.CodeActionContext): readonly vscode.CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    // Alone it is clear which problem is meant; several would be rows of the same words.
    const which = diagnostics.length === 1 ? '' : `: ${shortened(diagnostic.message)}`;
    const fix = withCommand(
      new vscode.CodeAction(vscode.l10n.t('Fix with Centuria{0}', which), vscode.CodeActionKind.QuickFix),
      'centuria.change.fix',
      [document.uri, diagnostic.range, diagnostic.message],
    );
    fix.diagnostics = [diagnostic];
    if (diagnostic.source?.startsWith(SOURCE_PREFIX) !== true || diagnostic.code !== undefined) return [fix];
    const dismiss = withCommand(
      new vscode.CodeAction(vscode.l10n.t('Dismiss this finding{0}', which), vscode.CodeActionKind.QuickFix),
      'centuria.finding.dismiss',
      [document.uri, diagnostic],
    );
    dismiss.diagnostics = [diagnostic];
    return [fix, dismiss];
  });
}

function shortened(message: string): string {
  const line = message.split('\n', 1)[0] ?? '';
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}

function withCommand(action: vscode.CodeAction, command: string, args: unknown[]): vscode.CodeAction {
  action.command = { title: action.title, command, arguments: args };
  return action;
}
