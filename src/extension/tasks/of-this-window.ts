import type { TaskState } from '../../core/task.ts';

/** The files that a window is about. */
export interface WindowFiles {
  /** Addresses of the documents that are open in it. */
  readonly open: ReadonlySet<string>;
  /** Whether a folder of its workspace holds that file. */
  holds(uri: string): boolean;
}

/** Whether a task is a window's to show: it is about no file, one in a folder of its workspace, or one that is open in it. */
export function isOfThisWindow({ subject }: Pick<TaskState, 'subject'>, { open, holds }: WindowFiles): boolean {
  return subject === undefined || subject.uri === '' || open.has(subject.uri) || holds(subject.uri);
}
