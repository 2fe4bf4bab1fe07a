import type { Worker } from 'node:worker_threads';
import { parseJobAnswer } from './jobs.ts';
import type { Job, JobMessage } from './jobs.ts';

/** How a job ended. Not `ok`: it was cancelled, ran out of time, or its thread died; `why` says which. */
export type JobOutcome =
  { readonly ok: true; readonly value: unknown; readonly elapsedMs: number } | { readonly ok: false; readonly why: string };

/** A job's circumstances. */
export interface JobOptions {
  readonly signal: AbortSignal;
  /** Milliseconds from the job's start in the thread to the thread's end; time spent waiting does not count. */
  readonly limitMs: number;
}

interface Current {
  readonly id: number;
  readonly options: JobOptions;
  readonly flag: Int32Array;
  readonly finish: (outcome: JobOutcome) => void;
}

/** A cancelled job that does not stop by itself in this time loses its thread. Milliseconds. */
const patience = 1_000;
/** A thread that has not begun its job by then is taken for one that cannot. Milliseconds; it takes one second where nothing else is done. */
const startLimit = 60_000;
/** A thread without work is ended after this time, since it holds up to a gigabyte. Milliseconds. */
const idleLimit = 10 * 60_000;

/** Where threads come from. */
export interface ThreadSource {
  take(): Worker;
  /** A thread may be lost soon, so that the next one can be made ready. */
  expectLoss(): void;
}

/** One thread, one job at a time. A thread that dies is replaced at the next job. */
export class AnalysisThread {
  readonly #source: ThreadSource;
  #worker: Worker | undefined;
  #current: Current | undefined;
  #timer: NodeJS.Timeout | undefined;
  #warning: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(source: ThreadSource) {
    this.#source = source;
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** Only while it is not busy. */
  run(job: Job, options: JobOptions): Promise<JobOutcome> {
    const { signal } = options;
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.#cancel(current);
      };
      const finish = (outcome: JobOutcome): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      this.#lastId += 1;
      const flag = new Int32Array(new SharedArrayBuffer(4));
      const current: Current = { id: this.#lastId, options, flag, finish };
      signal.addEventListener('abort', onAbort, { once: true });
      clearTimeout(this.#idle);
      this.#current = current;
      this.#timer = setTimeout(() => {
        this.#abandon(`the analysing thread did not start in ${startLimit / 1000} s`);
      }, startLimit);
      this.#ready().postMessage({ id: current.id, job, flag } satisfies JobMessage);
    });
  }

  async dispose(): Promise<void> {
    const ended = this.#endWorker();
    if (this.#current) this.#end({ ok: false, why: 'the gates were shut down' });
    clearTimeout(this.#idle);
    await ended;
  }

  #end(outcome: JobOutcome): void {
    const current = this.#current;
    this.#current = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#warning);
    this.#idle = setTimeout(() => void this.#endWorker(), idleLimit).unref();
    current?.finish(outcome);
  }

  #abandon(why: string): void {
    void this.#endWorker();
    this.#end({ ok: false, why });
  }

  async #endWorker(): Promise<void> {
    const dead = this.#worker;
    this.#worker = undefined;
    await dead?.terminate();
  }

  #begun({ options: { limitMs, signal } }: Current): void {
    if (signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#abandon(`timed out after ${limitMs / 1000} s`);
    }, limitMs);
    this.#warning = setTimeout(() => {
      this.#source.expectLoss();
    }, limitMs / 2);
  }

  #cancel(current: Current): void {
    if (this.#current !== current) return;
    Atomics.store(current.flag, 0, 1);
    this.#source.expectLoss();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#abandon('cancelled');
    }, patience);
  }

  #ready(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#source.take();
    worker.on('message', (message) => {
      this.#receive(worker, message);
    });
    worker.on('error', (error: Error) => {
      this.#died(worker, `the analysing thread ended: ${error.message}`);
    });
    worker.on('exit', (code) => {
      this.#died(worker, `the analysing thread ended with code ${code}`);
    });
    this.#worker = worker;
    return worker;
  }

  #died(worker: Worker, why: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    if (this.#current) this.#end({ ok: false, why });
  }

  #receive(worker: Worker, message: unknown): void {
    const answer = parseJobAnswer(message);
    const current = this.#current;
    if (worker !== this.#worker || !current || answer?.id !== current.id) return;
    if (answer.kind === 'begun') this.#begun(current);
    else if (answer.kind === 'done') this.#end({ ok: true, value: answer.value, elapsedMs: answer.elapsedMs });
    else this.#end({ ok: false, why: current.options.signal.aborted ? 'cancelled' : answer.why });
  }
}
