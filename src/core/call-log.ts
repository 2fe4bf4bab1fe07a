import type { TaskLog } from './ports.ts';
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

export interface CallLogTimes {
  /** Nothing is written before it, or before `written`: a short call is written at once. */
  readonly begin: Promise<void>;
  /** How long a call that has ended waits for others to be written with. */
  linger(): Promise<void>;
}

export function createCallLog(log: TaskLog, task: string, { begin, linger }: CallLogTimes): CallLog {
  const pending: Job[] = [];
  const shared = groupOf(log);
  const write = ({ at, event, text, kept = '' }: Job): void => log.append(task, event(text === undefined ? '' : log.putText(kept)), at);
  const drain = async (): Promise<void> => {
    for (let wanting = texts(pending); wanting.length > 0; wanting = texts(pending)) await Promise.all(wanting.map(keep));
    const batch = pending.splice(0);
    if (batch.length === 0) return;
    await shared.write(() => batch.forEach(write), linger);
  };
  const hurried = Promise.withResolvers<void>();
  let last = Promise.race([begin, hurried.promise]);
  return {
    append(at, event, text) {
      if (pending.length === 0) shared.expect();
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

/** The calls of one log: what several of them have to write at about the same time is one transaction. */
interface Group {
  /** Something is to be written sooner or later. */
  expect(): void;
  /** Resolves when it is written. */
  write(body: () => void, linger: () => Promise<void>): Promise<void>;
}

interface Waiting {
  readonly body: () => void;
  readonly done: PromiseWithResolvers<void>;
}

/** More than this and nobody waits for others. */
const LARGEST_GROUP = 16;

const groups = new WeakMap<TaskLog, Group>();

function groupOf(log: TaskLog): Group {
  const group = groups.get(log) ?? newGroup(log);
  groups.set(log, group);
  return group;
}

function newGroup(log: TaskLog): Group {
  let expected = 0;
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const some = waiting;
    waiting = [];
    expected -= some.length;
    const all = (): void => some.forEach(({ body }) => body());
    try {
      if (log.together === undefined) all();
      else log.together(all);
      for (const { done } of some) done.resolve();
    } catch (error) {
      for (const { done } of some) done.reject(error);
    }
  };
  return {
    expect: () => void (expected += 1),
    write(body, linger) {
      const done = Promise.withResolvers<void>();
      waiting.push({ body, done });
      // Whoever is alone waits for nobody.
      if (waiting.length >= Math.min(expected, LARGEST_GROUP)) flush();
      else if (waiting.length === 1) void linger().then(flush);
      return done.promise;
    },
  };
}

function texts(jobs: readonly Job[]): readonly Job[] {
  return jobs.filter(({ text, kept }) => text !== undefined && kept === undefined);
}

async function keep(job: Job): Promise<void> {
  job.kept = await job.text?.();
}
