import * as vscode from 'vscode';

import { readAnswer } from '../../core/change/answer.ts';
import { applyReplacement, judgeReplacement, selectedOf, wholeAnswer, type ChangeJob } from '../../core/change/change-work.ts';
import type { GateResult } from '../../core/gate.ts';
import { BLOT } from '../../core/secret-check.ts';
import type { TaskState, TaskSubject } from '../../core/task.ts';
import { unsavedTexts } from '../change/collect.ts';
import { nameOf } from '../change/name-of.ts';
import { hashOf, type OpenResult } from '../change/open-results.ts';
import { openDocument, placeOf } from '../change/place.ts';
import { trackRange } from '../change/range-tracker.ts';
import { rangeOf } from '../range-of.ts';
import type { Services } from '../services.ts';
import { gateWishes } from '../settings.ts';
import { answeredAttempt } from './answered-attempt.ts';
import { recordVerdict } from './decide-task.ts';
import { storedPassed } from './stored-revision.ts';

/** Makes a result of an earlier session again and judges it on the code as it is now; or says in words why it cannot. */
export async function restoreResult(services: Services, state: TaskState): Promise<OpenResult | string> {
  const { subject } = state;
  const attempt = answeredAttempt(state);
  const engine = await services.engine();
  const answer = attempt?.outcome?.type === 'answer' ? engine.store.log.text(attempt.outcome.text) : undefined;
  if (subject === undefined || answer === undefined) return vscode.l10n.t('The answer of this task was not kept. Retry it.');
  if (answer.includes(BLOT))
    return vscode.l10n.t('The answer holds a secret, which is not stored, so it cannot be shown as a result again. Retry the task.');
  const document = await openDocument(vscode.Uri.parse(subject.uri));
  if (document === undefined)
    return vscode.l10n.t('The file of this task cannot be opened any more: {0}.', vscode.Uri.parse(subject.uri).path);
  const range = placeOf(document, rangeOf(subject.range), engine.store.log.text(subject.original));
  if (range === undefined)
    return vscode.l10n.t('The code that this result replaces is not in {0} any more. The answer is in the receipt.', nameOf(document));
  const job = restoredJob(subject, { document, range, passed: storedPassed(subject, (reference) => engine.store.log.text(reference)) });
  const form = isSmall(answer) ? 'small' : 'full';
  const read = readAnswer(wholeAnswer(answer, form), false, selectedOf(job, form));
  if (!read.ok) return vscode.l10n.t('The answer of this task has not the form of a result. It is in the receipt.');
  const wishes = gateWishes(document.uri);
  const results = [read.result, ...(await judgeVisibly(services, job, read.replacement))];
  const text = applyReplacement(job, read.replacement);
  const result: OpenResult = {
    task: state.id,
    source: document.uri,
    tracker: trackRange(document.uri, job),
    uri: services.results.files.put(state.id, document.uri.path.split('/').at(-1) ?? 'result', text),
    job,
    replacement: read.replacement,
    judged: { baseHash: hashOf(job.document.text), resultHash: hashOf(text), wishes, results },
  };
  services.results.add(result);
  await recordVerdict(services, state.id, results);
  return result;
}

/** The tests can take a minute: what goes on is said in the status bar. */
async function judgeVisibly(services: Services, job: ChangeJob, replacement: string): Promise<readonly GateResult[]> {
  const { world } = await services.engine();
  const title = vscode.l10n.t('Centuria: the gates check the result again');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    judgeReplacement(job, world, { replacement, signal: new AbortController().signal }),
  );
}

/** Given the opening fence and stopped before the closing one. */
function isSmall(answer: string): boolean {
  return /^`{3,}\w*\n/.test(answer) && !/\n`{3,}\s*$/.test(answer);
}

interface Restored {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly passed: string | undefined;
}

function restoredJob(subject: TaskSubject, { document, range, passed }: Restored): ChangeJob {
  const { uri, languageId } = document;
  const empty = { before: '', selection: '', after: '', diagnostics: [], signatures: [], role: '' };
  return {
    subject,
    input: { ...empty, instruction: subject.instruction, languageId, fileName: uri.path, firstLine: range.start.line },
    document: { uri: uri.toString(), languageId, text: document.getText() },
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    overlays: unsavedTexts(document),
    trusted: vscode.workspace.isTrusted,
    ...(passed === undefined ? {} : { passed }),
  };
}
