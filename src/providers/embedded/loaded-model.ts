import type { ProviderEvent, ProviderFailure } from '../../core/provider.ts';
import { unsent, type Said } from './attempt.ts';
import type { CatalogueEntry } from './catalogue.ts';
import * as failures from './failures.ts';
import { startModelProcess, type ModelProcess, type ModelProcessSpec } from './model-process.ts';

export interface LoadedModelDeps {
  readonly child: ModelProcessSpec;
  readonly threads: number;
  readonly log: (line: string) => void;
}

/** The one model that is in memory, in a process of its own. */
export interface LoadedModel {
  /** The process that has `file` loaded, if it is this one. */
  holding(file: string): ModelProcess | undefined;
  readonly pid: number | undefined;
  /**
   * Says `loading` until the process with `file` is ready, and returns it; or says why there is none and returns
   * nothing. Another model is given up first. The caller has verified the file.
   */
  load(entry: CatalogueEntry, file: string, signal: AbortSignal): AsyncGenerator<ProviderEvent, ModelProcess | undefined>;
  unload(): void;
}

export function createLoadedModel(deps: LoadedModelDeps): LoadedModel {
  let loaded: { readonly file: string; readonly process: ModelProcess } | undefined;

  function holding(file: string): ModelProcess | undefined {
    return loaded?.file === file && !loaded.process.ended ? loaded.process : undefined;
  }

  function unload(): void {
    loaded?.process.kill();
    loaded = undefined;
  }

  async function* load(entry: CatalogueEntry, file: string, signal: AbortSignal): AsyncGenerator<ProviderEvent, ModelProcess | undefined> {
    const there = holding(file);
    if (there !== undefined) return there;
    unload();
    const process = startModelProcess(deps.child, deps.log);
    loaded = { file, process };
    const kill = (): void => process.kill();
    signal.addEventListener('abort', kill, { once: true });
    let ready = false;
    try {
      process.send({ type: 'load', file, contextSize: entry.contextWindow, threads: deps.threads });
      const last = yield* untilLoaded(process);
      ready = last.type === 'loaded' && !signal.aborted;
      if (ready) return process;
      yield whyNot(entry, last, signal.aborted || loaded?.process !== process);
      return undefined;
    } finally {
      signal.removeEventListener('abort', kill);
      if (!ready && loaded?.process === process) unload();
    }
  }

  return {
    holding,
    load,
    unload,
    get pid() {
      return loaded?.process.ended === false ? loaded.process.pid : undefined;
    },
  };
}

async function* untilLoaded(process: ModelProcess): AsyncGenerator<ProviderEvent, Said> {
  for (;;) {
    const said = await process.next();
    if (said.type !== 'loading') return said;
    yield { type: 'loading', progress: said.progress };
  }
}

function whyNot(entry: CatalogueEntry, said: Said, cancelled: boolean): ProviderFailure {
  if (cancelled) return unsent(failures.aborted());
  if (said.type === 'load-failed') return unsent(failures.loadFailed(entry, said));
  return unsent(failures.crashed(entry, said.type === 'exit' ? said.why : `it said ${said.type} while it loaded`));
}
