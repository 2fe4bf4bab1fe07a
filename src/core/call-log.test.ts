import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCallLog } from './call-log.ts';
import type { World } from './ports.ts';
import type { TaskEvent } from './task.ts';

const CANCELLED: TaskEvent = { type: 'ended', ending: { type: 'cancelled' } };
const never = (): Promise<void> => new Promise(() => undefined);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function fakeLog(fail = -1) {
  const written: number[] = [];
  const stored: string[] = [];
  let batches = 0;
  const world: Pick<World, 'log' | 'together'> = {
    log: {
      append(...[, , at]: Parameters<World['log']['append']>) {
        if (written.length === fail) throw new Error('the disk is full');
        written.push(at);
      },
      putText(text) {
        stored.push(text);
        return text;
      },
    },
    async together(body) {
      batches += 1;
      return body();
    },
  };
  return { world, written, stored, batches: () => batches };
}

test('events are written in order and with their time, however long their texts take', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { maxLength: 8 }), async (scheduler, withText) => {
      const { world, written, stored } = fakeLog();
      const made = createCallLog(world, 'task', scheduler.schedule(Promise.resolve()));
      withText.forEach((has, at) => {
        const text = has ? async (): Promise<string> => scheduler.schedule(Promise.resolve(`text ${at}`)) : undefined;
        made.append(at, (reference) => (assert.equal(reference, has ? `text ${at}` : ''), CANCELLED), text);
      });
      const done = made.written();
      await scheduler.waitAll();
      await done;
      assert.deepEqual(
        written,
        withText.map((_, at) => at),
      );
      assert.equal(stored.length, withText.filter(Boolean).length);
    }),
  );
});

test('nothing is written before its time, and what is there then is one transaction', async () => {
  const begin = Promise.withResolvers<void>();
  const { world, written, batches } = fakeLog();
  const made = createCallLog(world, 'task', begin.promise);
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
  const { world, written } = fakeLog();
  const made = createCallLog(world, 'task', never());
  made.append(1, () => CANCELLED);
  await made.written();
  assert.equal(written.length, 1);
});

test('a store that cannot be written is told once everything is asked for, and nothing is written after it', async () => {
  const { world, written } = fakeLog(1);
  const made = createCallLog(world, 'task', Promise.resolve());
  for (const at of [1, 2, 3]) made.append(at, () => CANCELLED);
  await turn();
  made.append(4, () => CANCELLED);
  await assert.rejects(made.written(), /the disk is full/);
  assert.deepEqual(written, [1]);
});
