import type { Engine, Services } from '../services.ts';
import { loadTasks } from './load-tasks.ts';

type Shown = Pick<Services, 'hub' | 'findings' | 'results'>;

/** Before what this window knows of tasks is shown or written: it forgets what another window has deleted meanwhile. */
export async function forgetDeleted(shown: Shown, engine: Engine): Promise<void> {
  if (!engine.store.deletedElsewhere()) return;
  const closed = forgetAll(shown);
  // What was asked after that is there.
  shown.hub.remember(loadTasks(engine, shown.hub.shownHere()));
  await closed;
}

/** Empties what this window shows of what was stored: tasks, findings of agents, results. The tasks are gone at once. */
export async function forgetAll({ hub, findings, results }: Shown): Promise<void> {
  hub.clear();
  findings.clear();
  for (const result of results.all()) await results.close(result);
}
