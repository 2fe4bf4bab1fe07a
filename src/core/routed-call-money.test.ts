import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answers,
  fakeCard,
  fakeLocalCard,
  fakeWorld,
  usageOf,
  type FakeWorld,
  type FakeWorldOptions,
} from '../../test/fakes/fake-world.ts';
import { FAKE_CONVERSATION, fakeCall } from '../../test/fakes/fake-call.ts';
import { virtualTime, type VirtualTime } from '../../test/fakes/virtual-time.ts';
import { countConversation } from './conversation.ts';
import { nanos } from './money.ts';
import { createTraffic } from './traffic/create-traffic.ts';

const BIG = fakeCard('big');
const SMALL = fakeLocalCard('small');
function money(amount: number) {
  return { nanos: nanos(amount) };
}

const CEILING = countConversation(FAKE_CONVERSATION).ceiling;
/** At the fake's prices: a nano-dollar for a prompt token, two for an answer token. */
const WORST = CEILING + 2 * 1000;

test('the longest answer is lowered to what the budget holds', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes')] } });
  await fakeCall(world, { cards: [BIG], caps: { task: money(CEILING + 2 * 600 + 1) } });
  assert.equal(world.requests[0]?.maxOutputTokens, 600);
  assert.equal(world.ledger.row('1')?.reservedNanos, CEILING + 1200);
});

test('a budget that holds no answer worth having refuses the call in words', async () => {
  const world = fakeWorld();
  const { end, events } = await fakeCall(world, { cards: [BIG], caps: { task: money(CEILING + 2 * 256 - 1) } });
  assert.ok(end.outcome === 'refused');
  assert.deepEqual([end.because, end.refusal?.level.kind, end.refusal?.level.id], ['budget', 'task', 'payer-1']);
  assert.match(end.why, /big: the task's budget of/);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['skipped', 'end'],
  );
  assert.equal(world.requests.length, 0);
});

test('a short answer that was asked for is not made shorter', async () => {
  const conversation = { ...FAKE_CONVERSATION, maxOutputTokens: 100 };
  const fits = fakeWorld({ turns: { big: [answers('yes')] } });
  await fakeCall(fits, { cards: [BIG], conversation, caps: { task: money(CEILING + 200) } });
  assert.equal(fits.requests[0]?.maxOutputTokens, 100);
  const { end } = await fakeCall(fakeWorld(), { cards: [BIG], conversation, caps: { task: money(CEILING + 199) } });
  assert.equal(end.outcome, 'refused');
});

/** A world in which other calls go on while one sleeps. */
function busyWorld(options: FakeWorldOptions): { readonly world: FakeWorld; readonly time: VirtualTime } {
  const time = virtualTime();
  const { clock } = time;
  return { time, world: { ...fakeWorld(options), clock, traffic: createTraffic({ clock, random: () => 0 }) } };
}

test('a hundred calls at once on one budget: as many are served as fit, and not a nano-dollar more is spent', async () => {
  for (const [answered, fit] of [
    [250, 10],
    [20, 19],
  ] as const) {
    const usage = usageOf(CEILING, answered);
    const { world, time } = busyWorld({ turns: { big: Array.from({ length: 100 }, () => answers('yes', usage)) } });
    const conversation = { ...FAKE_CONVERSATION, maxOutputTokens: 250 };
    const worst = CEILING + 2 * 250;
    const cost = CEILING + 2 * answered;
    const cap = 10 * worst;
    const calls = Array.from({ length: 100 }, (_, index) =>
      fakeCall(world, { id: `task-${index}`, cards: [BIG], conversation, caps: { day: money(cap) } }),
    );
    await time.pass(600_000);
    const ends = (await Promise.all(calls)).map(({ end }) => end);
    const served = ends.filter(({ outcome }) => outcome === 'answered').length;
    assert.ok(ends.every(({ outcome }) => outcome === 'answered' || outcome === 'refused'));
    assert.deepEqual(world.ledger.sums(), { held: 0, settled: served * cost });
    assert.ok(served * cost <= cap);
    // One more would not have fitted at its worst case.
    assert.ok(served >= fit && served * cost + worst > cap, `${served} were served`);
  }
});

test('a call that has no room but for what others hold gets it when they have ended', async () => {
  const { world, time } = busyWorld({ turns: { big: [answers('yes'), answers('yes')] } });
  const caps = { day: money(WORST) };
  const calls = Promise.all(['task-1', 'task-2'].map((id) => fakeCall(world, { id, cards: [BIG], caps })));
  await time.pass(60_000);
  const both = await calls;
  assert.deepEqual(
    both.map(({ end }) => end.outcome),
    ['answered', 'answered'],
  );
});

test('a budget of another level than the first is found as well', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes')] } });
  await fakeCall(world, { cards: [BIG], caps: { day: money(CEILING + 2 * 900), task: money(CEILING + 2 * 300) } });
  assert.equal(world.requests[0]?.maxOutputTokens, 300);
});

test('a model that costs nothing answers when the budget is spent', async () => {
  const world = fakeWorld({ turns: { small: [answers('yes')] } });
  const { end } = await fakeCall(world, {
    cards: [BIG, SMALL],
    policy: { neverPay: false, order: [BIG.key, SMALL.key], trusted: true },
    caps: { day: money(0) },
  });
  assert.ok(end.outcome === 'answered');
  assert.equal(end.last.card, SMALL);
});
