import type { ModelList, ModelRequest, Provider, ProviderEvent } from '../../core/provider.ts';
import type { Usage } from '../../core/usage.ts';
import type { Generate } from '../../protocol/model.ts';
import { CATALOGUE, cardOf, type CatalogueEntry } from './catalogue.ts';
import { generateMessage, isLast, translate, unsent, usesTools } from './attempt.ts';
import * as failures from './failures.ts';
import { createFifo } from './fifo.ts';
import { startModelProcess, type ModelProcess, type ModelProcessSpec } from './model-process.ts';
import { createVerifier, modelState } from './model-store.ts';

export interface EmbeddedProviderDeps {
  /** Where the weights are. */
  readonly modelsFolder: string;
  readonly child: ModelProcessSpec;
  readonly catalogue?: readonly CatalogueEntry[];
  /** Threads of the model process; one was best for generation on a machine that is in use. */
  readonly threads?: number;
  /** The loaded model is given up after this time without a request. In milliseconds; default ten minutes. */
  readonly idleUnloadMs?: number;
  /** Runs `run` once after `ms`; returns what calls it off. */
  readonly after?: (ms: number, run: () => void) => () => void;
  /** What the engine writes to its error output. No prompt or answer is in it. */
  readonly log?: (line: string) => void;
}

export interface EmbeddedProvider extends Provider {
  /** The process that has a model loaded, if there is one. */
  readonly pid: number | undefined;
  /** Ends the model process. A request that is being answered fails. */
  dispose(): void;
}

/** A process that has not stopped this long after it was told to, in milliseconds, is killed. */
const ABORT_PATIENCE_MS = 1000;
const IDLE_UNLOAD_MS = 600_000;

/**
 * llama.cpp in a process of our own: one process, one loaded model, one request at a time; further requests wait in
 * the order of their arrival.
 */
export function createEmbeddedProvider(deps: EmbeddedProviderDeps): EmbeddedProvider {
  const catalogue = deps.catalogue ?? CATALOGUE;
  const after = deps.after ?? afterTimeout;
  const line = createFifo();
  const verifier = createVerifier();
  let loaded: { readonly file: string; readonly process: ModelProcess } | undefined;
  let callOffUnload: (() => void) | undefined;
  let requests = 0;
  let disposed = false;

  function unload(): void {
    loaded?.process.kill();
    loaded = undefined;
  }

  async function* verify(entry: CatalogueEntry, signal: AbortSignal): AsyncGenerator<ProviderEvent, string | undefined> {
    const state = await modelState(deps.modelsFolder, entry);
    if (state.state === 'absent' || state.state === 'partial') {
      yield unsent(failures.missingModel(entry, state.state === 'partial'));
      return undefined;
    }
    if (state.state === 'damaged') {
      yield unsent(failures.damagedModel(entry, state.why));
      return undefined;
    }
    if (loaded?.file === state.file && !loaded.process.ended) return state.file;
    yield { type: 'loading' };
    const verified = await verifier.verify(state.file, state.pin, signal);
    if (verified.ok) return state.file;
    if (verified.reason === 'aborted') yield unsent(failures.aborted());
    else if (verified.reason === 'missing') yield unsent(failures.missingModel(entry, false));
    else yield unsent(failures.damagedModel(entry, verified.why));
    return undefined;
  }

  async function* load(
    entry: CatalogueEntry,
    file: string,
    signal: AbortSignal,
  ): AsyncGenerator<ProviderEvent, ModelProcess | undefined> {
    if (loaded?.file === file && !loaded.process.ended) return loaded.process;
    unload();
    const process = startModelProcess(deps.child, deps.log ?? (() => undefined));
    loaded = { file, process };
    const stop = onAbort(signal, () => process.kill());
    let ready = false;
    try {
      process.send({ type: 'load', file, contextSize: entry.contextWindow, threads: deps.threads ?? 1 });
      for (;;) {
        const said = await process.next();
        if (said.type === 'loading') {
          yield { type: 'loading', progress: said.progress };
        } else if (said.type === 'loaded' && !signal.aborted) {
          ready = true;
          return process;
        } else {
          if (signal.aborted || disposed) yield unsent(failures.aborted());
          else if (said.type === 'load-failed') yield unsent(failures.loadFailed(entry, said));
          else yield unsent(failures.crashed(entry, said.type === 'exit' ? said.why : `it said ${said.type} while loading`));
          return undefined;
        }
      }
    } finally {
      stop();
      if (!ready) unload();
    }
  }

  async function* generate(
    entry: CatalogueEntry,
    request: Generate,
    { process, signal }: { readonly process: ModelProcess; readonly signal: AbortSignal },
  ): AsyncGenerator<ProviderEvent> {
    const { id } = request;
    let callOffKill: (() => void) | undefined;
    const abort = (): void => {
      process.send({ type: 'abort', id });
      callOffKill ??= after(ABORT_PATIENCE_MS, () => process.kill());
    };
    const stop = onAbort(signal, abort);
    let over = false;
    let usage: Usage | undefined;
    try {
      process.send(request);
      while (!over) {
        const said = await process.next();
        if ('tokens' in said) usage = failures.usageOf(said.tokens);
        over = isLast(said);
        if (over && usage !== undefined) yield { type: 'usage', usage };
        yield translate(entry, said, { cancelled: signal.aborted || disposed, usage });
      }
    } finally {
      stop();
      // The reader went away: the next in line gets a process that has stopped, or none.
      if (!over) abort();
      while (!over) {
        over = isLast(await process.next());
      }
      callOffKill?.();
      if (process.ended) loaded = undefined;
    }
  }

  async function* answer(entry: CatalogueEntry, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const file = yield* verify(entry, signal);
    if (file === undefined) return;
    const process = yield* load(entry, file, signal);
    if (process === undefined) return;
    if (signal.aborted || disposed) return yield unsent(failures.aborted());
    yield* generate(entry, generateMessage(++requests, request), { process, signal });
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const entry = catalogue.find(({ id }) => id === request.model);
    if (entry === undefined) return yield unsent(failures.unknownModel(request.model));
    if (usesTools(request)) return yield unsent(failures.toolsUnsupported(entry));
    const leave = await line.enter(signal);
    if (leave === undefined) return yield unsent(failures.aborted());
    callOffUnload?.();
    try {
      if (disposed) yield unsent(failures.aborted());
      else yield* answer(entry, request, signal);
    } finally {
      callOffUnload?.();
      callOffUnload = disposed ? undefined : after(deps.idleUnloadMs ?? IDLE_UNLOAD_MS, unload);
      leave();
    }
  }

  async function models(): Promise<ModelList> {
    const cards = await Promise.all(
      catalogue.map(async (entry) => {
        const state = await modelState(deps.modelsFolder, entry);
        if (state.state !== 'present' || (await verifier.knownBad(state.file, state.pin))) return [];
        return [cardOf(entry)];
      }),
    );
    return { ok: true, cards: cards.flat() };
  }

  return {
    id: 'embedded',
    family: 'embedded',
    label: 'Embedded',
    models,
    stream,
    get pid() {
      return loaded?.process.ended === false ? loaded.process.pid : undefined;
    },
    dispose() {
      disposed = true;
      callOffUnload?.();
      unload();
    },
  };
}

function onAbort(signal: AbortSignal, run: () => void): () => void {
  if (signal.aborted) run();
  else signal.addEventListener('abort', run, { once: true });
  return () => signal.removeEventListener('abort', run);
}

function afterTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
