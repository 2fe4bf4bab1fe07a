import * as vscode from 'vscode';

import { calendarDay } from '../../core/day.ts';
import { hasRoomNow } from '../../core/parked.ts';
import { clause } from '../../core/sentence.ts';
import type { TaskState } from '../../core/task.ts';
import { isParked } from '../../core/task-words.ts';
import type { Engine, Services } from '../services.ts';
import { readSettings } from '../settings.ts';

const LOOK_MS = 30_000;
const OFFERED_KEY = 'centuria.parkedOffered';
/** How many offers are remembered: more than tasks are shown. */
const MOST_OFFERED = 300;

/** Offers to go on with what is parked when a budget has room again: it was raised, or a new day has begun. */
export function offerParked(services: Services, loaded: () => Engine | undefined): vscode.Disposable {
  let known = '';
  const look = (): void => {
    const engine = loaded();
    if (engine === undefined) return;
    const now = situationOf(engine);
    if (now === known) return;
    known = now;
    offer(services, engine, now).catch((error: unknown) => services.log.error('what is parked could not be offered', error));
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  const changes = vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('centuria.budget') && look());
  return vscode.Disposable.from(changes, new vscode.Disposable(() => clearInterval(timer)));
}

/** The day and the budgets: while they stay the same, nothing is offered twice. */
function situationOf(engine: Engine): string {
  const { caps, neverPay } = readSettings();
  return JSON.stringify([todayOf(engine), caps, neverPay]);
}

function todayOf({ world: { clock } }: Engine): string {
  return calendarDay(clock.now(), clock.utcOffsetMinutes());
}

/** One question for all of them. */
async function offer(services: Services, engine: Engine, situation: string): Promise<void> {
  const { caps, neverPay, continueParked } = readSettings();
  if (neverPay) return;
  const { globalState } = services.context;
  const offered = globalState.get<readonly string[]>(OFFERED_KEY, []);
  const nameOf = ({ id }: TaskState): string => `${id} ${situation}`;
  const room = { caps, totals: engine.world.ledger.totals.bind(engine.world.ledger), today: todayOf(engine) };
  const fits = ({ ending }: TaskState): boolean => ending?.type === 'parked' && hasRoomNow(ending.refusal, room);
  const ready = services.hub.ended().filter((state) => isParked(state) && fits(state) && !offered.includes(nameOf(state)));
  const first = ready[0];
  if (first === undefined) return;
  await globalState.update(OFFERED_KEY, [...ready.map(nameOf), ...offered].slice(0, MOST_OFFERED));
  if (!continueParked && !(await agreed(first, ready.length))) return;
  const { continueTask } = await import('./continue-task.ts');
  // The oldest first, one after the other: what one costs is not there for the next.
  for (const { id } of ready.toReversed()) await continueTask(services, id);
}

async function agreed(first: TaskState, count: number): Promise<boolean> {
  const go = vscode.l10n.t('Continue');
  const words =
    count === 1
      ? vscode.l10n.t('A parked task can go on: {0}. The budget has room for it now.', clause(first.subject?.title ?? ''))
      : vscode.l10n.t('{0} parked tasks can go on: the budget has room for them now.', count);
  return (await vscode.window.showInformationMessage(words, go, vscode.l10n.t('Not Now'))) === go;
}
