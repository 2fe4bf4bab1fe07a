import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answers,
  fails,
  fakeCard,
  fakeLocalCard,
  fakeWorld,
  says,
  usageOf,
  type FakeWorld,
  type FakeWorldOptions,
} from '../../test/fakes/fake-world.ts';
import { FAKE_CONVERSATION, fakeCall } from '../../test/fakes/fake-call.ts';
import { virtualTime, type VirtualTime } from '../../test/fakes/virtual-time.ts';
import { countConversation } from './conversation.ts';
import { nanos } from './money.ts';
import { receiptOf } from './receipt.ts';
import { emptyTask, reduceTask } from './task.ts';
import { createTraffic } from './traffic/create-traffic.ts';

const CHEAP = fakeCard('cheap', { provider: 'openai', family: 'openai' });
const BIG = fakeCard('big');
const SMALL = fakeLocalCard('small');
function money(amount: number) {
  return { nanos: nanos(amount) };
}

const CEILING = countConversation(FAKE_CONVERSATION).ceiling;
/** At the fake's prices: a nano-dollar for a prompt token, two for an answer token. */
const WORST = CEILING + 2 * 1000;

test('an answer comes in pieces, and ends with what it cost', async () => {
  const world = fakeWorld({
    turns: {
      big: [
        says(
          { type: 'reasoning-delta', text: 'hm' },
          { type: 'text-delta', text: 'one ' },
          { type: 'text-delta', text: 'two' },
          { type: 'tool-call', call: { id: 'c1', name: 'read', arguments: '{}' } },
          { type: 'finish', reason: 'tool-calls', usage: usageOf(30, 7) },
        ),
      ],
    },
  });
  const { end, events, text } = await fakeCall(world, { cards: [BIG] });
  assert.equal(text, 'one two');
  assert.deepEqual(
    events.map(({ type }) => type),
    ['attempt', 'reasoning-delta', 'text-delta', 'text-delta', 'tool-call', 'attempt-ended', 'end'],
  );
  assert.ok(end.outcome === 'answered');
  assert.deepEqual(
    [end.reason, end.last.card, end.last.usage, end.last.nanos, end.last.reservedNanos],
    ['tool-calls', BIG, usageOf(30, 7), 44, WORST],
  );
  assert.deepEqual(world.calls, ['reserve 1', 'ask big', 'settle 1']);
});

test('the whole conversation reaches the model', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes')] } });
  const tool = { name: 'read', description: 'Reads.', parameters: { type: 'object' } };
  const conversation = {
    system: 'sys',
    messages: [
      { role: 'user', text: 'read it' },
      { role: 'assistant', text: '', toolCalls: [{ id: 'c1', name: 'read', arguments: '{}' }] },
      { role: 'tool', callId: 'c1', name: 'read', text: 'content' },
    ],
    tools: [tool],
    maxOutputTokens: 77,
    stop: 'END',
  } as const;
  await fakeCall(world, { cards: [BIG], conversation });
  assert.deepEqual(world.requests, [{ model: 'big', ...conversation, resent: 7 }]);
});

test('a model that fails before its first word is followed by the next', async () => {
  const world = fakeWorld({ turns: { cheap: [fails('cut')], big: [answers('yes')] } });
  const { end, text } = await fakeCall(world, { cards: [CHEAP, BIG] });
  assert.equal(text, 'yes');
  assert.deepEqual(
    end.attempts.map(({ card, outcome }) => [card.key, outcome]),
    [
      ['openai/cheap', 'cut'],
      ['anthropic/big', 'ok'],
    ],
  );
});

test('a model that fails after its first word ends the call: nobody else is asked', async () => {
  for (const piece of [
    { type: 'text-delta', text: 'a' },
    { type: 'reasoning-delta', text: 'hm' },
    { type: 'tool-call', call: { id: 'c', name: 'n', arguments: '{}' } },
  ] as const) {
    const world = fakeWorld({
      turns: {
        cheap: [
          (...all) =>
            (async function* () {
              yield piece;
              yield* fails('server', { status: 500 })(...all);
            })(),
        ],
        big: [answers('yes')],
      },
    });
    const { end } = await fakeCall(world, { cards: [CHEAP, BIG] });
    assert.ok(end.outcome === 'failed');
    assert.deepEqual([end.failure.kind, world.requests.length, world.ledger.sums().held], ['server', 1, 0]);
  }
});

test('a caller that shows nothing before the end gets another model also after a first word', async () => {
  const world = fakeWorld({ turns: { cheap: [fails('cut', { text: 'half' })], big: [answers('whole')] } });
  const { end, events } = await fakeCall(world, { cards: [CHEAP, BIG], mayRestart: true });
  assert.equal(end.outcome, 'answered');
  const last = events.slice(events.findLastIndex(({ type }) => type === 'attempt'));
  assert.deepEqual(
    last.flatMap((event) => (event.type === 'text-delta' ? event.text : [])),
    ['whole'],
  );
});

test('what time heals is tried again after the wait it was told', async () => {
  const world = fakeWorld({ turns: { big: [fails('rate-limit', { sent: false, retryAfterMs: 1500 }), answers('yes')] } });
  const { end } = await fakeCall(world, { cards: [BIG] });
  assert.equal(end.outcome, 'answered');
  const [first, second] = world.ledger.rows({}).map(({ reservedAt }) => reservedAt);
  assert.ok((second ?? 0) - (first ?? 0) >= 1500);
  assert.equal(world.requests.length, 2);
});

test('a model that asked to wait longer than a caller does is not asked, and the wait is told', async () => {
  const world = fakeWorld({ turns: { big: [fails('rate-limit', { sent: false, retryAfterMs: 60_000 })] } });
  await fakeCall(world, { id: 'task-1', cards: [BIG] });
  const { end } = await fakeCall(world, {
    id: 'task-2',
    cards: [BIG],
    policy: { neverPay: false, order: [], trusted: true, first: BIG.key },
  });
  assert.equal(world.requests.length, 1);
  assert.ok(end.outcome === 'failed');
  assert.equal(end.failure.kind, 'rate-limit');
});

test('a failure of all models is the last one, with the wait it asked for', async () => {
  const world = fakeWorld({
    turns: { cheap: [fails('server'), fails('server')], big: [fails('rate-limit', { sent: false, retryAfterMs: 60_000 })] },
  });
  const { end } = await fakeCall(world, { cards: [CHEAP, BIG] });
  assert.ok(end.outcome === 'failed');
  assert.deepEqual([end.failure.kind, end.failure.retryAfterMs, end.attempts.length], ['rate-limit', 60_000, 3]);
});

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

test('six attempts are enough for one call', async () => {
  const cards = ['a', 'b', 'c', 'd'].map((model) => fakeCard(model, { provider: model }));
  const twice = [fails('server'), fails('server')];
  const world = fakeWorld({ turns: { a: [fails('cut')], b: twice, c: twice, d: twice } });
  const { end } = await fakeCall(world, { cards, policy: { neverPay: false, order: cards.map(({ key }) => key), trusted: true } });
  assert.equal(end.outcome, 'failed');
  assert.deepEqual(
    world.requests.map(({ model }) => model),
    ['a', 'b', 'b', 'c', 'c', 'd'],
  );
});

test('a conversation that no window holds is refused as such', async () => {
  const conversation = { ...FAKE_CONVERSATION, system: 'x'.repeat(400_000) };
  const { end } = await fakeCall(fakeWorld(), { cards: [BIG, CHEAP], conversation });
  assert.ok(end.outcome === 'refused');
  assert.equal(end.because, 'window');
});

test('a call that needs tools asks no model without them', async () => {
  const tools = [{ name: 'read', description: '', parameters: {} }];
  const { end } = await fakeCall(fakeWorld(), { cards: [{ ...BIG, tools: false }], conversation: { ...FAKE_CONVERSATION, tools } });
  assert.ok(end.outcome === 'refused');
  assert.deepEqual([end.because, /cannot use tools/.test(end.why)], ['nobody', true]);
});

test('the log has the call as a task whose receipt is the ledger', async () => {
  const world = fakeWorld({ turns: { cheap: [fails('cut', { usage: usageOf(50, 0) })], big: [answers('yes', usageOf(10, 5))] } });
  const { end } = await fakeCall(world, { cards: [SMALL, CHEAP, BIG].slice(1), caps: { task: money(100_000) } });
  const state = world.events.reduce((folded, { event, at }) => reduceTask(folded, event, at), emptyTask('task-1'));
  assert.deepEqual(
    world.events.map(({ event }) => event.type),
    ['created', 'routed', 'attempt-started', 'attempt-ended', 'attempt-started', 'attempt-ended', 'ended'],
  );
  assert.deepEqual(
    receiptOf(state).rows.map(({ model, nanos: cost }) => [model, cost]),
    [
      ['cheap', 50],
      ['big', 20],
    ],
  );
  assert.equal(receiptOf(state).totalNanos, world.ledger.sums().settled);
  assert.deepEqual(
    world.ledger.rows({ task: 'task-1' }).map(({ attempt }) => attempt),
    end.attempts.map(({ attempt }) => attempt),
  );
  assert.equal(world.ledger.totals({ kind: 'task', id: 'payer-1' }).settledNanos, 70);
  assert.equal(state.ending?.type, 'not-proved');
  assert.match(world.text(state.attempts[1]?.prompt ?? ''), /do it/);
});

test('a store that cannot be written is told, and the money is settled all the same', async () => {
  const world = fakeWorld({
    turns: { big: [answers('yes')] },
    onAppend() {
      throw new Error('the disk is full');
    },
  });
  await assert.rejects(fakeCall(world, { cards: [BIG] }), /the disk is full/);
  assert.equal(world.ledger.row('1')?.state, 'settled');
});

test('a slow reader holds the model back', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let seen = 0;
  let yielded = 0;
  const world = fakeWorld({
    turns: {
      big: [
        async function* () {
          for (const text of ['a', 'b']) {
            yielded += 1;
            yield { type: 'text-delta', text };
          }
          yield { type: 'finish', reason: 'stop', usage: usageOf(1, 1) };
        },
      ],
    },
  });
  const call = fakeCall(world, { cards: [BIG], onEvent: (event) => (event.type === 'text-delta' ? gates[seen++]?.promise : undefined) });
  while (seen < 1) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(yielded, 1);
  for (const { resolve } of gates) resolve();
  assert.equal((await call).end.outcome, 'answered');
});
