import { stat } from 'node:fs/promises';

import * as vscode from 'vscode';

/** Whether an edit of the file could be saved: the editor takes edits of a read-only file and fails only then. */
export async function isWritable(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme === 'untitled') return true;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return false;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    if ((permissions & vscode.FilePermission.Readonly) !== 0) return false;
    return uri.scheme !== 'file' || ((await stat(uri.fsPath)).mode & 0o222) !== 0;
  } catch {
    // A file that was deleted under the editor is written anew by the next save.
    return true;
  }
}
