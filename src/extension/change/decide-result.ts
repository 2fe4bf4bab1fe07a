import * as vscode from 'vscode';

import { applyReplacement, selectedOf, type ChangeJob } from '../../core/change/change-work.ts';
import type { GateResult } from '../../core/gate.ts';
import { evidenceOf, judgementOf, verdictWords } from '../../core/verdicts.ts';
import type { Services } from '../services.ts';
import { hashOf, type OpenResult } from './open-results.ts';

/**
 * Accepts a result: one edit of the document, one undo away, not saved. The verdict must belong to exactly the text that
 * is there and the text that will be there; if either moved on, the gates run again first.
 */
export async function acceptResult(services: Services, result: OpenResult): Promise<boolean> {
  const place = result.tracker.now();
  const original = selectedOf(result.job).text;
  const document = result.document;
  const now = document.getText();
  if (place.touched || now.slice(place.start, place.end) !== original) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The code this result replaces was edited meanwhile, so it cannot be accepted as it is. Nothing was changed.'),
      { modal: false },
    );
    return false;
  }
  const judged = await judgedAsShown(services, result, now);
  if (judged === undefined || !(await agreed(judged))) return false;
  const { start, end } = result.tracker.now();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, result.replacement);
  if (!(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The editor refused the edit: the file may be read-only. Nothing was changed.'));
    return false;
  }
  await finish(services, result, 'accepted');
  const shown = await vscode.window.showTextDocument(document, { preview: false });
  const at = document.positionAt(start);
  shown.selection = new vscode.Selection(at, at);
  shown.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}

export async function discardResult(services: Services, result: OpenResult): Promise<void> {
  await finish(services, result, 'discarded');
}

async function finish(services: Services, result: OpenResult, decision: 'accepted' | 'discarded'): Promise<void> {
  const { decideTask } = await import('../tasks/decide-task.ts');
  await decideTask(services, result.task, decision);
  await services.results.close(result);
  if (decision === 'accepted') await vscode.commands.executeCommand('setContext', 'centuria.changeDone', true);
}

/** The verdict on the text as it is shown now, rebased onto the document as it is now. Undefined if it was cancelled. */
async function judgedAsShown(services: Services, result: OpenResult, now: string): Promise<readonly GateResult[] | undefined> {
  const shown = services.results.files.text(result.uri) ?? applyReplacement(result.job, result.replacement);
  const baseChanged = hashOf(now) !== result.judged.baseHash;
  const resultChanged = hashOf(shown) !== result.judged.resultHash;
  if (!baseChanged && !resultChanged) return result.judged.results;
  const replacement = resultChanged ? replacementIn(result.job, shown) : result.replacement;
  if (replacement === undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The result was edited outside the selection. Undo that edit, or discard the result.'),
    );
    return undefined;
  }
  return rejudge(services, result, { now, replacement });
}

/** What stands in the selection's place in an edited result; undefined if something else was edited too. */
function replacementIn(job: ChangeJob, shown: string): string | undefined {
  const before = job.document.text.slice(0, job.start);
  const after = job.document.text.slice(job.end);
  if (!shown.startsWith(before) || !shown.endsWith(after) || shown.length < before.length + after.length) return undefined;
  return shown.slice(before.length, shown.length - after.length);
}

export async function rejudge(
  services: Services,
  result: OpenResult,
  change: { readonly now: string; readonly replacement: string },
): Promise<readonly GateResult[] | undefined> {
  const { judgeReplacement } = await import('../../core/change/change-work.ts');
  const place = result.tracker.now();
  const job: ChangeJob = { ...result.job, document: { ...result.job.document, text: change.now }, start: place.start, end: place.end };
  const engine = await services.engine();
  const results = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t('The text has changed: the gates check it again') },
    async (_progress, token) => {
      const { signalOf } = await import('../signal.ts');
      const verdict = await judgeReplacement(job, engine.world.gates, change.replacement, signalOf(token));
      return token.isCancellationRequested ? undefined : verdict;
    },
  );
  if (results === undefined) return undefined;
  const format = result.judged.results.filter(({ gate }) => gate === 'format');
  result.job = job;
  result.replacement = change.replacement;
  const text = applyReplacement(job, change.replacement);
  result.judged = { baseHash: hashOf(change.now), resultHash: hashOf(text), results: [...format, ...results] };
  services.results.files.put(result.task, result.uri.path.split('/').at(-1) ?? '', text);
  return result.judged.results;
}

/** A proved result is accepted at once; anything else only on the person's word, told what is not proved. */
async function agreed(results: readonly GateResult[]): Promise<boolean> {
  const judgement = judgementOf(results);
  if (judgement.type === 'proved') return true;
  const detail = judgement.type === 'refused' ? evidenceOf(judgement.failed).join('\n') : judgement.why;
  const accept = vscode.l10n.t('Accept Anyway');
  const title = vscode.l10n.t('This result is not proved: {0}.', verdictWords(results));
  return (await vscode.window.showWarningMessage(title, { modal: true, detail }, accept)) === accept;
}
