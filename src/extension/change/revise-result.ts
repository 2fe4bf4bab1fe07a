import * as vscode from 'vscode';

import type { Services } from '../services.ts';
import { discardResult } from './decide-result.ts';
import type { OpenResult } from './open-results.ts';
import { runChange } from './run-change.ts';

/** Ask for a change: the same selection once more, with the earlier answer and what the person wants of it. */
export async function reviseResult(services: Services, result: OpenResult): Promise<void> {
  const wish = await vscode.window.showInputBox({
    title: vscode.l10n.t('What should be different?'),
    prompt: result.job.subject.instruction,
    ignoreFocusOut: true,
  });
  if (wish === undefined || wish.trim() === '') return;
  const { document, tracker, job, replacement } = result;
  const place = tracker.now();
  const range = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
  const instruction = `${job.subject.instruction}\nAn earlier answer was:\n${replacement}\nChange it like this: ${wish.trim()}`;
  await vscode.window.showTextDocument(document, { preview: false });
  await discardResult(services, result);
  await runChange(services, { document, range, instruction });
}
