import type { World } from './ports.ts';
import type { TaskEvent } from './task.ts';

/**
 * Writes a call's events in order while the call goes on: a model that thinks is not kept waiting for the books, nor the
 * caller for the secrets gate. What happened keeps the time at which it did.
 */
export interface CallLog {
  /** `text` is stored before the event that refers to it; asked for when the call is under way. Throws nothing: `written` tells. */
  append(at: number, event: (reference: string) => TaskEvent, text?: () => Promise<string>): void;
  /** Writes what is left without waiting. Resolves when everything is written; rejects with the first error, after which nothing more was. */
  written(): Promise<void>;
}

interface Job {
  readonly at: number;
  readonly event: (reference: string) => TaskEvent;
  readonly text: (() => Promise<string>) | undefined;
  kept: string | undefined;
}

/** Nothing is written before `begin`, or before `written` is asked for: a short call is written at once. */
export function createCallLog(world: Pick<World, 'log' | 'together'>, task: string, begin: Promise<void>): CallLog {
  const { log } = world;
  const pending: Job[] = [];
  const write = ({ at, event, text, kept = '' }: Job): void => log.append(task, event(text === undefined ? '' : log.putText(kept)), at);
  const drain = async (): Promise<void> => {
    for (let wanting = texts(pending); wanting.length > 0; wanting = texts(pending)) await Promise.all(wanting.map(keep));
    const batch = pending.splice(0);
    if (batch.length > 0) await together(world, () => batch.forEach(write));
  };
  const hurried = Promise.withResolvers<void>();
  let last = Promise.race([begin, hurried.promise]);
  return {
    append(at, event, text) {
      pending.push({ at, event, text, kept: undefined });
      last = last.then(drain);
      // Whoever waits for `written` is told.
      last.catch(() => undefined);
    },
    written() {
      hurried.resolve();
      return last;
    },
  };
}

/** What `body` books, appends and stores is written with what others write just then. Rejects where it was not written. */
export async function together<T>(world: Pick<World, 'together'>, body: () => T): Promise<T> {
  return world.together === undefined ? body() : world.together(body);
}

function texts(jobs: readonly Job[]): readonly Job[] {
  return jobs.filter(({ text, kept }) => text !== undefined && kept === undefined);
}

async function keep(job: Job): Promise<void> {
  job.kept = await job.text?.();
}
