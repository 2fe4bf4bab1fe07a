import * as vscode from 'vscode';

import type { Services } from '../services.ts';
import { rangeOfInterest } from './collect.ts';
import { runChange } from './run-change.ts';

/** Fix with Centuria: a change of the function around a diagnostic, with the diagnostic as the instruction. */
export async function startFix(
  services: Services,
  document: vscode.TextDocument,
  problem: { readonly range: vscode.Range; readonly message: string },
): Promise<void> {
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.selection = new vscode.Selection(problem.range.start, problem.range.start);
  const { line } = problem.range.start;
  const lines = new vscode.Range(line, 0, problem.range.end.line, document.lineAt(problem.range.end.line).text.length);
  const range = (await rangeOfInterest(editor)) ?? lines;
  const at = line - range.start.line + 1;
  const instruction = `Fix this problem in line ${at} of the selection: ${problem.message}`;
  await runChange(services, { document, range, instruction });
}
