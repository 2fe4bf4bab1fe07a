import * as vscode from 'vscode';

import { BLOT } from '../../core/secret-check.ts';
import type { TaskState, TaskSubject } from '../../core/task.ts';
import { isParked } from '../../core/task-words.ts';
import { analyse } from '../analyse/start-analyse.ts';
import { nameOf } from '../change/name-of.ts';
import { hashOf } from '../change/open-results.ts';
import { openDocument, placeOf } from '../change/place.ts';
import { runChange } from '../change/run-change.ts';
import { rangeOf } from '../range-of.ts';
import type { Engine, Services } from '../services.ts';
import { storedTask } from './load-tasks.ts';
import { claimParked, type ParkedTask } from './parked-task.ts';
import { storedRevision } from './stored-revision.ts';

/** Goes on with a parked task on the code as it is now; or says in words why it cannot. */
export async function continueTask(services: Services, id: string): Promise<void> {
  const engine = await services.engine();
  const { state } = storedTask(engine, id);
  const { subject } = state;
  if (!isParked(state) || subject === undefined) return notParked(services, state);
  const document = await openDocument(vscode.Uri.parse(subject.uri));
  if (document === undefined)
    return stays(vscode.l10n.t('The file of this task cannot be opened any more: {0}.', vscode.Uri.parse(subject.uri).path));
  const range = placeOf(document, rangeOf(subject.range), engine.store.log.text(subject.original));
  if (range === undefined)
    return stays(vscode.l10n.t('{0} has changed: the code this task was about is not there any more.', nameOf(document)));
  const revision = storedRevision(subject, nameOf(document), (reference) => engine.store.log.text(reference));
  if (revision === 'lost')
    return void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The earlier answer that this task was to change is not stored: it held a secret, or it is gone. The task stays parked: discard it.',
      ),
    );
  const parked = parkedTask(services, engine, { state, subject, text: document.getText() });
  if (parked.moved)
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} has changed since this task was asked. It goes on with the text as it is now, and the gates check that.',
        nameOf(document),
      ),
    );
  try {
    await (subject.kind === 'analyse'
      ? analyse(services, { document, range, parked })
      : runChange(services, { document, range, instruction: subject.instruction, parked, revision }));
  } catch (error) {
    services.hub.remember([storedTask(engine, id).state]);
    throw error;
  }
}

function stays(why: string): void {
  void vscode.window.showWarningMessage(vscode.l10n.t('{0} The task stays parked: discard it, or bring the code back and continue.', why));
}

function notParked(services: Services, state: TaskState): void {
  services.hub.remember([state]);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('This task is not parked any more: it was continued or discarded, perhaps in another window.'),
  );
}

interface Found {
  readonly state: TaskState;
  readonly subject: TaskSubject;
  readonly text: string;
}

function parkedTask(services: Services, engine: Engine, { state, subject, text }: Found): ParkedTask {
  return {
    id: state.id,
    subject,
    moved: subject.base !== undefined && subject.base !== hashOf(text),
    answers: answersOf(state, (reference) => engine.store.log.text(reference)),
    claim() {
      const claimed = claimParked(engine, state.id, { type: 'resumed' });
      if (!claimed.mine) notParked(services, claimed.state);
      const shown = services.results.get(state.id);
      if (claimed.mine && shown !== undefined) void services.results.close(shown);
      return claimed;
    },
  };
}

/** One that held a secret was not kept as it was, and is not shown to the next model. */
function answersOf({ attempts }: TaskState, textOf: (reference: string) => string | undefined): ReadonlyMap<string, string> {
  const references = attempts.flatMap(({ outcome }) => (outcome?.type === 'answer' ? [outcome.text] : []));
  return new Map(
    references.flatMap((reference) => {
      const text = textOf(reference);
      return text === undefined || text.includes(BLOT) ? [] : [[reference, text] as const];
    }),
  );
}

/** Ends a parked task for good. */
export async function discardParked(services: Services, id: string): Promise<void> {
  const engine = await services.engine();
  const { mine, state } = claimParked(engine, id, { type: 'decided', decision: 'discarded' });
  if (!mine) return notParked(services, state);
  const shown = services.results.get(id);
  if (shown !== undefined) await services.results.close(shown);
  services.hub.end(state);
}
