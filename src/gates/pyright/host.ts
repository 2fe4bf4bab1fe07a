import { Worker } from 'node:worker_threads';
import { CancelledError } from '../complaint.ts';
import type { IsCancelled } from '../complaint.ts';
import { parsePyrightAnswer } from './question.ts';
import type { PyrightFinding, PyrightMessage, PyrightQuestion } from './question.ts';

/** Megabytes of heap: it drops what it remembers before, and a program that needs more is not judged. */
const heapLimit = 1_024;
/** How often a question is dropped that nobody waits for any more. Milliseconds. */
const cancelEvery = 50;

/** Where pyright is. */
export interface PyrightFiles {
  /** Its own folder: the bundle, with the library's types beside. */
  readonly folder: string;
  /** The program of its thread. */
  readonly thread: string;
}

interface Waiting {
  readonly resolve: (found: readonly PyrightFinding[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * pyright in a thread of its own below an analysis thread: started with the first question, kept warm, ended with the thread that
 * asks, however that ends, since a thread is no process that could be left over. One that dies is replaced at the next question.
 */
export class PyrightHost {
  readonly #files: PyrightFiles;
  readonly #isCancelled: IsCancelled;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(files: PyrightFiles, isCancelled: IsCancelled) {
    this.#files = files;
    this.#isCancelled = isCancelled;
  }

  /** Rejects where pyright has died or could not answer. */
  async ask(question: PyrightQuestion): Promise<readonly PyrightFinding[]> {
    this.#lastId += 1;
    const id = this.#lastId;
    const worker = (this.#worker ??= this.#start());
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        timer = setInterval(() => {
          if (this.#isCancelled()) reject(new CancelledError('cancelled while checking types'));
        }, cancelEvery);
        worker.postMessage({ id, question } satisfies PyrightMessage);
      });
    } finally {
      clearInterval(timer);
      this.#waiting.delete(id);
    }
  }

  dispose(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const { folder, thread } = this.#files;
    const worker = new Worker(thread, { workerData: { folder }, resourceLimits: { maxOldGenerationSizeMb: heapLimit }, stdout: true, stderr: true });
    worker.stdout.resume();
    worker.stderr.resume();
    worker.on('message', (message: unknown) => {
      const answer = parsePyrightAnswer(message);
      const waiting = answer && this.#waiting.get(answer.id);
      if (answer?.failed === undefined) waiting?.resolve(answer?.found ?? []);
      else waiting?.reject(new Error(answer.failed));
    });
    worker.on('error', (error: Error) => {
      this.#died(worker, error.message);
    });
    worker.on('exit', (code) => {
      this.#died(worker, `its thread ended with code ${code}`);
    });
    // It keeps no process alive: who asks does.
    worker.unref();
    return worker;
  }

  #died(worker: Worker, why: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
  }
}
