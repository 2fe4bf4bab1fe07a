import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOON, openedStore, temporaryFolder } from '../../test/ledger/books.ts';
import { currentOwner } from './process-identity.ts';
import { queuedSlots } from './queued-slots.ts';

const at = (attempt: string, capacity = 1) => ({ server: 'ollama', capacity, attempt });

test('no more places are taken than a server has, over all processes', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }).slots, openedStore(t, { dataDir }).slots];
  assert.equal(one.tryAcquireSlot(at('a', 2)), true);
  assert.equal(other.tryAcquireSlot(at('b', 2)), true);
  assert.equal(one.tryAcquireSlot(at('c', 2)), false);
  assert.deepEqual(other.occupancy('ollama'), { taken: 2, waiting: 1 });
});

test('each server has its own places', (t) => {
  const { slots } = openedStore(t);
  assert.equal(slots.tryAcquireSlot(at('a')), true);
  assert.equal(slots.tryAcquireSlot({ ...at('b'), server: 'embedded' }), true);
});

test('a place that is held is granted again and counted once', (t) => {
  const { slots } = openedStore(t);
  slots.tryAcquireSlot(at('a'));
  assert.equal(slots.tryAcquireSlot(at('a')), true);
  assert.deepEqual(slots.occupancy('ollama'), { taken: 1, waiting: 0 });
});

test('who asked first is served first, also across processes', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }).slots, openedStore(t, { dataDir }).slots];
  one.tryAcquireSlot(at('a'));
  other.tryAcquireSlot(at('b'));
  one.tryAcquireSlot(at('c'));
  one.releaseSlot('a');
  assert.equal(one.tryAcquireSlot(at('c')), false);
  assert.equal(other.tryAcquireSlot(at('b')), true);
});

test('a waiter that stopped asking is passed over, and one that gave up is forgotten', (t) => {
  let clock = NOON;
  const { slots } = openedStore(t, { now: () => clock });
  slots.tryAcquireSlot(at('a'));
  slots.tryAcquireSlot(at('silent'));
  slots.tryAcquireSlot(at('gave-up'));
  slots.releaseSlot('gave-up');
  slots.releaseSlot('a');
  assert.equal(slots.tryAcquireSlot(at('b')), false);
  clock += 5_001;
  assert.equal(slots.tryAcquireSlot(at('b')), true);
});

test('releasing what is not held returns false', (t) => {
  const { slots } = openedStore(t);
  assert.equal(slots.releaseSlot('a'), false);
});

test("a dead process's places and turns are free once it is given up", (t) => {
  const dataDir = temporaryFolder(t);
  const dead = openedStore(t, { dataDir, owner: { ...currentOwner(), started: 'before this process' } });
  const { slots, owners } = openedStore(t, { dataDir });
  dead.slots.tryAcquireSlot(at('a'));
  dead.slots.tryAcquireSlot(at('b'));
  assert.equal(slots.tryAcquireSlot(at('c')), false);
  owners.expireDead(NOON + 31_000);
  assert.equal(slots.tryAcquireSlot(at('c')), true);
});

test('the waiting port gets its place when one is free, and gives it back', async (t) => {
  const { slots: table } = openedStore(t);
  table.tryAcquireSlot(at('a'));
  const slept: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    if (slept.push(ms) === 3) table.releaseSlot('a');
  };
  const slots = queuedSlots({ table, clock: { sleep }, capacity: () => 1 });
  const place = await slots.acquire('ollama', 'b', new AbortController().signal);
  assert.equal(slept.length, 3);
  place?.release();
  assert.deepEqual(table.occupancy('ollama'), { taken: 0, waiting: 0 });
});

test('a cancelled wait ends without a place and leaves the queue', async (t) => {
  const { slots: table } = openedStore(t);
  table.tryAcquireSlot(at('a'));
  const cancel = new AbortController();
  const sleep = async (): Promise<void> => cancel.abort();
  const slots = queuedSlots({ table, clock: { sleep }, capacity: () => 1 });
  assert.equal(await slots.acquire('ollama', 'b', cancel.signal), undefined);
  assert.deepEqual(table.occupancy('ollama'), { taken: 1, waiting: 0 });
});

test('a place that could not be given back is given back before the next one is asked for', async (t) => {
  const { slots: table } = openedStore(t);
  let full = true;
  const sometimes = {
    tryAcquireSlot: table.tryAcquireSlot.bind(table),
    occupancy: table.occupancy.bind(table),
    releaseSlot: (attempt: string) => {
      if (full) throw new Error('the disk is full');
      return table.releaseSlot(attempt);
    },
  };
  const slots = queuedSlots({
    table: sometimes,
    clock: { sleep: () => Promise.reject(new Error('nobody should wait')) },
    capacity: () => 1,
  });
  const { signal } = new AbortController();
  const place = await slots.acquire('ollama', 'a', signal);
  place?.release();
  assert.deepEqual(table.occupancy('ollama'), { taken: 1, waiting: 0 });
  await assert.rejects(slots.acquire('ollama', 'b', signal), /the disk is full/);
  full = false;
  const next = await slots.acquire('ollama', 'b', signal);
  assert.deepEqual(table.occupancy('ollama'), { taken: 1, waiting: 0 });
  next?.release();
  assert.deepEqual(table.occupancy('ollama'), { taken: 0, waiting: 0 });
});

test('the waiting port says how many calls a server has before the next one, those of other processes too', (t) => {
  const dataDir = temporaryFolder(t);
  const { slots: table } = openedStore(t, { dataDir });
  const slots = queuedSlots({ table, clock: { sleep: () => Promise.resolve() }, capacity: () => 1 });
  assert.equal(slots.ahead?.('ollama'), 0);
  const { slots: other } = openedStore(t, { dataDir });
  other.tryAcquireSlot(at('a'));
  other.tryAcquireSlot(at('b'));
  assert.deepEqual([slots.ahead?.('ollama'), slots.ahead?.('embedded')], [2, 0]);
});
