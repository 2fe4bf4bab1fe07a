import type { GateResult } from '../../core/gate.ts';
import { withoutSecrets } from '../../core/secret-check.ts';
import { reduceTask, type TaskDecision, type TaskEvent } from '../../core/task.ts';
import type { Services } from '../services.ts';
import { answeredAttempt } from './answered-attempt.ts';
import { forgetDeleted } from './forget-deleted.ts';

/** Records what the person did with a task's result. */
export async function decideTask(services: Services, id: string, decision: TaskDecision): Promise<void> {
  await append(services, id, { type: 'decided', decision });
}

/** Records what the gates say of a task's result on the text as it is now, so that every view says the same. */
export async function recordVerdict(services: Services, id: string, results: readonly GateResult[]): Promise<void> {
  const state = services.hub.find(id);
  const attempt = state && answeredAttempt(state)?.id;
  if (attempt === undefined) return;
  const { world } = await services.engine();
  const kept = await withoutSecrets(world.gates, results);
  await append(services, id, { type: 'judged', attempt, results: kept, note: 'judged again on the text as it is now' });
}

/** For a task that has ended: no run folds its events any more. */
async function append(services: Services, id: string, event: TaskEvent): Promise<void> {
  const engine = await services.engine();
  await forgetDeleted(services, engine);
  const state = services.hub.find(id);
  if (state === undefined) return;
  const at = engine.world.clock.now();
  engine.world.log.append(id, event, at);
  services.hub.end(reduceTask(state, event, at));
}
