import type { Worker } from 'node:worker_threads';
import { AnalysisThread } from './analysis-thread.ts';
import type { JobOptions, JobOutcome, ThreadSource } from './analysis-thread.ts';
import type { Job } from './jobs.ts';
import { Turns, WorkQueue } from './work-queue.ts';
import type { Ticket, Waiting } from './work-queue.ts';

/** What a job weighs: milliseconds, tenths of a second, or seconds and half a gigabyte. */
type Weight = 'light' | 'medium' | 'heavy';

function weightOf(job: Job): Weight {
  if (job.kind === 'importers') return 'heavy';
  if (job.kind === 'importing') return 'medium';
  if (job.kind === 'python-importers') return job.question.gate === 'types' ? 'heavy' : 'medium';
  if (job.kind !== 'analyse' || job.gate === 'secrets' || job.gate === 'syntax') return 'light';
  return job.gate === 'types' ? 'heavy' : 'medium';
}

/** A job's circumstances in the pool. `urgency` is read whenever a thread is free. */
export interface PoolOptions extends JobOptions {
  readonly ticket: Ticket;
  readonly urgency: { readonly priority: Waiting['priority'] };
}

interface Entry extends Waiting {
  readonly job: Job;
  readonly weight: Weight;
  readonly options: PoolOptions;
  readonly finish: (outcome: JobOutcome) => void;
}

interface Seat {
  readonly thread: AnalysisThread;
  readonly takes: readonly Weight[];
}

/** Threads that may hold the service for types: 0.4 GB each. */
const mostHeavy = 2;
/** A spare thread is made ready only where so much memory is free. Bytes. */
const memoryForSpare = 1_000_000_000;
/** A spare thread that nobody took goes. Milliseconds. */
const spareLimit = 60_000;

export interface PoolSetup {
  readonly start: () => Worker;
  /** Threads beside the one that is kept free for what is light. */
  readonly size: number;
}

/**
 * The threads that analyse. One of them only ever takes what is light, so that a syntax error need not wait for types.
 * A job that does not end, or is cancelled and does not stop, costs its thread; another is ready by then.
 */
export class WorkerPool {
  readonly #queue = new WorkQueue<Entry>();
  readonly #turns = new Turns();
  readonly #seats: readonly Seat[];
  readonly #start: () => Worker;
  #spare: Worker | undefined;
  #spareTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor({ start, size }: PoolSetup) {
    this.#start = start;
    const source: ThreadSource = {
      take: () => this.#take(),
      expectLoss: () => {
        this.#expectLoss();
      },
    };
    const seat = (takes: readonly Weight[]): Seat => ({ thread: new AnalysisThread(source), takes });
    const others = Array.from({ length: size }, (_, at) => seat(at < mostHeavy ? ['heavy', 'medium', 'light'] : ['medium', 'light']));
    this.#seats = [seat(['light']), ...others];
  }

  /** A place in the queue for all jobs of one request. */
  ticket(agent: string): Ticket {
    return this.#turns.ticket(agent);
  }

  run(job: Job, options: PoolOptions): Promise<JobOutcome> {
    if (this.#disposed) return Promise.resolve({ ok: false, why: 'the gates were shut down' });
    if (options.signal.aborted) return Promise.resolve({ ok: false, why: 'cancelled' });
    return new Promise((resolve) => {
      const { ticket, urgency, signal } = options;
      const onAbort = (): void => {
        if (this.#queue.remove(entry)) resolve({ ok: false, why: 'cancelled' });
      };
      const finish = (outcome: JobOutcome): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      const entry: Entry = {
        job,
        weight: weightOf(job),
        options,
        ticket,
        get priority() {
          return urgency.priority;
        },
        finish,
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(entry);
      this.#dispatch();
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const { finish } of this.#queue.drain()) finish({ ok: false, why: 'the gates were shut down' });
    await Promise.all([...this.#seats.map(({ thread }) => thread.dispose()), this.#dropSpare()]);
  }

  #dispatch(): void {
    for (const { thread, takes } of this.#seats) {
      if (thread.busy || this.#disposed) continue;
      const entry = this.#queue.take(({ weight }) => takes.includes(weight));
      if (!entry) continue;
      this.#turns.serve(entry.ticket);
      void thread.run(entry.job, entry.options).then((outcome) => {
        entry.finish(outcome);
        this.#dispatch();
      });
    }
  }

  #take(): Worker {
    const spare = this.#spare;
    if (!spare) return this.#start();
    clearTimeout(this.#spareTimer);
    this.#spare = undefined;
    spare.removeAllListeners();
    return spare;
  }

  #expectLoss(): void {
    if (this.#spare || this.#disposed || process.availableMemory() < memoryForSpare) return;
    const spare = this.#start();
    const forget = (): void => {
      if (this.#spare === spare) this.#spare = undefined;
    };
    spare.once('error', forget).once('exit', forget);
    this.#spare = spare;
    this.#spareTimer = setTimeout(() => void this.#dropSpare(), spareLimit).unref();
  }

  async #dropSpare(): Promise<void> {
    const spare = this.#spare;
    this.#spare = undefined;
    clearTimeout(this.#spareTimer);
    await spare?.terminate();
  }
}
