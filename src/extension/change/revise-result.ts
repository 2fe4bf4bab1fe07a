import * as vscode from 'vscode';

import { cachedAfter, type CachedPrefix } from '../../core/cached-prefix.ts';
import { describeRoute } from '../../core/router.ts';
import { planRoute } from '../../core/run-task.ts';
import { resultAttempt } from '../../core/task-words.ts';
import { optionsFor } from '../run-options.ts';
import type { Services } from '../services.ts';
import { answeredAttempt } from '../tasks/answered-attempt.ts';
import { replacementShown } from './decide-result.ts';
import { nameOf } from './name-of.ts';
import { hashOf, type OpenResult } from './open-results.ts';
import { placeOfResult } from './place.ts';
import { revisedInstruction, revisedTitle } from './revised-title.ts';
import { firstOf, type Revision } from './revision.ts';
import { prepareChange, runChange } from './run-change.ts';

/**
 * Ask for a change: the result as the person sees it is the code to change, in the place of the same selection. The
 * earlier result waits until the new one is decided on.
 */
export async function reviseResult(services: Services, result: OpenResult): Promise<void> {
  const wish = await askWish(services, result);
  if (wish === undefined || wish.trim() === '') return;
  const place = await placeOfResult(result);
  if (place === undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The code it replaces was edited meanwhile. Select what to change and start anew.'),
    );
    return;
  }
  const { document, start, end } = place;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const typed = wish.trim();
  const { subject, input } = result.job;
  const revision = revisionOf(services, result, { title: revisedTitle(subject.title, nameOf(document), typed), typed });
  if (revision === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The result was edited outside the selection. Undo that edit, and ask again.'));
    return;
  }
  const instruction = revisedInstruction(subject.instruction, typed);
  // The prompt of a first answer begins with the code that was selected; those of revisions begin alike.
  const cached = input.again === true && subject.base === hashOf(document.getText()) ? cachedOf(services, result.task) : undefined;
  await vscode.window.showTextDocument(document, { preview: false });
  await runChange(services, { document, range, instruction, revision, cached });
}

/** What is to be changed is what the person sees; undefined if that was edited outside the selection. */
function revisionOf(services: Services, result: OpenResult, words: Pick<Revision, 'title' | 'typed'>): Revision | undefined {
  const earlier = replacementShown(services, result);
  if (earlier === undefined) return undefined;
  const { job, replacement, judged, task } = result;
  const state = services.hub.find(task);
  const hasPassed = judged.results.some(({ gate, verdict, required }) => gate === 'tests' && verdict === 'pass' && required);
  return {
    ...words,
    earlier,
    passed: hasPassed ? replacement : job.passed,
    writer: state && answeredAttempt(state)?.card,
    seat: job.subject.seat,
    task,
  };
}

/** What the model that answered has cached of its prompt, which the next one begins with. */
function cachedOf(services: Services, task: string): CachedPrefix | undefined {
  const state = services.hub.find(task);
  const attempt = state && resultAttempt(state);
  if (attempt?.usage === undefined || attempt.endedAt === undefined) return undefined;
  return cachedAfter(attempt.card, attempt.usage, attempt.endedAt);
}

/** An input that also says what will happen, once that is known. */
async function askWish(services: Services, result: OpenResult): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t('What should be different?');
  input.prompt = result.job.subject.title;
  input.ignoreFocusOut = true;
  const wish = new Promise<string | undefined>((resolve) => {
    input.onDidAccept(() => (resolve(input.value), input.hide()));
    input.onDidHide(() => (resolve(undefined), input.dispose()));
  });
  input.show();
  void forecast(services, result).then((words) => {
    if (words !== undefined) input.prompt = words;
  });
  return wish;
}

async function forecast(services: Services, result: OpenResult): Promise<string | undefined> {
  try {
    const place = await placeOfResult(result);
    if (place === undefined) return undefined;
    const { document, start, end } = place;
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const revision = revisionOf(services, result, { title: '', typed: '' });
    const engine = await services.engine();
    const [{ cards }, { work, localOnly }] = await Promise.all([
      engine.cards(),
      prepareChange(services, { document, range, instruction: '', revision }),
    ]);
    const words = describeRoute(planRoute(engine.world, work, optionsFor(cards, localOnly, firstOf({ revision }))));
    return words === '' ? undefined : words;
  } catch (error) {
    services.log.error('no preview of the route', error);
    return undefined;
  }
}
