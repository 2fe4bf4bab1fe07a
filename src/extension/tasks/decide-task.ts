import { reduceTask } from '../../core/task.ts';
import type { Services } from '../services.ts';

/** Records what the person did with a task's result. */
export async function decideTask(services: Services, id: string, decision: 'accepted' | 'discarded' | 'dismissed'): Promise<void> {
  const state = services.hub.find(id);
  if (state === undefined) return;
  const engine = await services.engine();
  const at = engine.world.clock.now();
  engine.world.log.append(id, { type: 'decided', decision }, at);
  services.hub.end(reduceTask(state, { type: 'decided', decision }, at));
}
