import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, fails, fakeCard, fakeLocalCard, fakeWorld, says, usageOf } from '../../test/fakes/fake-world.ts';
import { FAKE_CONVERSATION, fakeCall } from '../../test/fakes/fake-call.ts';
import { countConversation } from './conversation.ts';
import { nanos } from './money.ts';
import { receiptOf } from './receipt.ts';
import { emptyTask, reduceTask } from './task.ts';

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
