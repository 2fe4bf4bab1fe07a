import type { TaskLog } from '../core/ports.ts';
import { deletedError } from './store-error.ts';
import type { SqliteTaskLog } from './task-log.ts';

/**
 * The log that running tasks write to. Another window may delete all data meanwhile: of a task that is there no more
 * nothing is written, and whoever goes on with it gets a `StoreError` of kind `deleted`.
 */
export function runLog(log: SqliteTaskLog): Required<TaskLog> {
  const assertThere = (task: string): void => {
    if (!log.has(task)) throw deletedError();
  };
  return {
    // One transaction: nobody can delete it between the look and the writing.
    append: (task, event, at) =>
      log.together(() => {
        if (event.type !== 'created') assertThere(task);
        log.append(task, event, at);
      }),
    assertThere,
    putText: (text) => log.putText(text),
  };
}
