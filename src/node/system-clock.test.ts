import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { systemClock } from './system-clock.ts';

test('a sleep ends at its time, or as soon as its signal fires, and leaves nothing behind', async () => {
  const controller = new AbortController();
  const started = performance.now();
  await systemClock.sleep(20, controller.signal);
  assert.ok(performance.now() - started >= 19);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  const long = systemClock.sleep(60_000, controller.signal);
  controller.abort();
  await long;
  await systemClock.sleep(60_000, controller.signal);
});
