import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { createTurns } from './turns.ts';

const never = new AbortController().signal;

test('no more than its places run at once, and everyone gets a turn in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 8 }), async (places, jobs) => {
      const turns = createTurns(places);
      const [order, running] = [new Array<number>(), { now: 0, most: 0 }];
      const work = async (job: number): Promise<void> => {
        order.push(job);
        running.most = Math.max(running.most, ++running.now);
        await new Promise((resolve) => setImmediate(resolve));
        running.now -= 1;
      };
      await Promise.all(Array.from({ length: jobs }, (_, job) => turns.take(never, () => work(job))));
      assert.deepEqual(
        order,
        Array.from({ length: jobs }, (_, job) => job),
      );
      assert.ok(running.most <= places);
    }),
    { numRuns: 30 },
  );
});

test('who gives up while waiting is passed over and takes no place', async () => {
  const turns = createTurns(1);
  const first = Promise.withResolvers<void>();
  const running = turns.take(never, () => first.promise);
  const stop = new AbortController();
  const waiting = turns.take(stop.signal, () => Promise.resolve('ran'));
  const last = turns.take(never, () => Promise.resolve('ran'));
  stop.abort();
  assert.equal(await waiting, undefined);
  first.resolve();
  await running;
  assert.equal(await last, 'ran');
  assert.equal(await turns.take(stop.signal, () => Promise.resolve('ran')), undefined);
});

test('work that fails gives its place back', async () => {
  const turns = createTurns(1);
  await assert.rejects(turns.take(never, () => Promise.reject(new Error('no'))));
  assert.equal(await turns.take(never, () => Promise.resolve(1)), 1);
});
