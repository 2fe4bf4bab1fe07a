import type * as vscode from 'vscode';

import { createFindingsStore } from './analyse/findings-store.ts';
import { createInlineProgress } from './change/inline-progress.ts';
import { createOpenResults } from './change/open-results.ts';
import { registerCodeActions } from './code-actions.ts';
import { registerCommands } from './commands.ts';
import { createEngineLoader } from './engine-loader.ts';
import { createCheckedFiles } from './gates/checked-files.ts';
import { createKeys } from './keys.ts';
import { createLog } from './log.ts';
import type { Services } from './services.ts';
import { createStatusBar } from './status-bar.ts';
import { endLiveTasks } from './tasks/end-live-tasks.ts';
import { createTaskHub } from './tasks/task-hub.ts';
import { startViews } from './views.ts';

/** What is left to do when the window closes. */
let end: () => Promise<void> = () => Promise.resolve();

/** Milliseconds; VS Code gives all extensions together about five seconds. */
const MOST_FOR_LIVE_TASKS = 1500;

/** Called by VS Code when the window closes: what runs is cancelled and booked, then the store is closed. */
export function deactivate(): Promise<void> {
  return end();
}

/** Called by VS Code once, after it has started. Everything heavy is loaded on first use. */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog(context.logUri);
  const keys = createKeys(context, log);
  const hub = createTaskHub();
  const loader = createEngineLoader({ context, log, keys, hub });
  const services: Services = {
    context,
    log,
    keys,
    hub,
    inline: createInlineProgress(hub),
    results: createOpenResults(),
    findings: createFindingsStore(),
    checked: createCheckedFiles(),
    engine: loader.get,
    restartEngine: loader.reset,
  };
  const bar = createStatusBar();
  context.subscriptions.push(log, hub, services.inline, services.results, services.findings, services.checked, bar, loader);
  context.subscriptions.push(
    registerCommands(services),
    registerCodeActions(services),
    startViews({ services, bar, loaded: loader.loaded }),
  );
  end = async () => {
    await Promise.race([endLiveTasks(hub), new Promise((resolve) => setTimeout(resolve, MOST_FOR_LIVE_TASKS))]);
    await loader.reset();
  };
}
