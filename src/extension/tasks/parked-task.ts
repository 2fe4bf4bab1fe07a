import { reduceTask, type TaskEvent, type TaskState, type TaskSubject } from '../../core/task.ts';
import { isParked } from '../../core/task-words.ts';
import type { RunOptions } from '../../core/work.ts';
import type { Engine } from '../services.ts';
import { storedTask } from './load-tasks.ts';

/** A task that was parked when it was looked at, on its way to go on. */
export interface ParkedTask {
  readonly id: string;
  readonly subject: TaskSubject;
  /** The text that it changes is another one than when it was asked. */
  readonly moved: boolean;
  /** The answers it has, by the reference of what was kept of them. */
  readonly answers: ReadonlyMap<string, string>;
  /** Writes that it goes on here. */
  claim(): Claimed;
}

/** `mine` false: another window was first, or it was discarded; nothing was written. */
export interface Claimed {
  readonly mine: boolean;
  readonly state: TaskState;
}

/** Writes `event` to a parked task if it is parked still: of several windows, one does. */
export function claimParked({ store, world }: Pick<Engine, 'store' | 'world'>, id: string, event: TaskEvent): Claimed {
  const { state, lastSeq } = storedTask({ store }, id);
  const at = world.clock.now();
  const mine = isParked(state) && store.log.claim(id, event, { at, lastSeq });
  return mine ? { mine, state: reduceTask(state, event, at) } : { mine, state: storedTask({ store }, id).state };
}

/** Runs a new task, or a parked one if nobody else has it; otherwise the state is what became of it elsewhere. */
export async function runOrResume(
  parked: ParkedTask | undefined,
  run: (resumed: Pick<RunOptions, 'resumed'>) => Promise<TaskState>,
): Promise<TaskState> {
  if (parked === undefined) return run({});
  const { mine, state } = parked.claim();
  const { answers, moved } = parked;
  return mine ? run({ resumed: { state, answers, moved } }) : state;
}
