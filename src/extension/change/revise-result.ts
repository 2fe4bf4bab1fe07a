import * as vscode from 'vscode';

import { cachedAfter, type CachedPrefix } from '../../core/cached-prefix.ts';
import { describeRoute } from '../../core/router.ts';
import { planRoute } from '../../core/run-task.ts';
import { resultAttempt } from '../../core/task-words.ts';
import { optionsFor } from '../run-options.ts';
import type { Services } from '../services.ts';
import { nameOf } from './name-of.ts';
import { hashOf, type OpenResult } from './open-results.ts';
import { placeOfResult } from './place.ts';
import { revisedTitle } from './revised-title.ts';
import { prepareChange, runChange } from './run-change.ts';

/**
 * Ask for a change: the same selection once more, with the earlier answer and what the person wants of it. The earlier
 * result waits until the new one is decided on.
 */
export async function reviseResult(services: Services, result: OpenResult): Promise<void> {
  const wish = await askWish(services, result);
  if (wish === undefined || wish.trim() === '') return;
  const place = await placeOfResult(result);
  if (place === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The code it replaces was edited meanwhile. Select what to change and start anew.'));
    return;
  }
  const { document, start, end } = place;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const typed = wish.trim();
  const { subject } = result.job;
  const instruction = `${subject.instruction}\nAn earlier answer was:\n${result.replacement}\nChange it like this: ${typed}`;
  const revision = { title: revisedTitle(subject.title, nameOf(document), typed), typed, earlier: result.replacement, seat: subject.seat, task: result.task };
  const cached = subject.base === hashOf(document.getText()) ? cachedOf(services, result.task) : undefined;
  await vscode.window.showTextDocument(document, { preview: false });
  await runChange(services, { document, range, instruction, revision, cached });
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
    const engine = await services.engine();
    const [{ cards }, { work, localOnly }] = await Promise.all([engine.cards(), prepareChange(services, { document, range, instruction: '' })]);
    const words = describeRoute(planRoute(engine.world, work, optionsFor(cards, localOnly)));
    return words === '' ? undefined : words;
  } catch (error) {
    services.log.error('no preview of the route', error);
    return undefined;
  }
}
