import * as vscode from 'vscode';

import type { TaskState } from '../../core/task.ts';
import { isParked } from '../../core/task-words.ts';
import type { Services } from '../services.ts';
import { answeredAttempt } from './answered-attempt.ts';
import { forgetDeleted } from './forget-deleted.ts';
import { reportEnding } from './report-ending.ts';
import { restoreResult } from './restore-result.ts';
import { showReceipt } from './show-receipt.ts';

/** What a click on a task does: the diff if there is a result to decide on, the choices if it is parked, the code while it runs, else the receipt. */
export async function openTask(services: Services, id: string): Promise<void> {
  const live = services.hub.live().find((task) => task.id === id);
  // A benchmark is about no file.
  if (live?.uri === '') return showReceipt(services, id);
  if (live !== undefined) {
    await vscode.window.showTextDocument(vscode.Uri.parse(live.uri), { preview: false });
    return;
  }
  await forgetDeleted(services, await services.engine());
  const state = services.hub.find(id);
  if (state !== undefined && isParked(state)) await reportEnding(services, state);
  else await openResult(services, id);
}

/** The diff of what a task came to, else its receipt. */
export async function openResult(services: Services, id: string): Promise<void> {
  await forgetDeleted(services, await services.engine());
  const state = services.hub.find(id);
  const open = services.results.get(id) ?? (await restored(services, state));
  if (open !== undefined) await services.results.show(open);
  else await showReceipt(services, id);
}

async function restored(services: Services, state: TaskState | undefined) {
  if (state === undefined || answeredAttempt(state) === undefined) return undefined;
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('The gates check an earlier result again') },
    () => restoreResult(services, state),
  );
  if (typeof result === 'object') return result;
  void vscode.window.showWarningMessage(result);
  return undefined;
}
