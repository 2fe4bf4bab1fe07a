import { Worker } from 'node:worker_threads';
import { CancelledError } from '../complaint.ts';
import type { IsCancelled } from '../complaint.ts';
import { parsePyrightAnswer } from './question.ts';
import type { PyrightFinding, PyrightMessage, PyrightQuestion } from './question.ts';

/** Megabytes of heap: it drops what it remembers before, and a program that needs more is not judged. */
const heapLimit = 768;
/** How often it is looked whether anyone still waits for a question, and for how long. Milliseconds. */
const checkEvery = 50;

/** How long pyright may take for one text. Milliseconds. */
export interface AskLimits {
  readonly warm: number;
  /** For the first text of a project, for which it reads the library and the packages. */
  readonly cold: number;
}

const askLimits: AskLimits = { warm: 15_000, cold: 25_000 };
/** How long the next question waits for one that nobody waits for any more, rather than for a pyright that starts anew. Milliseconds. */
const patience = 1_000;

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

/** Once a thread has answered a question, or has ended. */
function answered(worker: Worker, id: number): Promise<void> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      if (parsePyrightAnswer(message)?.id === id) done();
    };
    const done = (): void => {
      worker.off('message', onMessage);
      worker.off('exit', done);
      resolve();
    };
    worker.on('message', onMessage);
    worker.on('exit', done);
  });
}

/**
 * pyright in a thread of its own below an analysis thread: started with the first question, kept warm, ended with the thread that
 * asks, however that ends, since a thread is no process that could be left over. One that dies is replaced at the next question.
 */
export class PyrightHost {
  readonly #limits: AskLimits;
  readonly #files: PyrightFiles;
  readonly #isCancelled: IsCancelled;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** The project that the thread has read the library and the packages for. */
  #root: string | undefined;
  #lastId = 0;
  /** The question that the thread is busy with; it does nothing else until it has answered. */
  #busy: Promise<void> | undefined;

  constructor(files: PyrightFiles, isCancelled: IsCancelled, limits = askLimits) {
    this.#limits = limits;
    this.#files = files;
    this.#isCancelled = isCancelled;
  }

  /** Rejects where pyright has died, could not answer or took too long. One question at a time. */
  async ask(question: PyrightQuestion): Promise<readonly PyrightFinding[]> {
    await this.#free();
    this.#lastId += 1;
    const id = this.#lastId;
    const worker = (this.#worker ??= this.#start());
    const limit = this.#root === question.root ? this.#limits.warm : this.#limits.cold;
    const begun = Date.now();
    let timer: NodeJS.Timeout | undefined;
    try {
      const found = await new Promise<readonly PyrightFinding[]>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        timer = setInterval(
          () => {
            if (this.#isCancelled()) reject(new CancelledError('cancelled while checking types'));
            if (Date.now() - begun < limit) return;
            this.dispose();
            reject(new Error(`timed out after ${limit / 1000} s`));
          },
          Math.min(checkEvery, limit),
        );
        this.#busy = answered(worker, id);
        worker.postMessage({ id, question } satisfies PyrightMessage);
      });
      this.#root = question.root;
      return found;
    } finally {
      clearInterval(timer);
      this.#waiting.delete(id);
    }
  }

  /** Ends a pyright that does not come to an end with what nobody waits for any more. */
  async #free(): Promise<void> {
    if (this.#busy === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, patience, true);
    });
    if (await Promise.race([this.#busy.then(() => false), late])) this.dispose();
    clearTimeout(timer);
  }

  dispose(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#root = undefined;
    this.#busy = undefined;
  }

  #start(): Worker {
    const { folder, thread } = this.#files;
    const worker = new Worker(thread, {
      workerData: { folder },
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
      stdout: true,
      stderr: true,
    });
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
    this.#root = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
  }
}
