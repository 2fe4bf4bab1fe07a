import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answers,
  fails,
  fakeCard,
  fakeLocalCard,
  fakeResult,
  fakeWorld,
  scanForFakeSecrets,
  usageOf,
  type FakeWorld,
  type FakeWorldOptions,
} from '../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../test/fakes/fake-work.ts';
import type { ModelCard } from './model-card.ts';
import type { TaskState } from './task.ts';
import type { Progress, Work } from './work.ts';

const LOCAL = fakeLocalCard('small');
const CLOUD = fakeCard('big');

interface Scene {
  readonly cards?: readonly ModelCard[];
  readonly work?: Work;
  readonly world?: FakeWorldOptions;
  onProgress?(progress: Progress): void;
}

/** Runs a task that `scene` cancels somewhere on its way. */
async function cancelled(scene: (abort: () => void, signal: AbortSignal) => Scene): Promise<{ world: FakeWorld; state: TaskState }> {
  const controller = new AbortController();
  const {
    cards = [CLOUD],
    work = fakeWork(),
    world: options,
    onProgress = () => undefined,
  } = scene(() => controller.abort(), controller.signal);
  const world = fakeWorld({ turns: { big: [answers('yes')], small: [answers('yes')] }, ...options });
  const state = await fakeRun(world, { cards, signal: controller.signal, onProgress }, work);
  assert.deepEqual(state.ending, { type: 'cancelled' });
  assert.equal(world.ledger.sums().held, 0);
  return { world, state };
}

test('a task cancelled before it starts asks nobody and holds nothing', async () => {
  const { world } = await cancelled((abort) => (abort(), {}));
  assert.deepEqual(world.calls, []);
});

test('a task cancelled while it waits for a place holds nothing', async () => {
  const { world, state } = await cancelled((abort) => ({ cards: [LOCAL], world: { onAcquire: () => (abort(), false) } }));
  assert.deepEqual([world.calls, state.attempts], [[], []]);
});

test('a task cancelled as its place is granted gives it back and reserves nothing', async () => {
  const { world } = await cancelled((abort) => ({ cards: [LOCAL], world: { onAcquire: () => (abort(), true) } }));
  assert.deepEqual(world.calls, ['slot 1', 'free 1']);
});

test('a task cancelled while secrets are looked for reserves nothing', async () => {
  const { world, state } = await cancelled((abort) => ({ world: { scanSecrets: (text) => (abort(), scanForFakeSecrets(text)) } }));
  assert.deepEqual([world.calls, state.skipped], [[], []]);
});

test('a task cancelled while the store is busy reserves nothing', async () => {
  const { world } = await cancelled((abort) => ({ world: { busy: 100, onSleep: abort } }));
  assert.deepEqual(world.calls, []);
});

test('a task cancelled in the middle of an answer settles what was used', async () => {
  const { world, state } = await cancelled((abort) => ({
    world: {
      turns: {
        big: [
          (_, signal) =>
            (async function* () {
              yield { type: 'text-delta', text: '123456' };
              abort();
              assert.equal(signal.aborted, true);
              yield* fails('aborted', { usage: usageOf(20, 1) })(
                { model: '', system: '', messages: [], tools: [], maxOutputTokens: 1 },
                signal,
              );
            })(),
        ],
      },
    },
  }));
  assert.deepEqual(world.calls, ['reserve 1', 'ask big', 'settle 1']);
  assert.deepEqual([world.ledger.row('1')?.settledNanos, world.ledger.row('1')?.outcome], [24, 'aborted']);
  assert.equal(state.attempts[0]?.outcome?.type, 'failure');
});

test('a task cancelled while the answer is judged is settled and has no verdict', async () => {
  const { world, state } = await cancelled((abort) => ({ work: fakeWork({ check: () => (abort(), [fakeResult('format', 'pass')]) }) }));
  assert.deepEqual(world.calls, ['reserve 1', 'ask big', 'settle 1']);
  assert.equal(state.attempts[0]?.results, undefined);
});

test('checks that break off because the task was cancelled are no failure', async () => {
  await cancelled((abort) => ({
    work: fakeWork({
      check() {
        abort();
        throw new Error('cancelled');
      },
    }),
  }));
});

test('an answer that arrives though the task was cancelled is paid for and not judged', async () => {
  let checks = 0;
  const { world, state } = await cancelled((abort) => ({
    onProgress(progress) {
      if (progress.type === 'text') abort();
    },
    work: fakeWork({ check: () => ((checks += 1), [fakeResult('format', 'pass')]) }),
  }));
  assert.equal(checks, 0);
  assert.equal(world.ledger.row('1')?.state, 'settled');
  assert.equal(state.attempts[0]?.outcome?.type, 'answer');
});

test('a task cancelled while it waits for a retry does not ask again', async () => {
  const { world } = await cancelled((abort) => ({ world: { turns: { big: [fails('crashed'), answers('yes')] }, onSleep: abort } }));
  assert.equal(world.requests.length, 1);
});

test('a provider that says it was cancelled ends the task, and no other is asked', async () => {
  const world = fakeWorld({ turns: { small: [fails('aborted', { sent: false })] } });
  const state = await fakeRun(world, { cards: [LOCAL, CLOUD] });
  assert.deepEqual(state.ending, { type: 'cancelled' });
  assert.equal(world.requests.length, 1);
});
