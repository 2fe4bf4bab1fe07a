import type * as vscode from 'vscode';

import { createFindingsStore } from './analyse/findings-store.ts';
import { createInlineProgress } from './change/inline-progress.ts';
import { createOpenResults } from './change/open-results.ts';
import { registerCodeActions } from './code-actions.ts';
import { registerCommands } from './commands.ts';
import { createEngineLoader } from './engine-loader.ts';
import { createKeys } from './keys.ts';
import { createLog } from './log.ts';
import type { Services } from './services.ts';
import { createStatusBar } from './status-bar.ts';
import { createTaskHub } from './tasks/task-hub.ts';
import { startViews } from './views.ts';

/** Called by VS Code once, after it has started. Everything heavy is loaded on first use. */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
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
    engine: loader.get,
  };
  const bar = createStatusBar();
  context.subscriptions.push(log, hub, services.inline, services.results, services.findings, bar, loader);
  context.subscriptions.push(registerCommands(services), registerCodeActions(), startViews({ services, bar, loaded: loader.loaded }));
}
