import { emptyTask, reduceTask, type TaskEvent, type TaskState } from './task.ts';

/** A task from what the log has of it, oldest first. Events of a later version are passed over. */
export function foldTask(id: string, events: readonly { readonly event: unknown; readonly at: number }[]): TaskState {
  return events.reduce((state, { event, at }) => (isTaskEvent(event) ? reduceTask(state, event, at) : state), emptyTask(id));
}

/** The log holds only what `reduceTask`'s own types were written as; the tag tells a row of a later version apart. */
function isTaskEvent(event: unknown): event is TaskEvent {
  return typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string' && KNOWN.has(event.type);
}

const KNOWN = new Set<string>([
  'created',
  'routed',
  'skipped',
  'attempt-started',
  'attempt-ended',
  'judged',
  'ended',
  'resumed',
  'decided',
  'interrupted',
] satisfies readonly TaskEvent['type'][]);
