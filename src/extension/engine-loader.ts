import type * as vscode from 'vscode';

import type { Engine, Services } from './services.ts';

export interface EngineLoader extends vscode.Disposable {
  /** Loads it on first use; after a failure the next use tries again. */
  get(): Promise<Engine>;
  /** The engine, if it is loaded. */
  loaded(): Engine | undefined;
  reset(): Promise<void>;
}

export function createEngineLoader(services: Pick<Services, 'context' | 'log' | 'keys' | 'hub'>): EngineLoader {
  let loading: Promise<Engine> | undefined;
  let engine: Engine | undefined;

  const load = async (): Promise<Engine> => {
    const [{ createEngine }, { loadTasks }] = await Promise.all([import('./engine.ts'), import('./tasks/load-tasks.ts')]);
    engine = createEngine(services);
    services.hub.remember(loadTasks(engine, services.hub.shownHere()));
    return engine;
  };
  const reset = async (): Promise<void> => {
    const last = engine;
    engine = undefined;
    loading = undefined;
    await last?.dispose();
  };
  return {
    get() {
      loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return loading;
    },
    loaded: () => engine,
    reset,
    dispose: () => void reset(),
  };
}
