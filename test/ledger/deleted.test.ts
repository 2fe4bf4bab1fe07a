import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { runTask } from '../../src/core/run-task.ts';
import type { RunOptions } from '../../src/core/work.ts';
import { runLog } from '../../src/node/run-log.ts';
import type { Store } from '../../src/node/store.ts';
import { StoreError } from '../../src/node/store-error.ts';
import { currentOwner } from '../../src/node/process-identity.ts';
import { fakeWork } from '../fakes/fake-work.ts';
import { answers, fakeCard, fakeLocalCard, fakeResult, fakeWorld, scanForFakeSecrets, type FakeWorldOptions } from '../fakes/fake-world.ts';
import { NOON, openedStore, temporaryFolder } from './books.ts';

/** A task of one window, and the other window's store, of the same file. */
function twoWindows(t: TestContext, options: (other: Store) => FakeWorldOptions = () => ({})) {
  const dataDir = temporaryFolder(t);
  const [one, other] = ['one', 'other'].map((id) => openedStore(t, { dataDir, owner: { ...currentOwner(), id } }));
  assert.ok(one !== undefined && other !== undefined);
  const fake = fakeWorld({ turns: { small: [answers('wrong')], big: [answers('right')] }, ...options(other) });
  return { other, fake, world: { ...fake, log: runLog(one.log), ledger: one.ledger } };
}

const OPTIONS: RunOptions = {
  id: 'task-1',
  cards: [fakeLocalCard('small'), fakeCard('big')],
  policy: { neverPay: false, order: [], trusted: true },
  caps: {},
  localOnly: undefined,
  signal: new AbortController().signal,
  onProgress: () => undefined,
};

function assertNothingIn({ log, ledger }: Store, text = 'wrong'): void {
  assert.deepEqual([log.since(0), log.tasks(10), ledger.rows({})], [[], [], []]);
  assert.equal(log.text(hash('sha256', text)), undefined);
}

async function deletedWhile(run: Promise<unknown>): Promise<void> {
  await assert.rejects(
    run,
    (error) =>
      error instanceof StoreError &&
      error.kind === 'deleted' &&
      /All data was deleted in another window/.test(error.message) &&
      error.nextStep !== '',
  );
}

test('a task that runs while another window deletes all data ends with a clear word, asks nobody else and writes nothing more', async (t) => {
  const { other, fake, world } = twoWindows(t);
  const work = fakeWork({ check: (text) => (other.deleteAllData(), [fakeResult('types', 'fail', { finding: text })]) });
  await deletedWhile(runTask(world, work, OPTIONS));
  assert.deepEqual(
    fake.calls.filter((call) => call.startsWith('ask')),
    ['ask small'],
  );
  assertNothingIn(other);
});

test('what is deleted while an answer is looked through for secrets stays deleted', async (t) => {
  let scans = 0;
  const { other, world } = twoWindows(t, (store) => ({
    scanSecrets: (text) => {
      if (text === 'wrong' && (scans += 1) === 1) store.deleteAllData();
      return scanForFakeSecrets(text);
    },
  }));
  await deletedWhile(runTask(world, fakeWork({ check: () => [fakeResult('types', 'pass')] }), OPTIONS));
  assert.equal(scans, 1);
  assertNothingIn(other);
});

test('a task that waits for its turn while all data is deleted books nothing', async (t) => {
  const { other, fake, world } = twoWindows(t, (store) => ({ onAcquire: () => (store.deleteAllData(), true) }));
  await deletedWhile(runTask(world, fakeWork({ check: () => [fakeResult('types', 'pass')] }), OPTIONS));
  assert.deepEqual(
    fake.calls.filter((call) => call.startsWith('ask')),
    [],
  );
  assertNothingIn(other);
});

test('a task that is asked for after that is written as ever', async (t) => {
  const { other, world } = twoWindows(t);
  other.deleteAllData();
  const state = await runTask(world, fakeWork({ check: () => [fakeResult('types', 'pass')] }), OPTIONS);
  assert.equal(state.ending?.type, 'proved');
  assert.equal(other.log.has('task-1'), true);
  assert.throws(() => world.log.append('task-2', { type: 'interrupted' }, NOON), StoreError);
});
