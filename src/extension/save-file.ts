import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';

import * as vscode from 'vscode';

/** Shown with its next step by the edge of the commands. */
class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly nextStep = vscode.l10n.t('Choose another folder, or make room there, and export again.');
}

export interface SaveDialog {
  /** With its ending. */
  readonly name: string;
  readonly title: string;
  readonly filters: Record<string, string[]>;
}

/** Where to put a file that is to be taken along. Undefined: the person thought better of it. */
export function askWhereToSave({ name, title, filters }: SaveDialog): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  return vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, name), title, filters });
}

/** The whole file or none: it is written beside its place and then put there. What was there before stays until then. */
export async function saveWhole(target: vscode.Uri, text: string): Promise<void> {
  const part = target.with({ path: `${target.path}.${randomUUID()}.part` });
  try {
    await vscode.workspace.fs.writeFile(part, new TextEncoder().encode(text));
    await vscode.workspace.fs.rename(part, target, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(part).then(undefined, () => undefined);
    const why = error instanceof Error ? error.message : String(error);
    throw new ExportError(vscode.l10n.t('{0} could not be written: {1}.', target.fsPath, why.replace(/\.$/, '')), { cause: error });
  }
}

/** Says where it is; nothing waits for an answer. */
export function tellSaved(target: vscode.Uri): void {
  const open = vscode.l10n.t('Open');
  const told = vscode.window.showInformationMessage(vscode.l10n.t('Exported to {0}.', target.fsPath), open);
  void told.then((chosen) => chosen === open && vscode.commands.executeCommand('vscode.open', target));
}
