import { createHash } from 'node:crypto';
import type { JobOutcome } from './analysis-thread.ts';
import { BoundedCache } from './bounded-cache.ts';
import { dependenciesOf, stillHold } from './dependencies.ts';
import type { Dependencies, Dependency, OverlayStates } from './dependencies.ts';
import type { Job } from './jobs.ts';
import { isMoreUrgent } from './work-queue.ts';
import type { Priority, Ticket } from './work-queue.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What an answer rests on beside what was asked. */
export interface Need {
  readonly dependencies: Dependencies;
  readonly overlays: OverlayStates;
}

/** A request, as its jobs need to know it. */
export interface Asking {
  readonly signal: AbortSignal;
  readonly priority: Priority;
  readonly ticket: Ticket;
  /** Collects what the request's answer rests on; `whole` becomes false where that cannot be told. */
  readonly rests: { whole: boolean; readonly needs: Need[] };
}

export type Reply<T> = { readonly ok: true; readonly value: T; readonly elapsedMs: number } | { readonly ok: false; readonly why: string };

/** One thing to find out, in a thread or from what is known already. */
export interface Unit<T> {
  /** Of all that the answer depends on but `overlays` and the disk. */
  readonly key: string;
  readonly job: Job;
  readonly limitMs: number;
  readonly parse: (value: unknown) => T | undefined;
  /** Set where other files are read: all that stand in for a file, the judged text too. */
  readonly overlays?: OverlayStates;
  /** Only asked where `overlays` is set. Absent: it cannot be told what was read, so the answer is not kept. */
  readonly dependencies: (value: T) => readonly Dependency[] | undefined;
  /** Whether it may be told again; what is unknown may not. */
  readonly isKept: (value: T) => boolean;
}

interface Known {
  readonly value: unknown;
  readonly need?: Need;
  readonly bytes: number;
}

interface Run {
  readonly outcome: Promise<JobOutcome>;
  readonly controller: AbortController;
  readonly urgency: { priority: Priority };
  waiters: number;
}

/** So many answers to one question, under other overlays or another state of the disk, are kept. */
const mostVariants = 4;

/**
 * Asks each question once: what is known is told from memory, those who ask the same at the same time share one run, and a
 * run goes on as long as anybody waits for it. The tools and their rules are those of this process, whose memory this is,
 * so their versions need not be in a key.
 */
export class KnownAnswers {
  readonly #pool: Pick<WorkerPool, 'run'>;
  readonly #known: BoundedCache<readonly Known[]>;
  readonly #runs = new Map<string, Run>();

  constructor(pool: Pick<WorkerPool, 'run'>, mostBytes: () => number) {
    this.#pool = pool;
    this.#known = new BoundedCache(mostBytes);
  }

  async ask<T>(unit: Unit<T>, asking: Asking): Promise<Reply<T>> {
    const known = this.#recall(unit, asking);
    if (known !== undefined) return { ok: true, value: known, elapsedMs: 0 };
    const running = this.#runs.get(runKeyOf(unit));
    if (!running) return this.#own(unit, asking);
    const reply = parsedOf(unit, await this.#wait(running, asking));
    if (!reply.ok) return reply;
    const need = needOf(unit, reply.value);
    // It may have read what was there before this question, which was asked after it began.
    const isSure = !unit.overlays || (need !== undefined && stillHold(need.dependencies, need.overlays));
    if (!isSure) return this.#own(unit, asking);
    note(unit, reply.value, { need, asking });
    return reply;
  }

  /** A run that begins now. */
  async #own<T>(unit: Unit<T>, asking: Asking): Promise<Reply<T>> {
    if (asking.signal.aborted) return { ok: false, why: 'cancelled' };
    const reply = parsedOf(unit, await this.#wait(this.#start(unit, asking), asking));
    if (!reply.ok) return reply;
    const need = needOf(unit, reply.value);
    note(unit, reply.value, { need, asking });
    this.#keep(unit, reply.value, need);
    return reply;
  }

  #start<T>(unit: Unit<T>, { priority, ticket }: Asking): Run {
    const controller = new AbortController();
    const urgency = { priority };
    const outcome = this.#pool.run(unit.job, { signal: controller.signal, limitMs: unit.limitMs, ticket, urgency });
    const run: Run = { outcome, controller, urgency, waiters: 0 };
    const key = runKeyOf(unit);
    this.#runs.set(key, run);
    const forget = (): void => {
      if (this.#runs.get(key) === run) this.#runs.delete(key);
    };
    controller.signal.addEventListener('abort', forget);
    void outcome.then(forget);
    return run;
  }

  /** Waits for a run as long as the asker does; one that nobody waits for any more is cancelled. */
  #wait(run: Run, { signal, priority }: Asking): Promise<JobOutcome> {
    if (isMoreUrgent(priority, run.urgency.priority)) run.urgency.priority = priority;
    run.waiters += 1;
    return new Promise((resolve) => {
      const leave = (): void => {
        run.waiters -= 1;
        if (run.waiters === 0) run.controller.abort();
        resolve({ ok: false, why: 'cancelled' });
      };
      if (signal.aborted) {
        leave();
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      void run.outcome.then((outcome) => {
        signal.removeEventListener('abort', leave);
        resolve(outcome);
      });
    });
  }

  #recall<T>(unit: Unit<T>, asking: Asking): T | undefined {
    for (const { value, need } of this.#known.get(unit.key) ?? []) {
      if (need && !(unit.overlays && stillHold(need.dependencies, unit.overlays))) continue;
      // It was validated by the same unit's parser before it was kept.
      const told = unit.parse(value);
      if (told === undefined) continue;
      if (need && unit.overlays) asking.rests.needs.push({ dependencies: need.dependencies, overlays: unit.overlays });
      return told;
    }
    return undefined;
  }

  #keep<T>(unit: Unit<T>, value: T, need: Need | undefined): void {
    if (!unit.isKept(value) || (unit.overlays && !need)) return;
    const bytes = 200 + 2 * JSON.stringify(value).length + (need?.dependencies.bytes ?? 0);
    const older = (this.#known.get(unit.key) ?? []).slice(0, mostVariants - 1);
    const variants: readonly Known[] = [{ value, bytes, ...(need ? { need } : {}) }, ...(unit.overlays ? older : [])];
    this.#known.set(unit.key, variants, unit.key.length + variants.reduce((sum, one) => sum + one.bytes, 0));
  }
}

function runKeyOf<T>({ key, overlays }: Unit<T>): string {
  if (!overlays) return key;
  const hash = createHash('sha256').update(key);
  for (const [path, state] of [...overlays].toSorted(([one], [other]) => (one < other ? -1 : 1))) hash.update(`\0${path}\0${state}`);
  return hash.digest('base64');
}

function note<T>(unit: Unit<T>, value: T, { need, asking }: { readonly need: Need | undefined; readonly asking: Asking }): void {
  if (need) asking.rests.needs.push(need);
  if (!unit.isKept(value) || (unit.overlays && !need)) asking.rests.whole = false;
}

function parsedOf<T>({ parse }: Unit<T>, outcome: JobOutcome): Reply<T> {
  if (!outcome.ok) return outcome;
  const value = parse(outcome.value);
  if (value === undefined) return { ok: false, why: 'the analysing thread gave an answer that is not valid' };
  return { ok: true, value, elapsedMs: outcome.elapsedMs };
}

function needOf<T>({ dependencies, overlays }: Unit<T>, value: T): Need | undefined {
  const list = overlays && dependencies(value);
  return list && overlays ? { dependencies: dependenciesOf(list), overlays } : undefined;
}
