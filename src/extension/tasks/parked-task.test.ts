import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { answers, fakeCard, fakeLocalCard, fakeResult, fakeWorld } from '../../../test/fakes/fake-world.ts';
import { fakeWork } from '../../../test/fakes/fake-work.ts';
import { openedStore, temporaryFolder } from '../../../test/ledger/books.ts';
import { nanos } from '../../core/money.ts';
import { runTask } from '../../core/run-task.ts';
import type { TaskState } from '../../core/task.ts';
import type { RunOptions } from '../../core/work.ts';
import { currentOwner } from '../../node/process-identity.ts';
import type { Engine } from '../services.ts';
import { claimParked, runOrResume, type ParkedTask } from './parked-task.ts';

type Window = Pick<Engine, 'store' | 'world'> & { readonly asked: () => readonly string[] };

/** A window of its own on the one store, whose models are scripted. */
function openWindow(t: TestContext, dataDir: string, name: string): Window {
  const store = openedStore(t, { dataDir, owner: { ...currentOwner(), id: name } });
  const fake = fakeWorld({ turns: { small: [answers('wrong')], big: [answers('right')] } });
  const log = {
    append: (task: string, event: { readonly type: string }, at: number): void => void store.log.append(task, event, at),
    putText: (text: string) => store.log.putText(text),
  };
  let last = 0;
  const world = { ...fake, log, ledger: store.ledger, ids: { next: () => `${name}-${(last += 1)}` } };
  return { store, world, asked: () => fake.calls.filter((call) => call.startsWith('ask')) };
}

const work = fakeWork({
  check: (text) => [text === 'right' ? fakeResult('types', 'pass') : fakeResult('types', 'fail', { finding: text })],
});

function options(cap: number): RunOptions {
  const cards = [fakeLocalCard('small'), fakeCard('big')];
  const policy = { neverPay: false, order: [], trusted: true };
  return {
    id: 'task-1',
    cards,
    policy,
    caps: { day: { nanos: nanos(cap) } },
    localOnly: undefined,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  };
}

function goOn(window: Window): Promise<TaskState> {
  const { store, world } = window;
  const subject = work.subject;
  const parked: ParkedTask = {
    id: 'task-1',
    subject,
    moved: false,
    answers: new Map(),
    claim: () => claimParked({ store, world }, 'task-1', { type: 'resumed' }),
  };
  return runOrResume(parked, (resumed) => runTask(world, work, { ...options(10_000), ...resumed }));
}

test('a task that one window parked is continued by exactly one of two others, and paid once', async (t) => {
  const dataDir = temporaryFolder(t);
  const first = openWindow(t, dataDir, 'first');
  assert.equal((await runTask(first.world, work, options(10))).ending?.type, 'parked');
  first.store.dispose();
  const [one, other] = [openWindow(t, dataDir, 'one'), openWindow(t, dataDir, 'other')];
  const [mine, theirs] = await Promise.all([goOn(one), goOn(other)]);
  assert.equal(mine.ending?.type, 'proved');
  assert.equal(theirs.ending, undefined, 'it is on its way elsewhere');
  assert.deepEqual([one.asked(), other.asked()], [['ask big'], []]);
  assert.equal((await goOn(other)).ending?.type, 'proved', 'and has ended there');
  assert.equal(other.store.ledger.rows({ task: 'task-1' }).filter(({ model }) => model === 'big').length, 1);
  assert.equal(other.store.log.tasks(1)[0]?.owner, 'one');
});

test('a task that was discarded in another window does not go on', async (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openWindow(t, dataDir, 'one'), openWindow(t, dataDir, 'other')];
  await runTask(one.world, work, options(10));
  assert.equal(claimParked(other, 'task-1', { type: 'decided', decision: 'discarded' }).mine, true);
  assert.equal((await goOn(one)).decision, 'discarded');
  assert.equal(claimParked(one, 'task-1', { type: 'decided', decision: 'discarded' }).mine, false);
  assert.deepEqual(one.asked(), ['ask small']);
});
