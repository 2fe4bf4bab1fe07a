import * as vscode from 'vscode';

import type { Finding } from '../../core/gate.ts';
import { rangeOf } from '../range-of.ts';
import type { Services } from '../services.ts';
import { explanation } from './explanation.ts';
import { knownFindings } from './known-findings.ts';

/** Beside what VS Code says of a problem under the pointer: its weight, its weakness, and why it matters. */
export function registerExplanations({ checked }: Pick<Services, 'checked'>): vscode.Disposable {
  return vscode.languages.registerHoverProvider([{ scheme: 'file' }, { scheme: 'untitled' }, { scheme: 'vscode-remote' }], {
    provideHover(document, position) {
      const found = knownFindings(document.uri, checked).filter(({ range }) => rangeOf(range).contains(position));
      return found.length === 0
        ? undefined
        : new vscode.Hover(found.map((finding) => new vscode.MarkdownString(explanation(finding).join('\n\n'))));
    },
  });
}

/** Explain This Finding: of a row of the Gates view, else the one at the cursor, else the next one below it. */
export async function explainFinding(
  { checked }: Pick<Services, 'checked'>,
  at?: { readonly uri: vscode.Uri; readonly finding: Finding },
): Promise<void> {
  const editor = at === undefined ? vscode.window.activeTextEditor : await vscode.window.showTextDocument(at.uri, { preview: true });
  const found = editor && (at?.finding ?? nearest(knownFindings(editor.document.uri, checked), editor.selection.active));
  if (editor === undefined || found === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no finding of the gates at the cursor or below it in this file.'));
    return;
  }
  const { start } = rangeOf(found.range);
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  await vscode.commands.executeCommand('editor.action.showHover');
}

function nearest(findings: readonly Finding[], position: vscode.Position): Finding | undefined {
  const here =
    findings.find(({ range }) => rangeOf(range).contains(position)) ?? findings.find(({ range }) => range.startLine === position.line);
  return here ?? findings.find(({ range }) => range.startLine > position.line);
}
