import type { Worker } from 'node:worker_threads';
import { parseJobAnswer } from './jobs.ts';
import type { Job, JobMessage } from './jobs.ts';

/** How a job ended. Not `ok`: it was cancelled, ran out of time, or its thread died; `why` says which. */
export type JobOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

/** A job's circumstances. */
export interface JobOptions {
  readonly signal: AbortSignal;
  /** Milliseconds from the job's start in the thread to the thread's end; time spent waiting does not count. */
  readonly limitMs: number;
  /** Parts of the answer, as they come. */
  readonly onPartial?: (value: unknown) => void;
}

interface Entry {
  readonly id: number;
  readonly job: Job;
  readonly options: JobOptions;
  readonly flag: Int32Array;
  readonly finish: (outcome: JobOutcome) => void;
}

/** A cancelled job that does not stop by itself in this time loses its thread. Milliseconds. */
const patience = 1_000;
/** A thread without work is ended after this time, since it holds up to a gigabyte. Milliseconds. */
const idleLimit = 10 * 60_000;

/** One thread, one job at a time, in the order of asking. A thread that dies is replaced at the next job. */
export class AnalysisThread {
  readonly #start: () => Worker;
  readonly #waiting: Entry[] = [];
  #worker: Worker | undefined;
  #current: Entry | undefined;
  #timer: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #disposed = false;

  /** `start` makes the thread; it is called with the first job and after a thread has ended. */
  constructor(start: () => Worker) {
    this.#start = start;
  }

  run(job: Job, options: JobOptions): Promise<JobOutcome> {
    const { signal } = options;
    if (this.#disposed) return Promise.resolve({ ok: false, why: 'the gates were shut down' });
    if (signal.aborted) return Promise.resolve({ ok: false, why: 'cancelled' });
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.#cancel(entry);
      };
      const finish = (outcome: JobOutcome): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      this.#lastId += 1;
      const entry: Entry = { id: this.#lastId, job, options, flag: new Int32Array(new SharedArrayBuffer(4)), finish };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(entry);
      this.#next();
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const entry of this.#waiting.splice(0)) entry.finish({ ok: false, why: 'the gates were shut down' });
    const ended = this.#endWorker();
    if (this.#current) this.#end({ ok: false, why: 'the gates were shut down' });
    clearTimeout(this.#idle);
    await ended;
  }

  #next(): void {
    if (this.#current) return;
    clearTimeout(this.#idle);
    const entry = this.#waiting.shift();
    if (!entry) {
      this.#idle = setTimeout(() => void this.#endWorker(), idleLimit).unref();
      return;
    }
    this.#current = entry;
    const { id, job, flag, options } = entry;
    this.#timer = setTimeout(() => {
      this.#abandon(`timed out after ${options.limitMs / 1000} s`);
    }, options.limitMs);
    this.#ready().postMessage({ id, job, flag } satisfies JobMessage);
  }

  #end(outcome: JobOutcome): void {
    const entry = this.#current;
    this.#current = undefined;
    clearTimeout(this.#timer);
    entry?.finish(outcome);
    this.#next();
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

  #cancel(entry: Entry): void {
    const at = this.#waiting.indexOf(entry);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      entry.finish({ ok: false, why: 'cancelled' });
      return;
    }
    if (this.#current !== entry) return;
    Atomics.store(entry.flag, 0, 1);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#abandon('cancelled');
    }, patience);
  }

  #ready(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#start();
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
    const entry = this.#current;
    if (worker !== this.#worker || !entry || answer?.id !== entry.id) return;
    if (answer.kind === 'partial') entry.options.onPartial?.(answer.value);
    else if (answer.kind === 'done') this.#end({ ok: true, value: answer.value });
    else this.#end({ ok: false, why: entry.options.signal.aborted ? 'cancelled' : answer.why });
  }
}
