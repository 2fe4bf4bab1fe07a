import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchmarkStep } from '../../core/model-bench/run-benchmark.ts';
import { ZERO } from '../../core/money.ts';
import { emptyTask, reduceTask } from '../../core/task.ts';
import { toldProgress } from './benchmark-progress.ts';

const STEP: BenchmarkStep = { label: 'llama', model: 1, models: 2, step: 3, steps: 10, ability: 'json', limitMs: 19_500, leftMs: 45_000 };

test('it is said which model and question it is at and what it waits for, and only when that changes', () => {
  const said: (readonly [string, number])[] = [];
  const { onStep, onProgress } = toldProgress((words, increment) => said.push([words, increment]));
  onProgress({ type: 'waiting', label: 'llama' });
  onStep(STEP);
  onProgress({ type: 'waiting', label: 'llama' });
  const state = reduceTask(
    emptyTask('t'),
    { type: 'attempt-started', attempt: 'one', card: 'llama', label: 'llama', reason: '', reservedNanos: ZERO, prompt: '', leftOut: [] },
    0,
  );
  onProgress({ type: 'state', state });
  onProgress({ type: 'text', label: 'llama', text: 'a' });
  onProgress({ type: 'text', label: 'llama', text: 'b' });
  onStep({ ...STEP, step: 4, models: 1 });
  assert.deepEqual(said, [
    ['llama (1 of 2): question 3 of 10, JSON · waits for its turn, 20 s at most · all done in 45 s at the latest', 0],
    ['llama (1 of 2): question 3 of 10, JSON · waits for its answer, 20 s at most · all done in 45 s at the latest', 0],
    ['llama (1 of 2): question 3 of 10, JSON · it writes, 20 s at most · all done in 45 s at the latest', 0],
    ['llama: question 4 of 10, JSON · waits for its turn, 20 s at most · all done in 45 s at the latest', 10],
  ]);
});
