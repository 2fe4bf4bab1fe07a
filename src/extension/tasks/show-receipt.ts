import * as vscode from 'vscode';

import type { Services } from '../services.ts';
import { forgetDeleted } from './forget-deleted.ts';
import { receiptText } from './receipt-text.ts';

export const RECEIPT_SCHEME = 'centuria-receipt';
const RECEIPT_NAME = 'receipt.md';

/** Of whom a receipt was shown last. */
let lastShown: string | undefined;

/** VS Code says of a preview what it is called, not what it shows; all receipts are shown in the same one. */
function isPreviewInFront(): boolean {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return (
    tab?.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('markdown.preview') && tab.label.endsWith(RECEIPT_NAME)
  );
}

/** The task whose receipt is in front, as a preview or as text. */
export function receiptInFront(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return isPreviewInFront() ? lastShown : uri && receiptTask(uri);
}

/** The task of a receipt's document. */
export function receiptTask(uri: vscode.Uri): string | undefined {
  return uri.scheme === RECEIPT_SCHEME ? uri.path.split('/')[1] : undefined;
}

/** Serves receipts as read-only documents, made from the task's events whenever they are opened. */
export function registerReceipts(services: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const refresh = services.hub.onDidChange(() => {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === RECEIPT_SCHEME) changed.fire(uri);
  });
  const provider = vscode.workspace.registerTextDocumentContentProvider(RECEIPT_SCHEME, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const id = receiptTask(uri) ?? '';
      const engine = await services.engine();
      await forgetDeleted(services, engine);
      const state = services.hub.find(id);
      if (state === undefined) return vscode.l10n.t('There is no task {0} any more.', id);
      return receiptText(state, (reference) => engine.store.log.text(reference));
    },
  });
  const follow = (): void => void vscode.commands.executeCommand('setContext', 'centuria.receiptInFront', isPreviewInFront());
  const tabs = vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(follow),
    vscode.window.tabGroups.onDidChangeTabGroups(follow),
  );
  return vscode.Disposable.from(provider, refresh, changed, tabs);
}

/** Opens the receipt of `id`; without one, of the diff in front, else of the newest task. */
export async function showReceipt(services: Services, id: string | undefined): Promise<void> {
  await forgetDeleted(services, await services.engine());
  const task = id ?? services.results.active()?.task ?? services.hub.live()[0]?.id ?? services.hub.ended()[0]?.id;
  if (task === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no receipt yet: nothing has been asked.'));
    return;
  }
  const uri = vscode.Uri.from({ scheme: RECEIPT_SCHEME, path: `/${task}/${RECEIPT_NAME}` });
  lastShown = task;
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.commands.executeCommand('markdown.showPreview', document.uri);
  await vscode.commands.executeCommand('setContext', 'centuria.receiptShown', true);
}
