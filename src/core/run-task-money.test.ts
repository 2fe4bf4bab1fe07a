import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, fails, fakeCard, fakeLocalCard, fakeWorld, says, usageOf, type Turn } from '../../test/fakes/fake-world.ts';
import { fakeRun } from '../../test/fakes/fake-work.ts';
import { formatMoney, nanos, ZERO } from './money.ts';
import { receiptOf } from './receipt.ts';
import { refusalNow } from './reservation.ts';

const CLOUD = fakeCard('big');
const LOCAL = fakeLocalCard('small');

test("a day's budget without room refuses before the call, in words, and nothing is sent", async () => {
  const world = fakeWorld();
  const state = await fakeRun(world, { cards: [CLOUD], caps: { day: { nanos: nanos(100) }, task: { nanos: nanos(1_000_000) } } });
  assert.deepEqual(world.calls, ['refuse 1']);
  assert.equal(state.ending?.type, 'parked');
  const { why, nextStep, refusal } = state.ending.type === 'parked' ? state.ending : assert.fail();
  assert.match(why, /^big: the day's budget of < \$0\.0001 has < \$0\.0001 left, this call may cost < \$0\.0001$/);
  assert.match(nextStep, /[Bb]udget/);
  assert.equal(refusal?.level.kind, 'day');
  assert.deepEqual(state.attempts, []);
});

test("a task's budget without room refuses before the call", async () => {
  const world = fakeWorld();
  const state = await fakeRun(world, { cards: [CLOUD], caps: { day: { nanos: nanos(1_000_000) }, task: { nanos: nanos(0) } } });
  assert.deepEqual(world.calls, ['refuse 1']);
  assert.match(state.ending?.type === 'parked' ? state.ending.why : '', /the task's budget of \$0 has nothing left/);
});

test('a dear model without room is passed over, a free one is asked', async () => {
  const world = fakeWorld({ turns: { small: [answers('yes')] } });
  const policy = { neverPay: false, order: ['anthropic/big', 'ollama/small'], trusted: true };
  const state = await fakeRun(world, { cards: [CLOUD, LOCAL], policy, caps: { day: { nanos: nanos(0) } } });
  assert.deepEqual(
    state.attempts.map(({ label }) => label),
    ['small'],
  );
  assert.deepEqual(
    state.skipped.map(({ label }) => label),
    ['big'],
  );
});

test("what the first attempts cost is off the task's budget for the next", async () => {
  const world = fakeWorld({ turns: { big: [fails('cut', { usage: usageOf(300, 50) })] } });
  const state = await fakeRun(world, {
    cards: [CLOUD, fakeCard('other', { provider: 'openai', family: 'openai' })],
    caps: { task: { nanos: nanos(500) } },
    policy: { neverPay: false, order: ['anthropic/big', 'openai/other'], trusted: true },
  });
  assert.deepEqual(world.calls, ['reserve 1', 'ask big', 'settle 1', 'refuse 2']);
  assert.equal(state.ending?.type, 'parked');
  assert.match(state.ending.type === 'parked' ? state.ending.why : '', /other was not asked: the task's budget/);
});

test('a retry that has no room any more goes on, and does not ask for ever', async () => {
  const world = fakeWorld({ turns: { big: [fails('server', { usage: usageOf(300, 50) })] } });
  const state = await fakeRun(world, { cards: [CLOUD], caps: { task: { nanos: nanos(500) } } });
  assert.deepEqual(world.calls, ['reserve 1', 'ask big', 'settle 1', 'refuse 2']);
  assert.equal(state.ending?.type, 'parked');
});

const endings = [
  {
    name: 'a finish',
    turn: answers('yes', usageOf(50, 10)),
    row: { state: 'settled', settledNanos: 70, outcome: 'ok', usageSource: 'reported' },
  },
  {
    name: 'a failure with usage',
    turn: fails('idle', { usage: usageOf(50, 10) }),
    row: { state: 'settled', settledNanos: 70, outcome: 'idle', usageSource: 'estimated' },
  },
  {
    name: 'a failure without usage after sending',
    turn: fails('cut', { text: '123' }),
    row: { state: 'settled', settledNanos: 12, outcome: 'cut', usageSource: 'estimated' },
  },
  {
    name: 'a turned away request',
    turn: fails('quota'),
    row: { state: 'released', settledNanos: 0, outcome: 'quota', usageSource: undefined },
  },
  {
    name: 'a request that never left',
    turn: fails('model-missing', { sent: false }),
    row: { state: 'released', settledNanos: 0, outcome: 'model-missing', usageSource: undefined },
  },
  {
    name: 'a finish without usage',
    turn: answers('123', usageOf(0, 0)),
    row: { state: 'settled', settledNanos: 12, outcome: 'ok', usageSource: 'estimated' },
  },
  {
    name: 'a stream without an end',
    turn: says({ type: 'text-delta', text: '123' }),
    row: { state: 'settled', settledNanos: 12, outcome: 'cut', usageSource: 'estimated' },
  },
  {
    name: 'an endless stream',
    turn: says({ type: 'text-delta', text: 'x'.repeat(9000) }),
    row: { state: 'settled', settledNanos: 210, outcome: 'malformed', usageSource: 'estimated' },
  },
] as const;

for (const { name, turn, row } of endings) {
  test(`${name} ends its reservation exactly once, as it should`, async () => {
    const world = fakeWorld({ turns: { big: [turn] } });
    const state = await fakeRun(world, { cards: [CLOUD] });
    assert.deepEqual(world.calls, ['reserve 1', 'ask big', `${row.state === 'settled' ? 'settle' : 'release'} 1`]);
    const { state: end, settledNanos, outcome, usageSource } = world.ledger.row('1') ?? assert.fail();
    assert.deepEqual({ state: end, settledNanos, outcome, usageSource }, row);
    assert.equal(receiptOf(state).totalNanos, world.ledger.sums().settled);
  });
}

test('a provider that throws leaves no money held', async () => {
  const world = fakeWorld({
    turns: {
      big: [
        async function* () {
          yield { type: 'text-delta', text: '123' };
          throw new Error('a mistake');
        },
      ],
    },
  });
  const state = await fakeRun(world, { cards: [CLOUD] });
  assert.deepEqual(world.ledger.sums(), { held: 0, settled: 12 });
  assert.equal(state.ending?.type, 'failed');
  assert.equal(world.ledger.row('1')?.outcome, 'malformed');
});

test('a provider that reports more than was reserved is booked as it reported', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes', usageOf(5000, 5000))] } });
  await fakeRun(world, { cards: [CLOUD], caps: { day: { nanos: nanos(400) } } });
  assert.deepEqual(world.ledger.sums(), { held: 0, settled: 15_000 });
});

test('a report that is none costs at least what was reserved, and the receipt says why', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes', usageOf(9e15, 5))] } });
  const state = await fakeRun(world, { cards: [CLOUD] });
  const row = world.ledger.row('1') ?? assert.fail();
  assert.deepEqual([row.settledNanos, row.settledTokens, row.usageSource], [row.reservedNanos, row.reservedTokens, 'estimated']);
  assert.match(receiptOf(state).rows[0]?.outcome ?? '', /; the usage it told is none, so the worst case is booked$/);
});

test('a call that is cancelled while its model may think unseen is booked at its longest answer', async () => {
  const controller = new AbortController();
  const thinking: Turn = (...asked) => {
    controller.abort();
    return fails('aborted')(...asked);
  };
  const world = fakeWorld({ turns: { big: [thinking] } });
  const state = await fakeRun(world, { cards: [fakeCard('big', { thinksUnseen: true })], signal: controller.signal });
  const row = world.ledger.row('1') ?? assert.fail();
  const prompt = world.requests[0] ?? assert.fail();
  assert.equal(row.usage.outputTokens, prompt.maxOutputTokens);
  assert.ok(row.settledNanos <= row.reservedNanos);
  assert.match(receiptOf(state).rows[0]?.outcome ?? '', /may have thought unseen/);
});

test('a cap on tokens holds a free model too, and the refusal says so', async () => {
  const world = fakeWorld();
  const state = await fakeRun(world, { cards: [LOCAL], caps: { task: { tokens: 150 } } });
  assert.deepEqual(world.calls, ['slot 1', 'refuse 1', 'free 1']);
  assert.match(
    state.ending?.type === 'parked' ? state.ending.why : '',
    /^small: the task's budget of 150 tokens has 150 tokens left, this call may need \d+ tokens$/,
  );
});

const needs = (tokens: number, money = 0) => ({ nanos: nanos(money), tokens });

test('what a token budget would refuse is told before anything is asked, as the refusal says it, and holds nothing', async () => {
  const world = fakeWorld({ turns: { small: [answers('yes', usageOf(50, 10))] } });
  const caps = { day: { tokens: 300 } };
  assert.equal(refusalNow(world, caps, needs(300)), undefined);
  assert.equal(refusalNow(world, {}, needs(1e9, 1e12)), undefined);
  assert.match(
    refusalNow(world, { task: { tokens: 10 } }, needs(11)) ?? '',
    /^the task's budget of 10 tokens has 10 tokens left, this call may need 11 tokens$/,
  );
  await fakeRun(world, { cards: [LOCAL] });
  assert.equal(refusalNow(world, caps, needs(300)), "the day's budget of 300 tokens has 240 tokens left, this call may need 300 tokens");
  const state = await fakeRun(world, { id: 'task-2', cards: [LOCAL], caps });
  const reserved = /may need (\d+) tokens$/.exec(state.skipped[0]?.reason ?? '')?.[1];
  assert.equal(state.skipped[0]?.reason, refusalNow(world, caps, needs(Number(reserved))));
});

test('what a budget in money would refuse is told before anything is asked, as the refusal says it', async () => {
  const world = fakeWorld();
  const caps = { day: { nanos: nanos(100) } };
  const state = await fakeRun(world, { cards: [CLOUD], caps });
  const needed = state.lastRefusal?.needed ?? assert.fail();
  assert.equal(refusalNow(world, caps, needs(0, needed)), state.skipped[0]?.reason);
  assert.equal(refusalNow(world, { day: { nanos: nanos(needed) } }, needs(0, needed)), undefined);
  assert.equal(refusalNow(world, { day: { nanos: ZERO } }, needs(1e6)), undefined, 'what costs nothing needs no money');
});

test('a cap for one call passes over a model whose worst case is dearer, and asks a cheaper one', async () => {
  const world = fakeWorld({ turns: { small: [answers('yes')] } });
  const policy = { neverPay: false, order: ['anthropic/big', 'ollama/small'], trusted: true };
  const state = await fakeRun(world, { cards: [CLOUD, LOCAL], policy, caps: { call: { nanos: nanos(100) } } });
  assert.match(state.skipped[0]?.reason ?? '', /^one call may cost < \$0\.0001 at most, this one may cost < \$0\.0001$/);
  assert.deepEqual(
    state.attempts.map(({ label }) => label),
    ['small'],
  );
});

test('an agent has a budget within its task, and one task of an epic leaves less for the others', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes', usageOf(50, 10)), answers('yes', usageOf(50, 10))] } });
  const caps = { agent: { nanos: nanos(400) }, epic: { nanos: nanos(450) } };
  await fakeRun(world, { cards: [CLOUD], caps, epic: 'epic-1' });
  assert.equal(world.ledger.totals({ kind: 'agent', id: 'task-1/generation-01' }).settledNanos, 70);
  assert.equal(world.ledger.totals({ kind: 'epic', id: 'epic-1' }).settledNanos, 70);
  const other = await fakeRun(world, { id: 'task-2', cards: [CLOUD], caps: { ...caps, epic: { nanos: nanos(380) } }, epic: 'epic-1' });
  assert.match(other.ending?.type === 'parked' ? other.ending.why : '', /the epic's budget/);
});

test('a budget of which a fifth is left is told with the attempt, and stays in the state', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes'), answers('yes')] } });
  const near = await fakeRun(world, {
    cards: [CLOUD],
    caps: { day: { nanos: nanos(400) }, task: { nanos: nanos(1_000), tokens: 1_000_000 } },
  });
  assert.match(near.attempts[0]?.nearCap?.join() ?? '', /^the day's budget of < \$0\.0001 is 8\d % used or held$/);
  const far = await fakeRun(world, { id: 'task-2', cards: [CLOUD], caps: { day: { nanos: nanos(40_000) } } });
  assert.equal(far.attempts[0]?.nearCap, undefined);
});

test('with never pay no paid model is reserved for or asked, also where the person chose it for a retry', async () => {
  const world = fakeWorld({ turns: { small: [fails('server'), fails('server')] } });
  const policy = { neverPay: true, order: [], trusted: true, first: CLOUD.key };
  const state = await fakeRun(world, { cards: [CLOUD, LOCAL], policy });
  assert.deepEqual(
    world.calls.filter((call) => /big/.test(call)),
    [],
  );
  assert.deepEqual(
    state.candidates.map(({ label }) => label),
    ['small'],
  );
});

test('the words of a refusal name what is held by calls under way', async () => {
  const world = fakeWorld();
  world.ledger.reserve({
    attempt: 'another',
    task: 't',
    agent: 'a',
    provider: 'p',
    model: 'm',
    local: false,
    nanos: nanos(4_000_000_000),
    tokens: 0,
    path: [{ kind: 'day', id: '2026-11-23' }],
    at: 0,
  });
  const state = await fakeRun(world, { cards: [CLOUD], caps: { day: { nanos: nanos(4_000_000_100) } } });
  assert.match(state.ending?.type === 'parked' ? state.ending.why : '', /has < \$0\.0001 left \(\$4\.00 is held by calls under way\)/);
});

test('money just below a step is shown without a step too many', () => {
  assert.equal(formatMoney(nanos(100_000)), '$0.0001');
  assert.equal(formatMoney(nanos(9_990_000)), '$0.0100');
  assert.equal(formatMoney(nanos(999_999_999)), '$1.00');
  assert.equal(formatMoney(nanos(1_000_000_000)), '$1.00');
});

test('what another process booked at worst case while this machine slept is corrected to what was reported', async () => {
  const world = fakeWorld({
    turns: { big: [answers('yes')] },
    onAppend: (event) => {
      if (event.type === 'attempt-started')
        world.ledger.settle({
          attempt: event.attempt,
          outcome: 'expired',
          usage: usageOf(0, 0),
          usageSource: 'estimated',
          nanos: event.reservedNanos,
          at: 1,
        });
    },
  });
  const state = await fakeRun(world, { cards: [CLOUD] });
  assert.ok(world.calls.includes('correct 1'));
  assert.equal(world.ledger.row('1')?.settledNanos, state.attempts[0]?.nanos);
});
