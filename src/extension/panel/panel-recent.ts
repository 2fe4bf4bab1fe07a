import { receiptOf } from '../../core/receipt.ts';
import type { TaskState } from '../../core/task.ts';
import { taskLook, taskWords } from '../../core/task-words.ts';
import type { PanelModel } from '../../protocol/panel.ts';

const MOST_ROWS = 20;

/** The rows of what is over, in the order of the times that they show: when something last came of a task, not when it was asked. */
export function recentRows(over: readonly TaskState[]): PanelModel['recent'] {
  return over
    .toSorted((one, other) => other.changedAt - one.changedAt)
    .slice(0, MOST_ROWS)
    .map((state) => ({
      task: state.id,
      title: state.subject?.title ?? state.id,
      state: taskLook(state),
      verdictText: taskWords(state),
      nanos: receiptOf(state).totalNanos,
      at: state.changedAt,
    }));
}
