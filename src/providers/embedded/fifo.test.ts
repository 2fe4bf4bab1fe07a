import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFifo } from './fifo.ts';

const never = new AbortController().signal;

describe('a first-in first-out line', () => {
  it('lets one in at a time, in the order of arrival', async () => {
    const line = createFifo();
    const served: string[] = [];
    const visit = async (name: string): Promise<void> => {
      const leave = await line.enter(never);
      assert.ok(leave);
      served.push(`${name} in`);
      await Promise.resolve();
      served.push(`${name} out`);
      leave();
    };
    await Promise.all([visit('a'), visit('b'), visit('c')]);
    assert.deepEqual(served, ['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  });

  it('forgets who gives up waiting, and nobody else', async () => {
    const line = createFifo();
    const leave = await line.enter(never);
    const controller = new AbortController();
    const impatient = line.enter(controller.signal);
    const patient = line.enter(never);
    controller.abort();
    assert.equal(await impatient, undefined);
    leave?.();
    assert.ok(await patient);
  });

  it('gives no place to who has already given up', async () => {
    const line = createFifo();
    assert.equal(await line.enter(AbortSignal.abort()), undefined);
    assert.ok(await line.enter(never));
  });

  it('counts a place that is left twice once', async () => {
    const line = createFifo();
    const first = await line.enter(never);
    first?.();
    const second = await line.enter(never);
    assert.ok(second);
    first?.();
    let third = false;
    void line.enter(never).then(() => (third = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(third, false);
  });
});
