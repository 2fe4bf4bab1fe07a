import type { Progress } from '../../core/run-task.ts';
import type { TaskState, TaskSubject } from '../../core/task.ts';
import { taskWords } from '../../core/task-words.ts';
import type { Services } from '../services.ts';
import { maskedLastLine } from './masked-line.ts';
import { refusalLine } from './refusal-line.ts';
import { settleLeftOpen } from './settle-left-open.ts';

/** Runs a task where people can see it and cancel it. */
export async function withHub(
  services: Services,
  task: { readonly id: string; readonly startedAt: number; readonly subject: TaskSubject },
  run: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<TaskState>,
): Promise<TaskState> {
  const { id, startedAt } = task;
  const engine = await services.engine();
  settleLeftOpen(engine, services.hub);
  const controller = new AbortController();
  const { title, seat, uri } = task.subject;
  services.hub.begin({ id, title, seat, uri, startedAt, cancel: () => controller.abort() });
  const hear = maskedLastLine(engine.world.gates, (line) => services.hub.line(id, line));
  let last: TaskState | undefined;
  try {
    const state = await run(controller.signal, (progress) => {
      if (progress.type === 'state') logStep(services, (last = progress.state));
      services.hub.progress(id, progress);
      if (progress.type === 'text') hear(progress.text);
    });
    services.hub.end(state);
    return state;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (last !== undefined) services.hub.end({ ...last, ending: { type: 'failed', why, nextStep: 'Mend the cause and retry.' } });
    else services.hub.forget(id);
    throw error;
  }
}

/** Each step's one line in the log. */
function logStep(services: Services, state: TaskState): void {
  const attempt = state.attempts.at(-1);
  const outcome = attempt?.outcome;
  const refusal = state.ending === undefined && attempt?.results !== undefined ? refusalLine(state) : undefined;
  if (refusal !== undefined) services.log.info(refusal);
  if (state.ending !== undefined) services.log.info(`task ${state.id}: ${state.ending.type === 'proved' ? taskWords(state) : state.ending.type}`);
  else if (outcome?.type === 'failure') services.log.warn(`${attempt?.label ?? ''}: ${outcome.failure.kind}: ${outcome.failure.message}`);
}
