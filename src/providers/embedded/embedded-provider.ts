import type { ModelList, ModelRequest, Provider, ProviderEvent } from '../../core/provider.ts';
import { generateMessage, unsent, usesTools } from './attempt.ts';
import { CATALOGUE, cardOf, type CatalogueEntry } from './catalogue.ts';
import * as failures from './failures.ts';
import { createFifo } from './fifo.ts';
import { createLoadedModel, type LoadedModel } from './loaded-model.ts';
import type { ModelProcessSpec } from './model-process.ts';
import { createVerifier, modelState } from './model-store.ts';
import { runAttempt, type After } from './run-attempt.ts';
import { unusable, verifyModel } from './verified-file.ts';

export interface EmbeddedProviderDeps {
  /** Where the weights are. */
  readonly modelsFolder: string;
  readonly child: ModelProcessSpec;
  readonly catalogue?: readonly CatalogueEntry[];
  /** Threads of the model process; default one, which was best for generation on a machine that is in use. */
  readonly threads?: number;
  /** The loaded model is given up after this time without a request. In milliseconds; default ten minutes. */
  readonly idleUnloadMs?: number;
  /** The clock; default the host's timers. */
  readonly after?: After;
  /** Gets what the engine writes to its error output. No prompt or answer is in it. */
  readonly log?: (line: string) => void;
}

export interface EmbeddedProvider extends Provider {
  /** The process that has a model in memory, if there is one. */
  readonly pid: number | undefined;
  /** Ends the model process. A request that is being answered ends as cancelled. */
  dispose(): void;
}

const IDLE_UNLOAD_MS = 600_000;

/**
 * llama.cpp in a process of our own: one process, one loaded model, one request at a time; further requests wait in
 * the order of their arrival.
 */
export function createEmbeddedProvider(deps: EmbeddedProviderDeps): EmbeddedProvider {
  return new EmbeddedLlama(deps);
}

class EmbeddedLlama implements EmbeddedProvider {
  readonly id = 'embedded';
  readonly family = 'embedded';
  readonly local = true;
  readonly label = 'Embedded';
  readonly #deps: EmbeddedProviderDeps;
  readonly #catalogue: readonly CatalogueEntry[];
  readonly #after: After;
  readonly #loaded: LoadedModel;
  readonly #line = createFifo();
  readonly #verifier = createVerifier();
  #requests = 0;
  #disposed = false;
  #callOffUnload: (() => void) | undefined;

  constructor(deps: EmbeddedProviderDeps) {
    this.#deps = deps;
    this.#catalogue = deps.catalogue ?? CATALOGUE;
    this.#after = deps.after ?? afterTimeout;
    const { child, threads = 1, log = () => undefined } = deps;
    this.#loaded = createLoadedModel({ child, threads, log });
  }

  get pid(): number | undefined {
    return this.#loaded.pid;
  }

  async models(): Promise<ModelList> {
    const cards = await Promise.all(
      this.#catalogue.map(async (entry) => {
        const state = await modelState(this.#deps.modelsFolder, entry);
        if (state.state !== 'present' || (await this.#verifier.knownBad(state.file, state.pin))) return [];
        return [{ ...cardOf(entry), digest: state.pin.sha256 }];
      }),
    );
    return { ok: true, cards: cards.flat() };
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const entry = this.#catalogue.find(({ id }) => id === request.model);
    if (entry === undefined) return yield unsent(failures.unknownModel(request.model));
    if (usesTools(request)) return yield unsent(failures.toolsUnsupported(entry));
    const leave = await this.#line.enter(signal);
    if (leave === undefined) return yield unsent(failures.aborted());
    this.#callOffUnload?.();
    try {
      yield* this.#answer(entry, request, signal);
    } finally {
      this.#unloadWhenIdle();
      leave();
    }
  }

  async *#answer(entry: CatalogueEntry, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    if (this.#disposed) return yield unsent(failures.aborted());
    const state = await modelState(this.#deps.modelsFolder, entry);
    if (state.state !== 'present') return yield unusable(entry, state);
    if (this.#loaded.holding(state.file) === undefined) {
      yield { type: 'loading' };
      const failure = await verifyModel(entry, state, { verifier: this.#verifier, signal });
      if (failure !== undefined) return yield failure;
      if (this.#disposed) return yield unsent(failures.aborted());
    }
    const process = yield* this.#loaded.load(entry, state.file, signal);
    if (process === undefined) return;
    if (signal.aborted) return yield unsent(failures.aborted());
    const closed = (): boolean => this.#disposed;
    this.#requests += 1;
    yield* runAttempt(generateMessage(this.#requests, request), { entry, process, signal, closed, after: this.#after });
  }

  #unloadWhenIdle(): void {
    this.#callOffUnload?.();
    if (this.#disposed) return;
    this.#callOffUnload = this.#after(this.#deps.idleUnloadMs ?? IDLE_UNLOAD_MS, () => this.#loaded.unload());
  }

  dispose(): void {
    this.#disposed = true;
    this.#callOffUnload?.();
    this.#loaded.unload();
  }
}

function afterTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
