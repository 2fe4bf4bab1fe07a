import { foldTask } from '../../core/task-fold.ts';
import { reduceTask, type TaskState } from '../../core/task.ts';
import type { Engine } from '../services.ts';

const MOST_TASKS = 100;
/** How many are looked at for those of this window: other workspaces may have had more of late. */
const MOST_READ = 300;

/** The latest tasks of all windows and sessions, folded from their events; live ones of other windows included. `isShown`: in this window. */
export function loadTasks({ store: { log, owners } }: Pick<Engine, 'store'>, isShown: (state: TaskState) => boolean): readonly TaskState[] {
  const states: TaskState[] = [];
  let here = 0;
  for (const { task, owner } of log.tasks(MOST_READ)) {
    if (states.length >= MOST_TASKS && here >= MOST_TASKS) break;
    const state = withInterruption(foldTask(task, log.forTask(task)), owners.isThere(owner));
    if (isShown(state)) here += 1;
    states.push(state);
  }
  return states;
}

/** A task as the store has it now, and the number of its last event, for a claim. */
export function storedTask({ store }: Pick<Engine, 'store'>, id: string): { readonly state: TaskState; readonly lastSeq: number } {
  const events = store.log.forTask(id);
  return { state: foldTask(id, events), lastSeq: events.at(-1)?.seq ?? 0 };
}

/** A task without an end whose process has gone was interrupted. */
function withInterruption(state: TaskState, ownerIsThere: boolean): TaskState {
  const hasEnded = state.ending !== undefined || state.interrupted;
  return hasEnded || ownerIsThere ? state : reduceTask(state, { type: 'interrupted' }, state.changedAt);
}
