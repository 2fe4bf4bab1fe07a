import * as vscode from 'vscode';

import { applyReplacement, changeWork, type ChangeJob } from '../../core/change/change-work.ts';
import { planRoute, runTask, type Work } from '../../core/run-task.ts';
import { masked } from '../../core/secret-check.ts';
import type { TaskState } from '../../core/task.ts';
import { askConsent } from '../consent.ts';
import { optionsFor } from '../run-options.ts';
import { takeSeat } from '../seats.ts';
import type { Engine, Services } from '../services.ts';
import { reportEnding } from '../tasks/report-ending.ts';
import { withHub } from '../tasks/with-hub.ts';
import { collectInput, localOnlyReason, nameOf } from './collect.ts';
import { rejudge } from './decide-result.ts';
import { hashOf, type OpenResult } from './open-results.ts';
import { trackRange, type RangeTracker } from './range-tracker.ts';

export interface ChangeRequest {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly instruction: string;
  /** The card to ask first: "Retry with…". */
  readonly first?: string;
}

export interface PreparedChange {
  readonly job: ChangeJob;
  readonly work: Work;
  readonly localOnly: string | undefined;
  /** The replacement of the last answer that had the right form. */
  replacement(): string | undefined;
}

/**
 * Collects what a change is made from; nothing is sent. With an empty instruction it is a preview and nothing is kept;
 * else the selection and the instruction are stored with every secret blotted out.
 */
export async function prepareChange(services: Services, request: ChangeRequest): Promise<PreparedChange> {
  const { document, range, instruction } = request;
  const engine = await services.engine();
  const seat = takeSeat(services, 'generation', { languageId: document.languageId, hint: instruction });
  const input = await collectInput(document, range, { instruction, role: seat.role.instructions });
  const gates = engine.world.gates;
  const keep = async (text: string): Promise<string> => (instruction === '' ? '' : masked(gates, text));
  const job: ChangeJob = {
    subject: {
      kind: 'edit',
      title: `${nameOf(document)}: ${await keep(instruction)}`,
      instruction: await keep(instruction),
      uri: document.uri.toString(),
      range: { startLine: range.start.line, startColumn: 0, endLine: range.end.line, endColumn: range.end.character },
      original: engine.store.log.putText(await keep(document.getText(range))),
      seat: seat.id,
    },
    input,
    document: { uri: document.uri.toString(), languageId: document.languageId, text: document.getText() },
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    overlays: unsavedTexts(document),
    trusted: vscode.workspace.isTrusted,
  };
  let replacement: string | undefined;
  const work = changeWork(job, engine.world.gates, (text) => (replacement = text));
  return { job, work, localOnly: localOnlyReason(document), replacement: () => replacement };
}

function unsavedTexts(but: vscode.TextDocument): ChangeJob['overlays'] {
  return vscode.workspace.textDocuments
    .filter((document) => document !== but && document.isDirty && document.uri.scheme !== 'centuria')
    .map((document) => ({ uri: document.uri.toString(), text: document.getText() }));
}

/** Runs a change from the request to the diff, or to a message that says why there is none. Returns the task's id. */
export async function runChange(services: Services, request: ChangeRequest): Promise<string | undefined> {
  const engine = await services.engine();
  const prepared = await prepareChange(services, request);
  const cards = await permittedCards(services, engine, { prepared, request });
  if (cards === undefined) return undefined;
  const { document } = request;
  const tracker = trackRange(document, prepared.job);
  const id = engine.world.ids.next();
  const shown = services.inline.show(id, document, () => document.positionAt(tracker.now().start).line);
  let state: TaskState;
  try {
    state = await withHub(services, prepared.job.subject, { id, startedAt: engine.world.clock.now() }, (signal, onProgress) =>
      runTask(engine.world, prepared.work, {
        ...optionsFor(cards, prepared.localOnly, request.first),
        id,
        signal,
        onProgress,
      }),
    );
  } catch (error) {
    tracker.dispose();
    throw error;
  } finally {
    shown.dispose();
  }
  await finishChange(services, state, { prepared, tracker, document });
  return id;
}

/** The cards that may be asked, after the question about clouds that are new; undefined if the person closed it. */
async function permittedCards(
  services: Services,
  engine: Engine,
  job: { readonly prepared: PreparedChange; readonly request: ChangeRequest },
) {
  const report = await engine.cards();
  const options = optionsFor(report.cards, job.prepared.localOnly, job.request.first);
  const route = planRoute(engine.world, job.prepared.work, options);
  const what = vscode.l10n.t('the selected code, the rest of {0}, and your instruction', nameOf(job.request.document));
  const allowed = await askConsent(services, route.candidates.map(({ card }) => card), what);
  return allowed && report.cards.filter((card) => card.local || allowed.includes(card.provider));
}

interface Finished {
  readonly prepared: PreparedChange;
  readonly tracker: RangeTracker;
  readonly document: vscode.TextDocument;
}

async function finishChange(services: Services, state: TaskState, done: Finished): Promise<void> {
  const ending = state.ending;
  const replacement = done.prepared.replacement();
  const hasResult = (ending?.type === 'proved' || ending?.type === 'not-proved') && replacement !== undefined;
  if (hasResult) return offerResult(services, state, { ...done, replacement });
  if (replacement === undefined) done.tracker.dispose();
  else services.results.add(openResult(services, state, { ...done, replacement }));
  await reportEnding(services, state);
}

function openResult(services: Services, state: TaskState, done: Finished & { readonly replacement: string }): OpenResult {
  const { prepared, tracker, document, replacement } = done;
  const text = applyReplacement(prepared.job, replacement);
  const name = document.uri.path.split('/').at(-1) ?? 'result';
  const results = state.attempts.findLast((attempt) => attempt.results?.some(({ gate }) => gate !== 'format'))?.results ?? [];
  return {
    task: state.id,
    document,
    tracker,
    uri: services.results.files.put(state.id, name, text),
    job: prepared.job,
    replacement,
    judged: { baseHash: hashOf(prepared.job.document.text), resultHash: hashOf(text), results },
  };
}

/** Shows the diff if the person is still in that editor, else leaves it under Needs you. */
async function offerResult(services: Services, state: TaskState, done: Finished & { readonly replacement: string }): Promise<void> {
  const result = openResult(services, state, done);
  services.results.add(result);
  const place = done.tracker.now();
  const now = done.document.getText();
  if (place.touched) {
    const show = vscode.l10n.t('Show Result');
    const words = vscode.l10n.t('You edited the selected code while the answer was written. The result is kept, but cannot be accepted.');
    if ((await vscode.window.showWarningMessage(words, show)) === show) await services.results.show(result);
    return;
  }
  if (hashOf(now) !== result.judged.baseHash && (await rejudge(services, result, { now, replacement: result.replacement })) === undefined) return;
  if (vscode.window.activeTextEditor?.document === done.document) await services.results.show(result);
  else {
    const show = vscode.l10n.t('Show Result');
    const words = vscode.l10n.t('A result for {0} waits for you.', nameOf(done.document));
    if ((await vscode.window.showInformationMessage(words, show)) === show) await services.results.show(result);
  }
}
