import * as vscode from 'vscode';

import type { TextRange } from '../core/gate.ts';

export function rangeOf({ startLine, startColumn, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(startLine, startColumn, endLine, endColumn);
}
