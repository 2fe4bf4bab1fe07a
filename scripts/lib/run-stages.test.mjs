import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { runStages } from './run-stages.mjs';

/** Runs stages and tells what began, in order, and the exit code. */
async function ran(stagesOf, words = []) {
  const begun = [];
  const step = (name, { until = name, counts = { passed: 1, failed: 0, skipped: 0 }, ...options } = {}) => [
    name,
    async () => {
      begun.push(name);
      while (!begun.includes(until)) await setImmediate();
      return typeof counts === 'function' ? counts() : counts;
    },
    options,
  ];
  const log = mock.method(console, 'log', () => undefined);
  try {
    return { code: await runStages(stagesOf(step), words), begun, said: log.mock.calls.map(({ arguments: [line] }) => line) };
  } finally {
    log.mock.restore();
  }
}

test('a lane that has ended takes the next step that any may take, each of which runs once', async () => {
  const stages = (step) => [
    {
      lanes: [[step('short')], [step('long', { until: 'three' })]],
      any: [step('one'), step('two'), step('three', { until: 'four' }), step('four')],
    },
    { lanes: [[step('later')]] },
  ];
  const { code, begun } = await ran(stages);
  assert.deepEqual([code, begun], [0, ['short', 'long', 'one', 'two', 'three', 'four', 'later']]);
});

test('words choose steps by name, whoever would run them', async () => {
  const stages = (step) => [{ lanes: [[step('a lint')], [step('a window')]], any: [step('units of lint'), step('units')] }];
  assert.deepEqual((await ran(stages, ['lint'])).begun, ['a lint', 'units of lint']);
});

test('a step that fails or throws fails the whole, is named, and keeps no other from running', async () => {
  const failed = { passed: 0, failed: 1, skipped: 0 };
  const thrown = () => {
    throw new Error('none');
  };
  const { code, begun, said } = await ran((step) => [
    { lanes: [[step('a', { counts: failed }), step('b')]], any: [step('c', { counts: thrown }), step('d')] },
  ]);
  assert.deepEqual([code, begun], [1, ['a', 'b', 'c', 'd']]);
  assert.ok(said.includes('failed: a, c'));
  assert.equal(said.at(-1), '2 passed, 2 failed');
});

test('where a second try decides, it is made once all others have ended, also of a step that any lane may take', async () => {
  let tries = 0;
  const counts = () => ({ passed: tries, failed: 1 - tries++, skipped: 0 });
  const { code, begun } = await ran((step) => [{ lanes: [[step('a')]], any: [step('b', { again: true, counts }), step('c')] }]);
  assert.deepEqual([code, begun], [0, ['a', 'b', 'c', 'b']]);
});
