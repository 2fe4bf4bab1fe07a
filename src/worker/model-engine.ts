import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Llama, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { FromModel, LoadModel } from '../protocol/model.ts';

/** `node-llama-cpp`, loaded when the process starts its work, from the package or from a trimmed copy of it. */
export type Engine = typeof import('node-llama-cpp');

/**
 * Tokens evaluated at once. An abort is honoured between two such slices; and because answers at temperature 0
 * depend on how a prompt was cut into batches, it is the same for every prompt.
 */
export const SLICE_TOKENS = 64;

export interface LoadedModel {
  readonly engine: Engine;
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
  readonly contextSize: number;
}

export type LoadOutcome =
  | { readonly ok: true; readonly loaded: LoadedModel }
  | ({ readonly ok: false } & Omit<Extract<FromModel, { type: 'load-failed' }>, 'type'>);

/** `engineFolder` holds a trimmed copy in its `node_modules`; without one the installed package is used. */
export async function loadModel(
  request: LoadModel,
  engineFolder: string | undefined,
  onProgress: (progress: number) => void,
): Promise<LoadOutcome> {
  const started = await startEngine(engineFolder, request.threads);
  if (!started.ok) return { ok: false, reason: 'engine', detail: started.detail };
  const { engine, llama } = started;
  try {
    const model = await llama.loadModel({ modelPath: request.file, onLoadProgress: wholePercents(onProgress) });
    const context = await model.createContext({
      contextSize: Math.min(request.contextSize, model.trainContextSize),
      batchSize: SLICE_TOKENS,
      threads: request.threads,
    });
    return { ok: true, loaded: { engine, model, sequence: context.getSequence(), contextSize: context.contextSize } };
  } catch (error) {
    const reason = error instanceof engine.InsufficientMemoryError ? 'memory' : 'file';
    return { ok: false, reason, detail: messageOf(error) };
  }
}

type Started = { readonly ok: true; readonly engine: Engine; readonly llama: Llama } | { readonly ok: false; readonly detail: string };

async function startEngine(engineFolder: string | undefined, threads: number): Promise<Started> {
  try {
    const engine: unknown = await import(engineSpecifier(engineFolder));
    if (!isEngine(engine)) return { ok: false, detail: 'the package found is not node-llama-cpp' };
    const llama = await engine.getLlama({
      gpu: buildWithoutExtraPackages(),
      build: 'never',
      skipDownload: true,
      maxThreads: threads,
      logLevel: engine.LlamaLogLevel.error,
      logger: (_level, message) => void process.stderr.write(message.endsWith('\n') ? message : `${message}\n`),
    });
    return { ok: true, engine, llama };
  } catch (error) {
    return { ok: false, detail: messageOf(error) };
  }
}

function engineSpecifier(engineFolder: string | undefined): string {
  if (engineFolder === undefined) return 'node-llama-cpp';
  return pathToFileURL(join(engineFolder, 'node_modules', 'node-llama-cpp', 'dist', 'index.js')).href;
}

function isEngine(value: unknown): value is Engine {
  return typeof value === 'object' && value !== null && 'getLlama' in value && 'LlamaChat' in value;
}

/** The one prebuilt binary each platform has without CUDA or Vulkan: on Apple silicon that is the Metal one. */
function buildWithoutExtraPackages(): 'metal' | false {
  return process.platform === 'darwin' && process.arch === 'arm64' ? 'metal' : false;
}

function wholePercents(report: (progress: number) => void): (progress: number) => void {
  let last = -1;
  return (progress) => {
    const percent = Math.min(100, Math.floor(progress * 100));
    if (percent <= last) return;
    last = percent;
    report(percent / 100);
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
