import * as vscode from 'vscode';

import { whyNotServing } from '../../core/proved-ability.ts';
import { isCutOff } from '../../core/task-words.ts';
import { nameOf } from '../change/name-of.ts';
import { placeOf } from '../change/place.ts';
import { runChange } from '../change/run-change.ts';
import { rangeOf } from '../range-of.ts';
import type { Services } from '../services.ts';
import { startAnalyse } from '../analyse/start-analyse.ts';
import { decideTask } from './decide-task.ts';
import { storedRevision } from './stored-revision.ts';

/** Runs a task again on the code as it is now, in the stead of one that was cut off; `first`: the model to ask first. */
export async function retryTask(services: Services, id: string, first?: string): Promise<void> {
  const state = services.hub.find(id);
  if (state?.subject === undefined) return;
  const { subject } = state;
  if (subject.kind === 'benchmark') return void (await vscode.commands.executeCommand('centuria.model.benchmark'));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(subject.uri));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const engine = await services.engine();
  const range = placeOf(document, rangeOf(subject.range), engine.store.log.text(subject.original));
  if (range === undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The code this task was about is not there any more. Select what to change and start anew.'),
    );
    return;
  }
  const revision = storedRevision(subject, nameOf(document), (reference) => engine.store.log.text(reference));
  if (revision === 'lost') {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The earlier answer that this task was to change is not stored: it held a secret, or it is gone. Select what to change and start anew.',
      ),
    );
    return;
  }
  if (isCutOff(state)) await decideTask(services, id, 'dismissed');
  if (subject.kind === 'edit')
    await runChange(services, { document, range, instruction: subject.instruction, revision, ...(first === undefined ? {} : { first }) });
  else {
    editor.selection = new vscode.Selection(range.start, range.end);
    await startAnalyse(services, first);
  }
}

/** Asks which model to try first, then retries. */
export async function retryTaskWith(services: Services, id: string): Promise<void> {
  const kind = services.hub.find(id)?.subject?.kind ?? 'edit';
  if (kind === 'benchmark') return retryTask(services, id);
  const engine = await services.engine();
  const { cards } = await engine.cards();
  const rows = cards.map((card) => ({
    label: card.label,
    description: card.local ? 'on this machine, free' : card.provider,
    detail: whyNotServing(card, kind) ?? '',
    card,
  }));
  const chosen = await vscode.window.showQuickPick(rows, { title: vscode.l10n.t('Which model first?') });
  if (chosen !== undefined) await retryTask(services, id, chosen.card.key);
}
