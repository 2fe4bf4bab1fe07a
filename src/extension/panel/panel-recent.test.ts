import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTask, reduceTask, type TaskState } from '../../core/task.ts';
import { recentRows } from './panel-recent.ts';

function cancelled(id: string, at: number): TaskState {
  return reduceTask(emptyTask(id), { type: 'ended', ending: { type: 'cancelled' } }, at);
}

test('the rows stand in the order of the times that they show, the newest first and not without end', () => {
  const earlyButDiscardedLate = reduceTask(cancelled('first', 1), { type: 'decided', decision: 'discarded' }, 30);
  const rows = recentRows([cancelled('third', 20), cancelled('second', 10), earlyButDiscardedLate]);
  assert.deepEqual(
    rows.map(({ task, at }) => [task, at]),
    [
      ['first', 30],
      ['third', 20],
      ['second', 10],
    ],
  );
  assert.equal(recentRows(Array.from({ length: 50 }, (_, at) => cancelled(String(at), at))).length, 20);
});
