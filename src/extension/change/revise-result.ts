import * as vscode from 'vscode';

import type { Services } from '../services.ts';
import { discardResult } from './decide-result.ts';
import type { OpenResult } from './open-results.ts';
import { placeOfResult } from './place.ts';
import { runChange } from './run-change.ts';

/**
 * Ask for a change: the same selection once more, with the earlier answer and what the person wants of it. The earlier
 * result stays until there is a new one.
 */
export async function reviseResult(services: Services, result: OpenResult): Promise<void> {
  const wish = await vscode.window.showInputBox({
    title: vscode.l10n.t('What should be different?'),
    prompt: result.job.subject.title,
    ignoreFocusOut: true,
  });
  if (wish === undefined || wish.trim() === '') return;
  const place = await placeOfResult(result);
  if (place === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The code this result replaces was edited meanwhile. Select what to change and start anew.'));
    return;
  }
  const { document, start, end } = place;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const title = wish.trim();
  const instruction = `${result.job.subject.instruction}\nAn earlier answer was:\n${result.replacement}\nChange it like this: ${title}`;
  await vscode.window.showTextDocument(document, { preview: false });
  const id = await runChange(services, { document, range, instruction, title });
  const ending = id === undefined ? undefined : services.hub.find(id)?.ending?.type;
  const isAnswered = ending === 'proved' || ending === 'not-proved';
  if (isAnswered && services.results.get(result.task) === result) await discardResult(services, result);
}
