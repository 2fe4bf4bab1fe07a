import { foldTask } from '../../core/task-fold.ts';
import { reduceTask, type TaskState } from '../../core/task.ts';
import type { Engine } from '../services.ts';

const MOST_TASKS = 100;

/** The latest tasks of all windows and sessions, folded from their events; live ones of other windows included. */
export function loadTasks(engine: Engine): readonly TaskState[] {
  const { log, owners } = engine.store;
  return log.tasks(MOST_TASKS).map(({ task, owner }) => withInterruption(foldTask(task, log.forTask(task)), owners.isThere(owner)));
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
