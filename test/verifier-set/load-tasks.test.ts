import assert from 'node:assert/strict';
import { test } from 'node:test';

import { functionOf, loadTasks } from './load-tasks.ts';

test('the set has forty tasks, half of them in each language, each whole', () => {
  const tasks = loadTasks();
  assert.ok(tasks.length >= 40);
  assert.equal(tasks.filter(({ language }) => language === 'python').length * 2, tasks.length);
  for (const task of tasks) {
    const { name, words, fromWords, given, correct, wrong } = task;
    assert.ok(words !== '' && functionOf(task) !== '' && fromWords.length >= 3 && given.length >= 3, name);
    assert.ok(correct.length >= 2 && wrong.length >= 3, name);
    const programs = [task.base, ...correct, ...wrong.map(({ text }) => text)];
    assert.equal(new Set(programs).size, programs.length, `${name}: no two programs are the same`);
    assert.ok(
      programs.every((text) => text.includes(`${task.language === 'python' ? 'def' : 'function'} ${functionOf(task)}(`)),
      name,
    );
  }
});
