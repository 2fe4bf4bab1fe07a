import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BIG, failed, fakeRoads, fate, leave, words } from '../../../test/fakes/fake-roads.ts';
import { fakeCard, fakeLocalCard } from '../../../test/fakes/fake-world.ts';
import type { CallEnd } from './traffic.ts';

const SMALL = fakeCard('small');
const OTHER = fakeCard('other', { provider: 'openai', family: 'openai' });
const LOCAL = fakeLocalCard('llama');

const ANSWERED: CallEnd = { type: 'answered', tokens: 10 };
const LIMITED = failed('rate-limit', 2_000);

test('a rate limit keeps every call to that model back for as long as was asked, and no other model', async () => {
  const { time, ask, call } = fakeRoads();
  await call(LIMITED);
  const [same, sibling, other] = [ask(), ask(SMALL), ask(OTHER)];
  await time.pass(1_999);
  assert.deepEqual([fate(same), fate(sibling), fate(other)], [undefined, true, true]);
  await time.pass(1);
  assert.equal(fate(same), true);
});

test('what was asked for is a floor: jitter only adds to it', async () => {
  const { time, ask, call, state } = fakeRoads(undefined, () => 0.999);
  await call(LIMITED);
  const asked = ask();
  await time.pass(2_001);
  assert.equal(fate(asked), undefined);
  assert.ok((state()?.pausedUntil ?? 0) <= time.clock.now() + 500);
  await time.pass(500);
  assert.equal(fate(asked), true);
});

test('a wait past the deadline fails over at once, and says until when', async () => {
  const { time, traffic, ask, call } = fakeRoads();
  await call(failed('rate-limit', 123_000));
  const asked = ask();
  await time.settle();
  assert.equal(words(asked), 'ANTHROPIC asked to wait until 12:03.');
  const failure = asked.admission?.ok === false ? asked.admission.failure : assert.fail();
  assert.deepEqual([failure.kind, failure.retryAfterMs], ['rate-limit', 123_000]);
  assert.deepEqual(traffic.health(BIG), { reason: 'ANTHROPIC asked to wait until 12:03', lasting: false });
  assert.equal(traffic.health(SMALL), undefined);
});

test('a caller with less patience fails over where another waits', async () => {
  const { time, ask, call } = fakeRoads();
  await call(LIMITED);
  const [hasty, patient] = [ask(BIG, { deadlineMs: 1_999 }), ask(BIG, { deadlineMs: 2_000 })];
  await time.settle();
  assert.match(words(hasty) ?? '', /until 12:00:02/);
  assert.equal(fate(patient), undefined);
});

test('pauses one after the other use up the patience of a call, and it fails over', async () => {
  const { time, ask, call } = fakeRoads();
  await call(failed('rate-limit', 3_000));
  const [probe, hasty, patient] = [
    ask(BIG, { agent: 'p' }),
    ask(BIG, { agent: 'h', deadlineMs: 5_000 }),
    ask(BIG, { agent: 'w', deadlineMs: 6_000 }),
  ];
  await time.pass(3_000);
  assert.deepEqual([fate(probe), fate(hasty), fate(patient)], [true, undefined, undefined]);
  leave(probe, failed('rate-limit', 3_000));
  await time.settle();
  assert.match(words(hasty) ?? '', /until 12:00:06/, 'three of its five seconds were used up');
  assert.equal(fate(patient), undefined);
});

test('after a pause one call goes first, then twice as many with each that is answered', async () => {
  const { time, ask, call, state } = fakeRoads();
  await call(LIMITED);
  const asked = Array.from({ length: 8 }, (_, index) => ask(BIG, { agent: `a${index}` }));
  const running = (): number | undefined => state()?.running;
  await time.pass(2_000);
  assert.equal(running(), 1);
  for (const [index, expected] of [
    [0, 2],
    [1, 4],
  ] as const) {
    leave(asked[index] ?? assert.fail(), ANSWERED);
    await time.settle();
    assert.equal(running(), expected);
  }
});

test('a call that was not turned away for two seconds counts as accepted: long answers do not hold up the others', async () => {
  const { time, ask, call, state } = fakeRoads();
  await call(LIMITED);
  for (let index = 0; index < 8; index += 1) ask(BIG, { agent: `a${index}` });
  await time.pass(2_000);
  assert.equal(state()?.running, 1);
  await time.pass(2_000);
  assert.equal(state()?.running, 2);
  await time.pass(4_000);
  assert.equal(state()?.running, 8);
});

test('a rate limit of a provider that names no time is waited for longer each time', async () => {
  const { time, call, state } = fakeRoads();
  const waits: number[] = [];
  for (let index = 0; index < 8; index += 1) {
    await call(failed('rate-limit'));
    const wait = (state()?.pausedUntil ?? 0) - time.clock.now();
    waits.push(wait);
    await time.pass(wait);
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test('many calls that are turned away together are one rate limit', async () => {
  const { time, ask, state } = fakeRoads();
  const asked = Array.from({ length: 8 }, () => ask());
  await time.settle();
  for (const one of asked) leave(one, failed('rate-limit'));
  assert.equal(state()?.pausedUntil, time.clock.now() + 1_000);
});

test('three failures in a row open the breaker, and a call that cannot wait so long fails over with the reason', async () => {
  const { time, traffic, ask, call, state } = fakeRoads();
  for (let index = 0; index < 3; index += 1) {
    const next = call(failed('server'));
    await time.pass(1_000);
    assert.equal((await next).ok, true);
  }
  assert.equal(state()?.breaker.is, 'open');
  const asked = ask(BIG, { deadlineMs: 100 });
  await time.settle();
  assert.match(words(asked) ?? '', /^Big is not asked, the last 3 calls failed: It failed: server; tried again at 12:00:0\d\.$/);
  assert.match(traffic.health(BIG)?.reason ?? '', /^its last 3 calls failed: It failed: server; tried again at 12:00:0\d$/);
  assert.equal(traffic.health(OTHER), undefined);
});

test('an open breaker lets one probe through; its answer lets the others go, its failure keeps them', async () => {
  for (const end of [ANSWERED, failed('server')]) {
    const { time, ask, call, state } = fakeRoads();
    for (let index = 0; index < 3; index += 1) {
      const next = call(failed('idle'));
      await next;
    }
    const asked = Array.from({ length: 4 }, (_, index) => ask(BIG, { agent: `a${index}` }));
    await time.pass(5_000);
    assert.deepEqual(asked.map(fate), [true, undefined, undefined, undefined]);
    assert.equal(state()?.breaker.is, 'half-open');
    leave(asked[0] ?? assert.fail(), end);
    await time.settle();
    assert.equal(state()?.breaker.is, end === ANSWERED ? 'closed' : 'open');
    assert.equal(state()?.running, end === ANSWERED ? 3 : 0);
  }
});

test('a probe that goes on and on does not keep the others past their deadline', async () => {
  const { time, ask, call } = fakeRoads();
  for (let index = 0; index < 3; index += 1) await call(failed('idle'));
  ask(BIG, { agent: 'probe' });
  await time.pass(5_000);
  const waiting = ask(BIG, { agent: 'waiting', deadlineMs: 7_500 });
  await time.pass(7_499);
  assert.equal(fate(waiting), undefined);
  await time.pass(1);
  assert.match(words(waiting) ?? '', /one call is trying it just now/);
  assert.ok(time.sleeps() < 20, 'it looks again and again');
});

test('a key that is not accepted keeps every model of its provider back until it is another one', async () => {
  const { time, traffic, ask, call } = fakeRoads();
  await call(failed('auth'));
  await time.pass(86_400_000);
  const asked = ask(SMALL);
  await time.settle();
  assert.equal(words(asked), 'It failed: auth; asked again once another key is set.');
  assert.deepEqual(traffic.health(SMALL), { reason: 'It failed: auth; asked again once another key is set', lasting: true });
  assert.equal(traffic.health(OTHER), undefined);
  traffic.reset('anthropic');
  assert.equal(traffic.health(SMALL), undefined);
  assert.equal((await call(ANSWERED)).ok, true);
});

test('a new key lets those go that wait', async () => {
  const { time, traffic, ask, call } = fakeRoads();
  await call(LIMITED);
  const asked = ask();
  await time.settle();
  traffic.reset('anthropic');
  await time.settle();
  assert.equal(fate(asked), true);
});

test('a call that the person insists on is the probe of an open breaker, but a wait that was asked for holds', async () => {
  const { time, ask, call, state } = fakeRoads();
  await call(failed('quota'));
  const [plain, insisting] = [ask(), ask(BIG, { insists: true })];
  await time.settle();
  assert.deepEqual([fate(plain), fate(insisting)], [false, true]);
  assert.equal(state()?.breaker.is, 'half-open');
  leave(insisting, failed('rate-limit', 60_000));
  const again = ask(BIG, { insists: true });
  await time.settle();
  assert.match(words(again) ?? '', /asked to wait until 12:01/);
});

test('an abort while waiting leaves the queue at once, and nothing is told twice', async () => {
  const { time, ask, call, state } = fakeRoads();
  await call(LIMITED);
  const controller = new AbortController();
  const [gone, stays] = [ask(BIG, {}, controller.signal), ask()];
  await time.settle();
  assert.equal(state()?.waiting, 2);
  controller.abort();
  await time.settle();
  assert.equal(gone.admission?.ok === false && gone.admission.failure.kind, 'aborted');
  assert.equal(state()?.waiting, 1);
  await time.pass(2_000);
  assert.equal(fate(stays), true);
});

test('a call that is aborted as it is let through takes no place', async () => {
  const { time, ask, state } = fakeRoads({ concurrent: 1 });
  const first = ask();
  await time.settle();
  const controller = new AbortController();
  const gone = ask(BIG, {}, controller.signal);
  await time.settle();
  leave(first, ANSWERED);
  controller.abort();
  await time.settle();
  assert.equal(fate(gone), false);
  assert.deepEqual([state()?.running, state()?.waiting], [0, 0]);
});

test('a cloud model is asked eight times at once, a local one as often as its slots allow', async () => {
  const { time, ask, traffic } = fakeRoads();
  for (let index = 0; index < 12; index += 1) for (const card of [BIG, LOCAL]) ask(card);
  await time.settle();
  assert.deepEqual(
    traffic.states().map(({ running, waiting }) => [running, waiting]),
    [
      [8, 4],
      [12, 0],
    ],
  );
});

test('requests and tokens a minute are waited for, however long, not failed', async () => {
  const { time, ask } = fakeRoads({ requestsPerMinute: 2, tokensPerMinute: 100 });
  const [one, two, three, large] = [ask(), ask(), ask(), ask(BIG, { tokens: 95 })];
  await time.pass(59_999);
  assert.deepEqual([one, two, three].map(fate), [true, true, undefined]);
  await time.pass(1);
  assert.deepEqual([fate(three), fate(large)], [true, undefined], 'ten of the hundred are used');
  await time.pass(60_000);
  assert.equal(fate(large), true);
});

test('what a call did not use is given back when it ends, and what was never sent counts not at all', async () => {
  const { time, ask } = fakeRoads({ requestsPerMinute: 2, tokensPerMinute: 100 });
  const [one, two] = [ask(BIG, { tokens: 90 }), ask(BIG, { tokens: 90 })];
  await time.settle();
  assert.equal(fate(two), undefined);
  leave(one, { type: 'answered', tokens: 5 });
  await time.settle();
  assert.equal(fate(two), true);
  const three = ask(BIG, { tokens: 90 });
  leave(two, { type: 'not-sent' });
  await time.settle();
  assert.equal(fate(three), true);
});

test('a call that no minute has room for fails in words', async () => {
  const { time, ask } = fakeRoads({ tokensPerMinute: 100 });
  const asked = ask(BIG, { tokens: 101 });
  await time.settle();
  assert.equal(words(asked), 'Big may be sent 100 tokens a minute by the limits set for ANTHROPIC, this call may need 101.');
});

test('who has to wait is told so, once', async () => {
  const { time, ask, call } = fakeRoads();
  let told = 0;
  const onWait = (): void => void (told += 1);
  ask(BIG, { onWait });
  await time.settle();
  assert.equal(told, 0);
  await call(LIMITED);
  ask(BIG, { onWait });
  await time.pass(1_500);
  assert.equal(told, 1);
});

test('no timer outlives a call that was let through by more than a second', async () => {
  const { time, ask } = fakeRoads({ concurrent: 1 });
  const first = ask();
  ask();
  await time.settle();
  leave(first, ANSWERED);
  await time.pass(1_000);
  assert.equal(time.sleeping(), 0);
});
