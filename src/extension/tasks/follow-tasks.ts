import * as vscode from 'vscode';

import type { TaskState } from '../../core/task.ts';
import type { Services } from '../services.ts';
import { loadTasks } from './load-tasks.ts';

const FOLLOW_MS = 5000;

/** Keeps up with tasks that do not run in this window: another window's, and those whose process has died. */
export function followTasks(services: Services): vscode.Disposable {
  const follow = async (): Promise<void> => {
    if (!services.hub.ended().some(isOpen)) return;
    try {
      const engine = await services.engine();
      engine.store.owners.expireDead(engine.world.clock.now());
      const news = loadTasks(engine).filter((state) => isNews(services, state));
      if (news.length > 0) services.hub.remember(news);
    } catch (error) {
      services.log.error('the tasks of other windows could not be read', error);
    }
  };
  const timer = setInterval(() => void follow(), FOLLOW_MS);
  timer.unref();
  return new vscode.Disposable(() => clearInterval(timer));
}

/** Neither ended nor interrupted, as far as this window knows. */
function isOpen(state: TaskState): boolean {
  return state.ending === undefined && !state.interrupted;
}

/** An end that this window has seen and could not write stays. */
function isNews(services: Services, state: TaskState): boolean {
  const known = services.hub.find(state.id);
  return known === undefined || (isOpen(known) && (!isOpen(state) || state.changedAt > known.changedAt));
}
