import * as vscode from 'vscode';

/** As the person tells it from others: with its folder's name where there are several folders. */
export function nameOf({ uri }: { readonly uri: vscode.Uri }): string {
  return vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
}
