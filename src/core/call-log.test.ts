import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCallLog } from './call-log.ts';
import type { TaskLog } from './ports.ts';
import type { TaskEvent } from './task.ts';

const CANCELLED: TaskEvent = { type: 'ended', ending: { type: 'cancelled' } };
const never = (): Promise<void> => new Promise(() => undefined);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function fakeLog(fail = -1) {
  const written: number[] = [];
  const stored: string[] = [];
  let batches = 0;
  const log: TaskLog = {
    append(...[, , at]: Parameters<TaskLog['append']>) {
      if (written.length === fail) throw new Error('the disk is full');
      written.push(at);
    },
    putText(text) {
      stored.push(text);
      return text;
    },
    together(body) {
      batches += 1;
      body();
    },
  };
  return { log, written, stored, batches: () => batches };
}

test('events are written in order and with their time, however long their texts take', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { maxLength: 8 }), async (scheduler, withText) => {
      const { log, written, stored } = fakeLog();
      const made = createCallLog(log, 'task', { begin: scheduler.schedule(Promise.resolve()), linger: () => scheduler.schedule(Promise.resolve()) });
      withText.forEach((has, at) => {
        const text = has ? async (): Promise<string> => scheduler.schedule(Promise.resolve(`text ${at}`)) : undefined;
        made.append(at, (reference) => (assert.equal(reference, has ? `text ${at}` : ''), CANCELLED), text);
      });
      const done = made.written();
      await scheduler.waitAll();
      await done;
      assert.deepEqual(written, withText.map((_, at) => at));
      assert.equal(stored.length, withText.filter(Boolean).length);
    }),
  );
});

test('nothing is written before its time, and what is there then is one transaction', async () => {
  const begin = Promise.withResolvers<void>();
  const { log, written, batches } = fakeLog();
  const made = createCallLog(log, 'task', { begin: begin.promise, linger: never });
  made.append(1, () => CANCELLED);
  made.append(2, () => CANCELLED);
  await turn();
  assert.equal(written.length, 0);
  begin.resolve();
  await turn();
  assert.deepEqual([written.length, batches()], [2, 1]);
  made.append(3, () => CANCELLED);
  await made.written();
  assert.deepEqual([written.length, batches()], [3, 2]);
});

test('a call that ends before its time is written at once', async () => {
  const { log, written } = fakeLog();
  const made = createCallLog(log, 'task', { begin: never(), linger: never });
  made.append(1, () => CANCELLED);
  await made.written();
  assert.equal(written.length, 1);
});

test('a store that cannot be written is told once everything is asked for, and nothing is written after it', async () => {
  const { log, written } = fakeLog(1);
  const made = createCallLog(log, 'task', { begin: Promise.resolve(), linger: never });
  for (const at of [1, 2, 3]) made.append(at, () => CANCELLED);
  await turn();
  made.append(4, () => CANCELLED);
  await assert.rejects(made.written(), /the disk is full/);
  assert.deepEqual(written, [1]);
});

test('calls that end while others are under way are one transaction, and none waits where it is alone', async () => {
  const { log, written, batches } = fakeLog();
  const over = Promise.withResolvers<void>();
  const made = [1, 2, 3].map((at) => {
    const one = createCallLog(log, `task ${at}`, { begin: never(), linger: () => over.promise });
    one.append(at, () => CANCELLED);
    return one;
  });
  const first = made.slice(0, 2).map((one) => one.written());
  await turn();
  assert.equal(written.length, 0);
  over.resolve();
  await Promise.all(first);
  assert.deepEqual([written, batches()], [[1, 2], 1]);
  await made[2]?.written();
  assert.deepEqual([written, batches()], [[1, 2, 3], 2]);
});

test('where the transaction of several calls fails, each of them is told, and later ones are written', async () => {
  let fails = true;
  const { log, written } = fakeLog();
  const failing: TaskLog = {
    ...log,
    together(body) {
      if (fails) throw new Error('the disk is full');
      body();
    },
  };
  const make = (): ReturnType<typeof createCallLog> => createCallLog(failing, 'task', { begin: never(), linger: never });
  const two = [make(), make()];
  two.forEach((one, at) => one.append(at, () => CANCELLED));
  const ends = await Promise.allSettled(two.map((one) => one.written()));
  assert.deepEqual(ends.map(({ status }) => status), ['rejected', 'rejected']);
  fails = false;
  const later = make();
  later.append(7, () => CANCELLED);
  await later.written();
  assert.deepEqual(written, [7]);
});
