import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, fails, fakeCard, fakeLocalCard, fakeResult, fakeWorld, says, usageOf } from '../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../test/fakes/fake-work.ts';
import { fromDollars, nanos } from './money.ts';
import { emptyTask, reduceTask } from './task.ts';
import { planRoute } from './run-task.ts';
import type { Progress } from './work.ts';

const LOCAL = fakeLocalCard('small');
const CLOUD = fakeCard('big');

test('the money is reserved before a provider is called, and settled once after it', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes', usageOf(100, 20))] } });
  const state = await fakeRun(world, { cards: [CLOUD] });
  assert.deepEqual(world.calls, ['reserve 1', 'ask big', 'settle 1']);
  assert.equal(state.ending?.type, 'proved');
  assert.deepEqual(world.ledger.sums(), { held: 0, settled: 140 });
});

test('a local model waits for its place, costs nothing, and gives the place back', async () => {
  const world = fakeWorld({ turns: { small: [answers('yes')] } });
  await fakeRun(world, { cards: [LOCAL, CLOUD] });
  assert.deepEqual(world.calls, ['slot 1', 'reserve 1', 'ask small', 'settle 1', 'free 1']);
  assert.equal(world.ledger.row('1')?.settledNanos, 0);
});

test('an attempt remembers how long the answer usually takes, where the model was measured', async () => {
  const measured = { day: '2026-11-25', gaps: [], tallies: {}, readPerSecond: 100, tokensPerSecond: 20 };
  const world = fakeWorld({ turns: { small: [answers('yes')], big: [answers('yes')] } });
  const known = await fakeRun(world, { cards: [{ ...LOCAL, measured }] }, { ...fakeWork(), usualTokens: 200 });
  const unknown = await fakeRun(world, { cards: [CLOUD] }, { ...fakeWork(), usualTokens: 200 });
  assert.ok((known.attempts[0]?.usualMs ?? 0) >= 10_000, String(known.attempts[0]?.usualMs));
  assert.equal(unknown.attempts[0]?.usualMs, undefined);
});

test('an answer that a required gate refuses goes to the next model, with the evidence and the answer', async () => {
  const world = fakeWorld({ turns: { small: [answers('bad answer')], big: [answers('good')] } });
  const refusing = fakeResult('types', 'fail', { finding: 'no such name' });
  const state = await fakeRun(
    world,
    { cards: [LOCAL, CLOUD] },
    fakeWork({ check: (text) => [text === 'good' ? fakeResult('types', 'pass') : refusing] }),
  );
  const asked = world.requests[1]?.messages[0]?.text ?? '';
  assert.match(asked, /bad answer/);
  assert.match(asked, /types, line 3: no such name \(R1\)/);
  assert.deepEqual(state.ending, { type: 'proved', attempt: '2' });
});

test('a required gate that could not be run ends the task as not proved, and no dearer model is asked', async () => {
  const world = fakeWorld({ turns: { small: [answers('perhaps')] } });
  const state = await fakeRun(
    world,
    { cards: [LOCAL, CLOUD] },
    fakeWork({ check: () => [fakeResult('types', 'unknown', { why: 'no TypeScript here' })] }),
  );
  assert.deepEqual(state.ending, { type: 'not-proved', attempt: '1', why: 'types, no TypeScript here' });
  assert.equal(world.requests.length, 1);
});

test('a busy store is asked again until it answers', async () => {
  const world = fakeWorld({ busy: 3, turns: { big: [answers('yes')] } });
  const state = await fakeRun(world, { cards: [CLOUD] });
  assert.equal(state.ending?.type, 'proved');
  assert.deepEqual(world.sleeps, [10, 10, 10]);
});

test('what time heals is tried again at the same model after the delay it asked for', async () => {
  const world = fakeWorld({ turns: { big: [fails('rate-limit', { retryAfterMs: 3000 }), answers('yes')] } });
  const state = await fakeRun(world, { cards: [CLOUD] });
  const waited = world.sleeps.reduce((sum, ms) => sum + ms, 0);
  assert.equal(waited, 3000);
  assert.deepEqual(
    state.attempts.map(({ outcome }) => outcome?.type),
    ['failure', 'answer'],
  );
  assert.deepEqual(
    world.ledger.rows({}).map(({ state: end }) => end),
    ['released', 'settled'],
  );
});

test('a failure that time does not heal goes on to the next model', async () => {
  const world = fakeWorld({ turns: { small: [fails('damaged-model', { sent: false })], big: [answers('yes')] } });
  const state = await fakeRun(world, { cards: [LOCAL, CLOUD] });
  assert.equal(state.ending?.type, 'proved');
  assert.deepEqual(world.sleeps, []);
});

test('a provider that was taken away since the route was made is passed over, and nothing is held for it', async () => {
  const world = fakeWorld({ without: ['ollama'], turns: { big: [answers('yes')] } });
  const state = await fakeRun(world, { cards: [LOCAL, CLOUD] });
  assert.equal(state.ending?.type, 'proved');
  assert.match(state.skipped[0]?.reason ?? '', /ollama is not set up/);
  assert.equal(world.ledger.sums().held, 0);
});

test('checks that break off end the task with a clear failure, the money settled', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes')] } });
  const work = fakeWork({
    check: () => {
      throw new Error('the gates process is gone');
    },
  });
  const state = await fakeRun(world, { cards: [CLOUD, fakeCard('bigger')] }, work);
  assert.equal(state.ending?.type, 'failed');
  assert.match(state.ending.type === 'failed' ? state.ending.why : '', /checks .*the gates process is gone/);
  assert.deepEqual(world.ledger.sums(), { held: 0, settled: 20 });
});

test('an answer that no check ran on is not proved', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes')] } });
  const state = await fakeRun(world, { cards: [CLOUD] }, fakeWork({ check: () => [] }));
  assert.equal(state.ending?.type, 'not-proved');
});

test('the state that is returned is the fold of the events that were logged', async () => {
  const world = fakeWorld({ turns: { small: [fails('crashed'), fails('crashed')], big: [answers('yes')] } });
  const state = await fakeRun(world, { cards: [LOCAL, CLOUD] });
  assert.deepEqual(
    world.events.reduce((folded, { event, at }) => reduceTask(folded, event, at), emptyTask('task-1')),
    state,
  );
});

test('a person is told what happens: the wait, the loading, the thinking, the text as it grows, the judging', async () => {
  const world = fakeWorld({
    turns: {
      small: [
        says(
          { type: 'loading', progress: 0.5 },
          { type: 'text-delta', text: 'a' },
          { type: 'reasoning-delta', text: 'hm' },
          { type: 'text-delta', text: 'b' },
          { type: 'finish', reason: 'stop', usage: usageOf(1, 1) },
        ),
      ],
    },
  });
  const seen: Progress[] = [];
  await fakeRun(world, { cards: [LOCAL], onProgress: (progress) => seen.push(progress) });
  assert.deepEqual(
    seen.filter(({ type }) => type !== 'state'),
    [
      { type: 'waiting', label: 'small' },
      { type: 'loading', label: 'small' },
      { type: 'text', label: 'small', text: 'a' },
      { type: 'thinking', label: 'small' },
      { type: 'text', label: 'small', text: 'ab' },
      { type: 'judging', label: 'small' },
    ],
  );
});

test('an unknown price is reserved, and told as unknown', async () => {
  const world = fakeWorld({ unpriced: ['big'], turns: { big: [answers('yes', usageOf(100, 20))] } });
  const state = await fakeRun(world, { cards: [{ ...CLOUD, price: 'unknown' }] });
  assert.match(state.candidates[0]?.reason ?? '', /price unknown, reserved at/);
  assert.deepEqual([state.attempts[0]?.priceKnown, state.attempts[0]?.nanos], [false, 280]);
});

test('the model that answered is kept where it is another than the one asked', async () => {
  const end = { type: 'finish', reason: 'stop', usage: usageOf(1, 1), servedModel: 'big-2026' } as const;
  const state = await fakeRun(fakeWorld({ turns: { big: [says({ type: 'text-delta', text: 'x' }, end)] } }), { cards: [CLOUD] });
  assert.equal(state.attempts[0]?.servedModel, 'big-2026');
});

test('an answer cut at its length limit is told to the checks as truncated', async () => {
  const told: boolean[] = [];
  const world = fakeWorld({ turns: { big: [says({ type: 'finish', reason: 'length', usage: usageOf(1, 9) })] } });
  await fakeRun(world, { cards: [CLOUD] }, fakeWork({ check: (_, truncated) => (told.push(truncated), [fakeResult('format', 'pass')]) }));
  assert.deepEqual(told, [true]);
});

test('a view that breaks off while an attempt runs leaves no money held', async () => {
  const world = fakeWorld({ turns: { big: [answers('yes')] } });
  const onProgress = (progress: Progress): void => {
    if (progress.type === 'state' && progress.state.attempts.length > 0) throw new Error('the view is broken');
  };
  await assert.rejects(fakeRun(world, { cards: [CLOUD], onProgress }), /the view is broken/);
  assert.equal(world.ledger.sums().held, 0);
});

test('a log that cannot be written stops the task before anything is sent, and frees the money', async () => {
  const world = fakeWorld({
    turns: { big: [answers('yes')] },
    onAppend(event) {
      if (event.type === 'attempt-started') throw new Error('the disk is full');
    },
  });
  await assert.rejects(fakeRun(world, { cards: [CLOUD] }), /the disk is full/);
  assert.deepEqual(world.calls, ['reserve 1', 'release 1']);
});

test('planning a route asks nobody, reserves nothing and says what each may cost', () => {
  const world = fakeWorld();
  const policy = { neverPay: false, order: [], trusted: true };
  const route = planRoute(world, fakeWork(), {
    cards: [CLOUD, LOCAL],
    policy,
    caps: { day: { nanos: fromDollars(5) } },
    localOnly: undefined,
  });
  assert.deepEqual(
    route.candidates.map(({ card }) => card.model),
    ['small', 'big'],
  );
  assert.ok((route.candidates[1]?.worstNanos ?? 0) >= nanos(200));
  assert.deepEqual(world.calls, []);
});

test('a route says how many calls are before this one: at the server of a local model, in the lane of a cloud', () => {
  const base = fakeWorld();
  const lane = { provider: CLOUD.provider, model: CLOUD.model, breaker: { is: 'closed' }, waiting: 4, running: 8 } as const;
  const world = {
    ...base,
    slots: { ...base.slots, ahead: (server: string) => (server === LOCAL.provider ? 2 : 0) },
    traffic: { ...base.traffic, health: () => undefined, states: () => [lane] },
  };
  const policy = { neverPay: false, order: [], trusted: true };
  const route = planRoute(world, fakeWork(), { cards: [CLOUD, LOCAL], policy, caps: {}, localOnly: undefined });
  assert.deepEqual(
    route.candidates.map(({ reason }) => reason.split('; ').at(-1)),
    ['2 calls are before it', '4 calls are before it'],
  );
});

test('what a task is about decides who may serve it: a model without one longer edit right is not asked for many lines', () => {
  const measured = { day: '2026-11-25', gaps: [], tallies: { 'long-edit': { asked: 2, inForm: 2, right: 0 } } };
  const options = {
    cards: [{ ...LOCAL, measured }],
    policy: { neverPay: false, order: [], trusted: true },
    caps: {},
    localOnly: undefined,
  };
  const asked = (difficulty: 'small' | 'medium') => planRoute(fakeWorld(), { ...fakeWork(), difficulty }, options).candidates.length;
  assert.deepEqual([asked('small'), asked('medium')], [1, 0]);
});
