import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { fakeClock } from '../../../test/fakes/fake-clock.ts';
import { createUpdateBatch } from './update-batch.ts';

test('the first request flushes at once', () => {
  let flushes = 0;
  createUpdateBatch(() => (flushes += 1), fakeClock()).request();
  assert.equal(flushes, 1);
});

test('requests within the interval become one flush at its end', () => {
  const clock = fakeClock();
  const flushes: number[] = [];
  const batch = createUpdateBatch(() => void flushes.push(clock.now()), clock);
  for (const pause of [0, 10, 100, 100]) {
    clock.advance(pause);
    batch.request();
  }
  clock.advance(1000);
  assert.deepEqual(flushes, [0, 250]);
});

test('without a request nothing is flushed and no timer is left', () => {
  const clock = fakeClock();
  let flushes = 0;
  const batch = createUpdateBatch(() => (flushes += 1), clock);
  batch.request();
  clock.advance(10_000);
  assert.equal(flushes, 1);
  assert.equal(clock.pending(), 0);
});

test('dispose calls off what was to come', () => {
  const clock = fakeClock();
  let flushes = 0;
  const batch = createUpdateBatch(() => (flushes += 1), clock);
  batch.request();
  batch.request();
  batch.dispose();
  batch.request();
  clock.advance(10_000);
  assert.equal(flushes, 1);
  assert.equal(clock.pending(), 0);
});

test('for any requests: never two flushes within 250 ms, and each request is followed by one within 250 ms', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 60 }), (pauses) => {
      const clock = fakeClock();
      const flushes: number[] = [];
      const requests: number[] = [];
      const batch = createUpdateBatch(() => void flushes.push(clock.now()), clock);
      for (const pause of pauses) {
        clock.advance(pause);
        requests.push(clock.now());
        batch.request();
      }
      clock.advance(1000);
      flushes.slice(1).forEach((at, index) => assert.ok(at - (flushes[index] ?? 0) >= 250));
      for (const at of requests) assert.ok(flushes.some((flush) => flush >= at && flush <= at + 250));
    }),
  );
});
