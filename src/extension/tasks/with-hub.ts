import type { TaskState, TaskSubject } from '../../core/task.ts';
import type { Progress } from '../../core/work.ts';
import type { Services } from '../services.ts';
import { maskedLastLine } from './masked-line.ts';
import { settleLeftOpen } from './settle-left-open.ts';
import { stepLine } from './step-line.ts';

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
      if (progress.type === 'state') {
        const line = stepLine(last, progress.state);
        if (line !== undefined) services.log.info(line);
        last = progress.state;
      }
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
