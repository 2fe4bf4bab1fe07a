import type { TaskLog } from './ports.ts';
import type { TaskEvent } from './task.ts';

/**
 * Writes a call's events in order while the call goes on: a model that thinks is not kept waiting for the books, nor the
 * caller for the secrets gate. What happened keeps the time at which it did.
 */
export interface CallLog {
  /** Throws nothing: a store that cannot be written is told by `written`. */
  append(at: number, event: () => TaskEvent | Promise<TaskEvent>): void;
  /** Resolves when everything is written; rejects with the first error, after which nothing more was. */
  written(): Promise<void>;
}

/** `begin` is waited for before anything is written. */
export function createCallLog(log: TaskLog, task: string, begin: Promise<void>): CallLog {
  let last = begin;
  return {
    append(at, event) {
      last = last.then(async () => log.append(task, await event(), at));
      // Whoever waits for `written` is told.
      last.catch(() => undefined);
    },
    written: () => last,
  };
}
