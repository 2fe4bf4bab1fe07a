import * as vscode from 'vscode';

import type { Engine, Services } from '../services.ts';
import { forgetDeleted } from './forget-deleted.ts';
import { loadTasks } from './load-tasks.ts';
import { isOpen, taskNews } from './task-news.ts';

const FOLLOW_MS = 5000;

/** Keeps up with tasks that do not run in this window: another process's, and those whose process has died. */
export function followTasks(services: Services, loaded: () => Engine | undefined): vscode.Disposable {
  let seen = 0;
  const follow = (): void => {
    const engine = loaded();
    if (engine === undefined) return;
    try {
      const { log, owners } = engine.store;
      forgetDeleted(services, engine).catch((error: unknown) => services.log.error('what was deleted could not be closed', error));
      // That a process has died is written nowhere.
      const someOpen = services.hub.endedAnywhere().some(isOpen);
      if (!someOpen && log.since(seen, 1).length === 0) return;
      if (someOpen) owners.expireDead(engine.world.clock.now());
      seen = log.tasks(1)[0]?.lastSeq ?? seen;
      const news = taskNews(loadTasks(engine, services.hub.shownHere()), services.hub.find);
      if (news.length > 0) services.hub.remember(news);
    } catch (error) {
      services.log.error('the tasks of other windows could not be read', error);
    }
  };
  const timer = setInterval(follow, FOLLOW_MS);
  timer.unref();
  return new vscode.Disposable(() => clearInterval(timer));
}
