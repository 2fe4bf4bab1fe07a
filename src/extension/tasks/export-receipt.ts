import * as vscode from 'vscode';

import { taskReceipt } from '../../node/task-receipt.ts';
import { askWhereToSave, saveWhole, tellSaved } from '../save-file.ts';
import type { Services } from '../services.ts';
import { receiptInFront } from './show-receipt.ts';

/** Centuria: Export Receipt. Of `id`; without one, of the receipt or diff in front, else of the newest task. `target`: no dialog. */
export async function exportReceipt(services: Services, id: string | undefined, target?: vscode.Uri): Promise<void> {
  const { store } = await services.engine();
  const task = id ?? receiptInFront() ?? services.results.active()?.task ?? services.hub.ended()[0]?.id;
  const receipt = task === undefined ? undefined : taskReceipt(store, task);
  if (task === undefined || receipt === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no receipt yet: nothing has been asked.'));
    return;
  }
  const place =
    target ??
    (await askWhereToSave({
      name: `receipt-${task.slice(0, 8)}.json`,
      title: vscode.l10n.t('Export Receipt'),
      filters: { JSON: ['json'] },
    }));
  if (place === undefined) return;
  await saveWhole(place, `${JSON.stringify(receipt, undefined, 2)}\n`);
  tellSaved(place);
}
