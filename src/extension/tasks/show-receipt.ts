import * as vscode from 'vscode';

import type { Services } from '../services.ts';
import { receiptText } from './receipt-text.ts';

export const RECEIPT_SCHEME = 'centuria-receipt';

/** Serves receipts as read-only documents, made from the task's events whenever they are opened. */
export function registerReceipts(services: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const refresh = services.hub.onDidChange(() => {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === RECEIPT_SCHEME) changed.fire(uri);
  });
  const provider = vscode.workspace.registerTextDocumentContentProvider(RECEIPT_SCHEME, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const id = uri.path.split('/')[1] ?? '';
      const engine = await services.engine();
      const state = services.hub.find(id);
      if (state === undefined) return vscode.l10n.t('There is no task {0} any more.', id);
      return receiptText(state, (reference) => engine.store.log.text(reference));
    },
  });
  return vscode.Disposable.from(provider, refresh, changed);
}

/** Opens the receipt of `id`; without one, of the diff in front, else of the newest task. */
export async function showReceipt(services: Services, id: string | undefined): Promise<void> {
  await services.engine();
  const task = id ?? services.results.active()?.task ?? services.hub.live()[0]?.id ?? services.hub.ended()[0]?.id;
  if (task === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no receipt yet: nothing has been asked.'));
    return;
  }
  const uri = vscode.Uri.from({ scheme: RECEIPT_SCHEME, path: `/${task}/receipt.md` });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.commands.executeCommand('markdown.showPreview', document.uri);
  await vscode.commands.executeCommand('setContext', 'centuria.receiptShown', true);
}
