import * as vscode from 'vscode';

import { selectedOf, wholeAnswer, applyReplacement, judgeReplacement, type ChangeJob } from '../../core/change/change-work.ts';
import { readAnswer } from '../../core/change/answer.ts';
import type { TaskState } from '../../core/task.ts';
import { hashOf } from '../change/open-results.ts';
import { trackRange } from '../change/range-tracker.ts';
import type { Services } from '../services.ts';
import { placeOf } from './retry-task.ts';
import { showReceipt } from './show-receipt.ts';

/** What a click on a task does: the diff if there is a result to decide on, the code while it runs, else the receipt. */
export async function openTask(services: Services, id: string): Promise<void> {
  const live = services.hub.live().find((task) => task.id === id);
  if (live !== undefined) {
    await vscode.window.showTextDocument(vscode.Uri.parse(live.uri), { preview: false });
    return;
  }
  const state = services.hub.find(id);
  const open = services.results.get(id) ?? (state && (await restoreResult(services, state)));
  if (open !== undefined) await services.results.show(open);
  else await showReceipt(services, id);
}

/** A result of an earlier session, made again from what the log kept and judged again on the code as it is now. */
async function restoreResult(services: Services, state: TaskState) {
  const { subject, ending } = state;
  const undecided = state.decision === undefined && (ending?.type === 'proved' || ending?.type === 'not-proved');
  if (subject?.kind !== 'edit' || !undecided) return undefined;
  const attempt = state.attempts.find(({ id }) => id === ending.attempt);
  const engine = await services.engine();
  const answer = attempt?.outcome?.type === 'answer' ? engine.store.log.text(attempt.outcome.text) : undefined;
  const document = await openDocument(subject.uri);
  if (answer === undefined || document === undefined) return undefined;
  const { startLine, startColumn, endLine, endColumn } = subject.range;
  const range = placeOf(document, new vscode.Range(startLine, startColumn, endLine, endColumn), engine.store.log.text(subject.original));
  if (range === undefined) return undefined;
  const text = document.getText();
  const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const job: ChangeJob = { ...restoredJob(subject, document), ...place };
  const small = /^```\w*\n/.test(answer) && !/\n```\s*$/.test(answer);
  const read = readAnswer(wholeAnswer(answer, small ? 'small' : 'full'), false, selectedOf(job));
  if (!read.ok) return undefined;
  const results = [read.result, ...(await judgeReplacement(job, engine.world.gates, read.replacement, new AbortController().signal))];
  const resultText = applyReplacement(job, read.replacement);
  const name = document.uri.path.split('/').at(-1) ?? 'result';
  const result = {
    task: state.id,
    document,
    tracker: trackRange(document, place),
    uri: services.results.files.put(state.id, name, resultText),
    job,
    replacement: read.replacement,
    judged: { baseHash: hashOf(text), resultHash: hashOf(resultText), results },
  };
  services.results.add(result);
  return result;
}

function restoredJob(subject: NonNullable<TaskState['subject']>, document: vscode.TextDocument): Omit<ChangeJob, 'start' | 'end'> {
  const { uri, languageId } = document;
  const { startLine: firstLine } = subject.range;
  const empty = { before: '', selection: '', after: '', diagnostics: [], signatures: [], role: '' };
  return {
    subject,
    input: { ...empty, instruction: subject.instruction, languageId, fileName: uri.path, firstLine },
    document: { uri: uri.toString(), languageId, text: document.getText() },
    overlays: [],
    trusted: vscode.workspace.isTrusted,
  };
}

async function openDocument(uri: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  } catch {
    return undefined;
  }
}
