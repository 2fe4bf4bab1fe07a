import * as vscode from 'vscode';

import type { CachedPrefix } from '../../core/cached-prefix.ts';
import type { ChangeInput } from '../../core/change/change-prompt.ts';
import { applyReplacement, changeWork, type ChangeJob } from '../../core/change/change-work.ts';
import { planRoute, runTask } from '../../core/run-task.ts';
import { seatById } from '../../core/roster.ts';
import { masked } from '../../core/secret-check.ts';
import type { TaskState } from '../../core/task.ts';
import type { Work } from '../../core/work.ts';
import { absentEntries } from '../absences.ts';
import { askConsent } from '../consent.ts';
import { optionsFor } from '../run-options.ts';
import { takeSeat } from '../seats.ts';
import { gateWishes } from '../settings.ts';
import type { Engine, Services } from '../services.ts';
import { reportEnding } from '../tasks/report-ending.ts';
import { runOrResume, type ParkedTask } from '../tasks/parked-task.ts';
import { withHub } from '../tasks/with-hub.ts';
import { bestOf, type JudgedAnswer } from './best-answer.ts';
import { collectInput, unsavedTexts } from './collect.ts';
import { localOnlyReason } from './local-only.ts';
import { nameOf } from './name-of.ts';
import { rejudge } from './decide-result.ts';
import { hashOf, type OpenResult } from './open-results.ts';
import { placeOfResult } from './place.ts';
import { trackRange, type RangeTracker } from './range-tracker.ts';
import { firstOf, revisionSubject, type Revision } from './revision.ts';

export interface ChangeRequest {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly instruction: string;
  readonly revision?: Revision | undefined;
  /** What a vendor has cached of what is asked. */
  readonly cached?: CachedPrefix | undefined;
  /** The card to ask first: "Retry with…". */
  readonly first?: string;
  /** The task that goes on. Absent: it is a new one. */
  readonly parked?: ParkedTask;
}

export interface PreparedChange {
  readonly job: ChangeJob;
  readonly work: Work;
  readonly localOnly: string | undefined;
  /** What was wanted of the gates when it began. */
  readonly wishes: string;
  /** The answers that had the right form, with what the gates said of each, oldest first. */
  readonly judged: readonly JudgedAnswer[];
}

/**
 * Collects what a change is made from; nothing is sent. With an empty instruction it is a preview and nothing is kept;
 * else the selection and the instruction are stored with every secret blotted out.
 */
export async function prepareChange(services: Services, request: ChangeRequest): Promise<PreparedChange> {
  const { document, range, instruction, revision, parked } = request;
  const engine = await services.engine();
  // A task that goes on keeps its seat, whose budget it is.
  const seat =
    seatById(parked?.subject.seat ?? revision?.seat ?? '') ??
    takeSeat(services, 'generation', { languageId: document.languageId, hint: instruction });
  const input = await collectInput(document, range, { instruction, role: seat.role.instructions });
  const gates = engine.world.gates;
  const keep = async (text: string): Promise<string> => (instruction === '' ? '' : masked(gates, text));
  const job: ChangeJob = {
    subject: parked?.subject ?? {
      kind: 'edit',
      title: `${nameOf(document)}: ${await keep(request.revision?.title ?? instruction)}`,
      instruction: await keep(instruction),
      ...(await revisionSubject(revision, async (text) => engine.store.log.putText(await keep(text)), keep)),
      uri: document.uri.toString(),
      range: { startLine: range.start.line, startColumn: 0, endLine: range.end.line, endColumn: range.end.character },
      original: engine.store.log.putText(await keep(document.getText(range))),
      base: hashOf(document.getText()),
      seat: seat.id,
    },
    ...inputOf(input, revision),
    document: { uri: document.uri.toString(), languageId: document.languageId, text: document.getText() },
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    overlays: unsavedTexts(document),
    trusted: vscode.workspace.isTrusted,
  };
  const judged: JudgedAnswer[] = [];
  return {
    job,
    wishes: gateWishes(document.uri),
    work: rememberingJudged(job, engine, judged),
    localOnly: localOnlyReason(document.uri),
    judged,
  };
}

/** Of a revision: what is reported in the selection is of the code that the earlier answer replaces. */
function inputOf(input: ChangeInput, revision: Revision | undefined): Pick<ChangeJob, 'input' | 'passed'> {
  if (revision === undefined) return { input };
  const { earlier, passed } = revision;
  return {
    input: { ...input, selection: earlier.replaceAll('\r\n', '\n'), diagnostics: [], again: true },
    ...(passed === undefined ? {} : { passed }),
  };
}

/** An answer counts once all its gates have spoken: one that was cancelled before that is none. */
function rememberingJudged(job: ChangeJob, engine: Engine, judged: JudgedAnswer[]): Work {
  let replacement: string | undefined;
  const work = changeWork(job, engine.world, (text) => (replacement = text));
  return {
    ...work,
    async check(answer, signal, onTests) {
      replacement = undefined;
      const verdict = await work.check(answer, signal, onTests);
      if (replacement !== undefined && !signal.aborted) judged.push({ replacement, results: verdict.results });
      return verdict;
    },
  };
}

/** Runs a change from the request to the diff, or to a message that says why there is none. */
export async function runChange(services: Services, request: ChangeRequest): Promise<void> {
  const engine = await services.engine();
  const prepared = await prepareChange(services, request);
  const options = await permittedOptions(services, engine, { prepared, request });
  if (options === undefined) return;
  const { document } = request;
  const tracker = trackRange(document.uri, prepared.job);
  const id = request.parked?.id ?? engine.world.ids.next();
  const shown = services.inline.show(id, document, () => {
    const { start, end } = tracker.now();
    return new vscode.Range(document.positionAt(start), document.positionAt(end));
  });
  let state: TaskState;
  try {
    state = await withHub(services, { id, startedAt: engine.world.clock.now(), subject: prepared.job.subject }, (signal, onProgress) =>
      runOrResume(request.parked, (resumed) => runTask(engine.world, prepared.work, { ...options, ...resumed, id, signal, onProgress })),
    );
  } catch (error) {
    tracker.dispose();
    throw error;
  } finally {
    shown.dispose();
  }
  await finishChange(services, state, { prepared, tracker, source: document.uri, revision: request.revision });
}

/** What may be asked, after the question about clouds that are new; undefined if the person closed it. */
async function permittedOptions(
  services: Services,
  engine: Engine,
  job: { readonly prepared: PreparedChange; readonly request: ChangeRequest },
) {
  const report = await engine.cards();
  const { cards } = report;
  const { localOnly, work } = job.prepared;
  const wishes = firstOf(job.request);
  const { cached } = job.request;
  const route = planRoute(engine.world, work, { ...optionsFor(cards, localOnly, wishes), cached });
  const what = vscode.l10n.t('the selected code, the rest of {0}, and your instruction', nameOf(job.request.document));
  const allowed = await askConsent(
    services,
    route.candidates.map(({ card }) => card),
    what,
  );
  return allowed && { ...optionsFor(cards, localOnly, { ...wishes, allowed }), cached, absent: absentEntries(report) };
}

interface Finished {
  readonly prepared: PreparedChange;
  readonly tracker: RangeTracker;
  readonly source: vscode.Uri;
  readonly revision: ChangeRequest['revision'];
}

async function finishChange(services: Services, state: TaskState, done: Finished): Promise<void> {
  const { judged } = done.prepared;
  const hasResult = state.ending?.type === 'proved' || state.ending?.type === 'not-proved';
  const answer = hasResult ? judged.at(-1) : bestOf(judged);
  if (answer === undefined || state.ending?.type === 'cancelled') {
    done.tracker.dispose();
    return reportEnding(services, state);
  }
  const result = openResult(services, state, { ...done, answer });
  services.results.add(result);
  if (hasResult) await putBehind(services, answer, done.revision);
  await (hasResult ? offerResult(services, result) : reportEnding(services, state));
}

/** What was revised stays open, out of sight; that a revision changed nothing is said. */
async function putBehind(services: Services, { replacement }: JudgedAnswer, revision: ChangeRequest['revision']): Promise<void> {
  const earlier = revision?.task === undefined ? undefined : services.results.get(revision.task);
  if (earlier === undefined) return;
  if (replacement === earlier.replacement) void vscode.window.showInformationMessage(vscode.l10n.t('The answer is the same as before.'));
  await services.results.hide(earlier);
}

function openResult(services: Services, state: TaskState, done: Finished & { readonly answer: JudgedAnswer }): OpenResult {
  const { prepared, tracker, source, answer } = done;
  const text = applyReplacement(prepared.job, answer.replacement);
  return {
    task: state.id,
    earlier: done.revision?.task,
    source,
    tracker,
    uri: services.results.files.put(state.id, source.path.split('/').at(-1) ?? 'result', text),
    job: prepared.job,
    replacement: answer.replacement,
    judged: { baseHash: hashOf(prepared.job.document.text), resultHash: hashOf(text), wishes: prepared.wishes, results: answer.results },
  };
}

/** Shows the diff if the person is still in that editor, else leaves it under Needs you. */
async function offerResult(services: Services, result: OpenResult): Promise<void> {
  const place = await placeOfResult(result);
  if (place === undefined) {
    const show = vscode.l10n.t('Show Result');
    const words = vscode.l10n.t('A result waits, but you edited the code it replaces. It can be accepted once you undo that edit.');
    if ((await vscode.window.showWarningMessage(words, show)) === show) await services.results.show(result);
    return;
  }
  const { replacement, judged } = result;
  const isRebased = hashOf(place.document.getText()) !== judged.baseHash;
  if (isRebased && (await rejudge(services, result, { place, replacement })) === undefined) return;
  if (vscode.window.activeTextEditor?.document.uri.toString() === result.source.toString()) await services.results.show(result);
  else {
    const show = vscode.l10n.t('Show Result');
    const words = vscode.l10n.t('A result for {0} waits for you.', nameOf(place.document));
    if ((await vscode.window.showInformationMessage(words, show)) === show) await services.results.show(result);
  }
}
