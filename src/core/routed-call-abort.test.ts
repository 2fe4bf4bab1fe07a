import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answers,
  fails,
  fakeCard,
  fakeLocalCard,
  fakeWorld,
  scanForFakeSecrets,
  usageOf,
  type FakeWorldOptions,
} from '../../test/fakes/fake-world.ts';
import { fakeCall } from '../../test/fakes/fake-call.ts';
import type { CallEvent } from './call-events.ts';
import type { ModelCard } from './model-card.ts';

const CLOUD = fakeCard('big');
const LOCAL = fakeLocalCard('small');
/** What the sleeps are for, by their length. */
const [BUSY_MS, RETRY_MS] = [10, 500];

interface Scene {
  readonly cards?: readonly ModelCard[];
  readonly world?: FakeWorldOptions;
  onEvent?(event: CallEvent): undefined;
}

/** Makes a call that `scene` cancels somewhere on its way: nothing may stay held. */
async function cancelled(scene: (abort: () => void) => Scene) {
  const controller = new AbortController();
  const { cards = [CLOUD], world: options, onEvent = () => undefined } = scene(() => controller.abort());
  const world = fakeWorld({ turns: { big: [answers('yes')], small: [answers('yes')] }, ...options });
  const { end } = await fakeCall(world, { cards, signal: controller.signal, onEvent });
  assert.equal(end.outcome, 'cancelled');
  assert.equal(world.ledger.sums().held, 0);
  assert.deepEqual(world.events.at(-1)?.event, { type: 'ended', ending: { type: 'cancelled' } });
  return world;
}

test('a call cancelled before it starts asks nobody', async () => {
  assert.deepEqual((await cancelled((abort) => (abort(), {}))).calls, []);
});

test('a call cancelled while secrets are looked for reserves nothing', async () => {
  const world = await cancelled((abort) => ({ world: { scanSecrets: (text) => (abort(), scanForFakeSecrets(text)) } }));
  assert.deepEqual(world.calls, []);
});

test('a scan that broke off because the call was cancelled is no reason to refuse it', async () => {
  const world = await cancelled((abort) => ({ world: { scanSecrets: () => (abort(), Promise.resolve({ ok: false, why: 'cancelled' })) } }));
  assert.ok(!world.events.some(({ event }) => event.type === 'skipped'));
});

test('a call cancelled while it waits for a place takes none', async () => {
  const world = await cancelled((abort) => ({ cards: [LOCAL], world: { onAcquire: () => (abort(), false) } }));
  assert.deepEqual(world.calls, []);
});

test('a call cancelled as its place is granted gives it back', async () => {
  const world = await cancelled((abort) => ({ cards: [LOCAL], world: { onAcquire: () => (abort(), true) } }));
  assert.deepEqual(world.calls, ['slot 1', 'free 1']);
});

test('a call cancelled while the store is busy reserves nothing', async () => {
  const world = await cancelled((abort) => ({ world: { busy: 100, onSleep: (ms) => ms === BUSY_MS && abort() } }));
  assert.deepEqual(world.calls, []);
});

test('a call cancelled before the first word owes what the model says, and no other is asked', async () => {
  const world = await cancelled((abort) => ({
    cards: [CLOUD, fakeCard('other', { provider: 'openai', family: 'openai' })],
    world: { turns: { other: [fails('aborted', { usage: usageOf(20, 0) })], big: [answers('yes')] } },
    onEvent: ({ type }) => void (type === 'attempt' && abort()),
  }));
  assert.equal(world.requests.length, 1);
  assert.equal(world.ledger.row('1')?.state, 'settled');
});

test('a call cancelled in the middle of an answer settles what was used', async () => {
  const world = await cancelled((abort) => ({
    world: { turns: { big: [fails('aborted', { text: '123456', usage: usageOf(20, 2) })] } },
    onEvent: ({ type }) => void (type === 'text-delta' && abort()),
  }));
  assert.deepEqual([world.ledger.row('1')?.settledNanos, world.ledger.row('1')?.outcome], [24, 'aborted']);
});

test('a call cancelled while it waits to try again does not', async () => {
  const world = await cancelled((abort) => ({
    world: { turns: { big: [fails('server'), answers('yes')] }, onSleep: (ms) => ms === RETRY_MS && abort() },
  }));
  assert.equal(world.requests.length, 1);
});
