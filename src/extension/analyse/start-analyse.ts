import * as vscode from 'vscode';

import { analyseWork, type AnalyseJob, type CodeFinding } from '../../core/analyse/analyse-work.ts';
import { planRoute, runTask } from '../../core/run-task.ts';
import { seatById } from '../../core/roster.ts';
import { masked } from '../../core/secret-check.ts';
import type { TaskState, TaskSubject } from '../../core/task.ts';
import { absentEntries } from '../absences.ts';
import { whyNotDocument } from '../change/collect.ts';
import { localOnlyReason } from '../change/local-only.ts';
import { nameOf } from '../change/name-of.ts';
import { trackRange } from '../change/range-tracker.ts';
import { askConsent } from '../consent.ts';
import { optionsFor } from '../run-options.ts';
import { takeSeat } from '../seats.ts';
import type { Engine, Services } from '../services.ts';
import { reportEnding } from '../tasks/report-ending.ts';
import { runOrResume, type ParkedTask } from '../tasks/parked-task.ts';
import { withHub } from '../tasks/with-hub.ts';

/** Centuria: Analyse. The selection, or the whole file where nothing is selected; findings go to the Problems view. */
export async function startAnalyse(services: Services, first?: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open the file to analyse first.'));
    return;
  }
  const { document, selection } = editor;
  const whyNot = whyNotDocument(document);
  if (whyNot !== undefined) return void vscode.window.showWarningMessage(whyNot);
  const range = selection.isEmpty
    ? new vscode.Range(0, 0, document.lineCount - 1, document.lineAt(document.lineCount - 1).text.length)
    : new vscode.Range(selection.start.line, 0, selection.end.line, document.lineAt(selection.end.line).text.length);
  if (document.getText(range).trim() === '') {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no text to analyse.', nameOf(document)));
    return;
  }
  await analyse(services, { document, range, ...(first === undefined ? {} : { first }) });
}

export interface AnalyseRequest {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly first?: string;
  /** The task that goes on. Absent: it is a new one. */
  readonly parked?: ParkedTask;
}

export async function analyse(services: Services, request: AnalyseRequest): Promise<void> {
  const { document, range, parked, first } = request;
  const engine = await services.engine();
  const text = document.getText(range);
  const job = await jobOf(services, engine, request);
  let found: Found['found'];
  const work = analyseWork(job, (findings, dropped) => (found = { findings, dropped }));
  const report = await engine.cards();
  const localOnly = localOnlyReason(document.uri);
  const wishes = first === undefined ? {} : { first };
  const route = planRoute(engine.world, work, optionsFor(report.cards, localOnly, wishes));
  const asked = route.candidates.map(({ card }) => card);
  const allowed = await askConsent(services, asked, vscode.l10n.t('the text of {0} that you analyse', nameOf(document)));
  if (allowed === undefined) return;
  const tracker = trackRange(document.uri, { start: document.offsetAt(range.start), end: document.offsetAt(range.end) });
  const id = parked?.id ?? engine.world.ids.next();
  const shown = services.inline.show(id, document, () => {
    const at = document.positionAt(tracker.now().start);
    return new vscode.Range(at, at);
  });
  const options = { ...optionsFor(report.cards, localOnly, { ...wishes, allowed }), absent: absentEntries(report), id };
  let state: TaskState;
  try {
    state = await withHub(services, { id, startedAt: engine.world.clock.now(), subject: job.subject }, (signal, onProgress) =>
      runOrResume(parked, (resumed) => runTask(engine.world, work, { ...options, ...resumed, signal, onProgress })),
    );
  } finally {
    shown.dispose();
    tracker.dispose();
  }
  const place = tracker.now();
  const now = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
  await publish(services, state, { document, range: now, edited: place.lost || document.getText(now) !== text, found });
}

/** What is asked, and by whom: a task that goes on keeps its seat, whose budget it is. */
async function jobOf(services: Services, engine: Engine, { document, range, parked }: AnalyseRequest): Promise<AnalyseJob> {
  const fileName = nameOf(document);
  const { languageId } = document;
  const seat = (parked && seatById(parked.subject.seat)) ?? takeSeat(services, 'analysis', { languageId, hint: fileName });
  const text = document.getText(range);
  const subject: TaskSubject = parked?.subject ?? {
    kind: 'analyse',
    title: `Analyse ${fileName}`,
    instruction: 'Find problems in this code.',
    uri: document.uri.toString(),
    range: { startLine: range.start.line, startColumn: 0, endLine: range.end.line, endColumn: range.end.character },
    original: engine.store.log.putText(await masked(engine.world.gates, text)),
    seat: seat.id,
  };
  const around = linesAround(document, range);
  return { subject, languageId, fileName, text, firstLine: range.start.line, around, role: seat.role.instructions };
}

function linesAround(document: vscode.TextDocument, { start, end }: vscode.Range): { readonly before: string; readonly after: string } {
  const until = (from: number, to: number): string =>
    from > to ? '' : document.getText(new vscode.Range(from, 0, to, Number.MAX_SAFE_INTEGER));
  return { before: until(0, start.line - 1), after: until(end.line + 1, document.lineCount - 1) };
}

interface Found {
  readonly document: vscode.TextDocument;
  /** Where the analysed text is now. */
  readonly range: vscode.Range;
  readonly edited: boolean;
  readonly found: { readonly findings: readonly CodeFinding[]; readonly dropped: number } | undefined;
}

async function publish(services: Services, state: TaskState, { document, range, edited, found }: Found): Promise<void> {
  if (state.ending?.type !== 'proved' || found === undefined) return reportEnding(services, state);
  if (edited) {
    const again = vscode.l10n.t('Analyse Again');
    const words = vscode.l10n.t(
      '{0} was edited while it was analysed, so the findings may not fit any more and are not shown.',
      nameOf(document),
    );
    if ((await vscode.window.showWarningMessage(words, again)) === again) await analyse(services, { document, range });
    return;
  }
  const model = state.attempts.at(-1)?.label ?? '';
  services.findings.replace(document, range, { model, findings: found.findings });
  const { length } = found.findings;
  const words =
    length === 0
      ? vscode.l10n.t('{0} found no problem in {1}.', model, nameOf(document))
      : vscode.l10n.t('{0} reports {1} in {2}.', model, length === 1 ? '1 problem' : `${length} problems`, nameOf(document));
  if (length > 0) void vscode.commands.executeCommand('workbench.actions.view.problems', { preserveFocus: true });
  else void vscode.window.showInformationMessage(words);
  vscode.window.setStatusBarMessage(words, 8000);
}
