import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTask, reduceTask, type TaskEvent, type TaskState } from '../../core/task.ts';
import { taskNews } from './task-news.ts';

const ENDED: TaskEvent = { type: 'ended', ending: { type: 'cancelled' } };

/** Each event a millisecond after the one before. */
function task(...events: readonly TaskEvent[]): TaskState {
  return events.reduce((state, event, index) => reduceTask(state, event, index + 1), emptyTask('t'));
}

const ROUTED: TaskEvent = { type: 'routed', candidates: [], excluded: [] };
const isNews = (stored: TaskState, here: TaskState | undefined): boolean => taskNews([stored], () => here).length === 1;

test('a task of another process is news as soon as it is in the log, and whenever it goes on', () => {
  assert.equal(isNews(task(ROUTED), undefined), true);
  assert.equal(isNews(task(ROUTED), task(ROUTED)), false);
  assert.equal(isNews(task(ROUTED, ROUTED), task(ROUTED)), true);
  assert.equal(isNews(task(ROUTED, ENDED), task(ROUTED)), true);
});

test('what was decided in another window is news', () => {
  assert.equal(isNews(task(ROUTED, ENDED, { type: 'decided', decision: 'accepted' }), task(ROUTED, ENDED)), true);
});

test('an interruption is news, although nothing was written at its time', () => {
  const interrupted = { ...task(ROUTED), interrupted: true };
  assert.equal(isNews(interrupted, task(ROUTED)), true);
  assert.equal(isNews(interrupted, interrupted), false);
});

test('an end that this window has seen and could not write stays', () => {
  assert.equal(isNews(task(ROUTED), task(ROUTED, ENDED)), false);
});
