import * as vscode from 'vscode';

import { applyReplacement, judgeReplacement, originalOf, type ChangeJob } from '../../core/change/change-work.ts';
import type { GateResult } from '../../core/gate.ts';
import { doubtWords, evidenceOf, judgementOf } from '../../core/verdicts.ts';
import type { Services } from '../services.ts';
import { gateWishes } from '../settings.ts';
import { signalOf } from '../signal.ts';
import { decideTask, recordVerdict } from '../tasks/decide-task.ts';
import { unsavedTexts } from './collect.ts';
import { firstChange } from './first-change.ts';
import { nameOf } from './name-of.ts';
import { hashOf, type OpenResult } from './open-results.ts';
import { placeOfResult, type Place } from './place.ts';
import { isWritable } from './writable.ts';

/**
 * Accepts a result: one edit of the document, one undo away, not saved. The verdict must belong to exactly the text that
 * is there, the text that will be there, and what is wanted of the gates; if any moved on, the gates run again first.
 */
export async function acceptResult(services: Services, result: OpenResult): Promise<boolean> {
  const place = await placeOfResult(result);
  if (place === undefined)
    return refused(
      vscode.l10n.t('Not accepted: the code it replaces was edited meanwhile. Undo that edit, or discard the result. Nothing was changed.'),
    );
  const { document, start, end } = place;
  if (!(await isWritable(document.uri))) {
    return refused(
      vscode.l10n.t('Not accepted: {0} is read-only. Make it writable and accept again. Nothing was changed.', nameOf(document)),
    );
  }
  const judged = await judgedAsShown(services, result, place);
  if (judged === undefined || !(await agreed(judged))) return false;
  // Edited while the gates or the person were at it: the verdict is of another text.
  if (hashOf(document.getText()) !== result.judged.baseHash || document.isClosed) return acceptResult(services, result);
  const before = document.getText();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, result.replacement);
  if (!(await vscode.workspace.applyEdit(edit)))
    return refused(vscode.l10n.t('The editor refused the edit of {0}. Nothing was changed.', nameOf(document)));
  services.results.accepted.add(result.task, document.uri.toString(), { before, after: document.getText() });
  const shown = await vscode.window.showTextDocument(document, { preview: false });
  const at = document.positionAt(start + firstChange(originalOf(result.job), result.replacement));
  shown.selection = new vscode.Selection(at, at);
  shown.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  await finish(services, result, 'accepted');
  return true;
}

function refused(why: string): false {
  void vscode.window.showWarningMessage(why);
  return false;
}

/** A revision that is discarded leads back to the result that it revised. */
export async function discardResult(services: Services, result: OpenResult): Promise<void> {
  await finish(services, result, 'discarded');
}

async function finish(services: Services, result: OpenResult, decision: 'accepted' | 'discarded'): Promise<void> {
  await decideTask(services, result.task, decision);
  await services.results.close(result);
  const earlier = result.earlier === undefined ? undefined : services.results.get(result.earlier);
  if (decision === 'accepted') {
    await vscode.commands.executeCommand('setContext', 'centuria.changeDone', true);
    if (earlier !== undefined) await settleEarlier(services, earlier);
  } else if (earlier !== undefined) await services.results.show(earlier);
}

/** What was revised, and what that revised, goes with the revision that was accepted. */
async function settleEarlier(services: Services, earlier: OpenResult): Promise<void> {
  await decideTask(services, earlier.task, 'discarded');
  await services.results.close(earlier);
  const before = earlier.earlier === undefined ? undefined : services.results.get(earlier.earlier);
  if (before !== undefined) await settleEarlier(services, before);
}

/** The verdict on the text as it is shown now, rebased onto the document as it is now. Undefined if it was cancelled. */
async function judgedAsShown(services: Services, result: OpenResult, place: Place): Promise<readonly GateResult[] | undefined> {
  const shown = textShown(services, result);
  const baseChanged = hashOf(place.document.getText()) !== result.judged.baseHash;
  const resultChanged = hashOf(shown) !== result.judged.resultHash;
  const wishesChanged = gateWishes(result.source) !== result.judged.wishes;
  if (!baseChanged && !resultChanged && !wishesChanged) return result.judged.results;
  const replacement = resultChanged ? replacementIn(result.job, shown) : result.replacement;
  if (replacement === undefined) {
    refused(vscode.l10n.t('Not accepted: the result was edited outside the selection. Undo that edit, or discard the result.'));
    return undefined;
  }
  const results = await rejudge(services, result, { place, replacement });
  if (results !== undefined && judgementOf(results).type !== 'proved') await services.results.show(result);
  return results;
}

function textShown({ results }: Pick<Services, 'results'>, { uri, job, replacement }: OpenResult): string {
  return results.files.text(uri) ?? applyReplacement(job, replacement);
}

/** The replacement as the person sees it, with what was edited in it; undefined if something else was edited too. */
export function replacementShown(services: Pick<Services, 'results'>, result: OpenResult): string | undefined {
  return replacementIn(result.job, textShown(services, result));
}

/** What stands in the selection's place in an edited result; undefined if something else was edited too. */
function replacementIn(job: ChangeJob, shown: string): string | undefined {
  const before = job.document.text.slice(0, job.start);
  const after = job.document.text.slice(job.end);
  if (!shown.startsWith(before) || !shown.endsWith(after) || shown.length < before.length + after.length) return undefined;
  return shown.slice(before.length, shown.length - after.length);
}

/** Judges `replacement` at `place`, and makes the result that. Undefined if it was cancelled: then nothing has changed. */
export async function rejudge(
  services: Services,
  result: OpenResult,
  change: { readonly place: Place; readonly replacement: string; readonly title?: string },
): Promise<readonly GateResult[] | undefined> {
  const { place, replacement, title = vscode.l10n.t('The text has changed: the gates check it again') } = change;
  const { document, start, end } = place;
  const base = document.getText();
  const job: ChangeJob = { ...result.job, document: { ...result.job.document, text: base }, start, end, overlays: unsavedTexts(document) };
  const wishes = gateWishes(result.source);
  const engine = await services.engine();
  const results = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title },
    async (_progress, token) => {
      const verdict = await judgeReplacement(job, engine.world, { replacement, signal: signalOf(token) });
      return token.isCancellationRequested ? undefined : verdict;
    },
  );
  if (results === undefined) return undefined;
  const format = result.judged.results.filter(({ gate }) => gate === 'format');
  const text = applyReplacement(job, replacement);
  result.job = job;
  result.replacement = replacement;
  result.judged = { baseHash: hashOf(base), resultHash: hashOf(text), wishes, results: [...format, ...results] };
  await services.results.files.settle(result.uri);
  services.results.files.put(result.task, result.uri.path.split('/').at(-1) ?? '', text);
  await recordVerdict(services, result.task, result.judged.results);
  return result.judged.results;
}

/** A proved result is accepted at once; anything else only on the person's word, told what is not proved. */
async function agreed(results: readonly GateResult[]): Promise<boolean> {
  const judgement = judgementOf(results);
  if (judgement.type === 'proved') return true;
  const detail = judgement.type === 'refused' ? evidenceOf(judgement.failed).join('\n') : judgement.why;
  // The first is what Enter does, and comes first only if it is not the one to close with.
  const keep = { title: vscode.l10n.t('Keep Reviewing') };
  const accept = { title: vscode.l10n.t('Accept Anyway') };
  return (await vscode.window.showWarningMessage(doubtWords(results), { modal: true, detail }, keep, accept)) === accept;
}
