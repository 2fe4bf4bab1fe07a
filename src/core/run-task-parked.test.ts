import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, fakeCard, fakeLocalCard, fakeResult, fakeWorld, usageOf, type FakeWorld } from '../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../test/fakes/fake-work.ts';
import { nanos } from './money.ts';
import { receiptOf } from './receipt.ts';
import { emptyTask, reduceTask, type TaskState } from './task.ts';
import type { Resumed } from './work.ts';

const LOCAL = fakeLocalCard('small');
const CLOUD = fakeCard('big');
const CARDS = [LOCAL, CLOUD];
const NO_MONEY = { task: { nanos: nanos(10) } };
const ENOUGH = { task: { nanos: nanos(10_000) } };

const work = fakeWork({
  check: (text) => (text === 'right' ? [fakeResult('types', 'pass')] : [fakeResult('types', 'fail', { finding: `${text} is wrong` })]),
});

function world(): FakeWorld {
  return fakeWorld({ turns: { small: [answers('first')], big: [answers('right', usageOf(50, 10))] } });
}

/** The task as a restarted window has it: folded from what was stored, and claimed. */
function restored({ events, text }: FakeWorld, moved = false): Resumed {
  const parked = events.reduce<TaskState>((state, { event, at }) => reduceTask(state, event, at), emptyTask('task-1'));
  const references = parked.attempts.flatMap(({ outcome }) => (outcome?.type === 'answer' ? [outcome.text] : []));
  return { state: reduceTask(parked, { type: 'resumed' }, 0), answers: new Map(references.map((one) => [one, text(one)])), moved };
}

test('a task that the money of a budget keeps from its next model is parked, and goes on from its events where it was', async () => {
  const one = world();
  const parked = await fakeRun(one, { cards: CARDS, caps: NO_MONEY }, work);
  assert.equal(parked.ending?.type, 'parked');
  assert.equal(parked.ending.type === 'parked' && parked.ending.refusal.level.kind, 'task');
  const done = await fakeRun(one, { cards: CARDS, caps: ENOUGH, resumed: restored(one) }, work);
  assert.equal(done.ending?.type, 'proved');
  assert.deepEqual(
    one.calls.filter((call) => call.startsWith('ask')),
    ['ask small', 'ask big'],
  );
  const asked = one.requests.at(-1)?.messages[0]?.text ?? '';
  assert.match(asked, /first/, 'the refused answer is shown');
  assert.match(asked, /first is wrong/, 'and why it was refused');
  assert.deepEqual(
    receiptOf(done).rows.map(({ model }) => model),
    ['small', 'big'],
  );
  assert.deepEqual(done.skipped, []);
  assert.deepEqual(one.ledger.sums(), { held: 0, settled: 70 });
});

test('continued without more room it is parked again, and nothing is asked twice', async () => {
  const one = world();
  await fakeRun(one, { cards: CARDS, caps: NO_MONEY }, work);
  const again = await fakeRun(one, { cards: CARDS, caps: NO_MONEY, resumed: restored(one) }, work);
  assert.equal(again.ending?.type, 'parked');
  assert.deepEqual(
    one.calls.filter((call) => call.startsWith('ask')),
    ['ask small'],
  );
});

test('what it cost before it was parked stays off the budget of its task', async () => {
  const one = fakeWorld({ turns: { big: [answers('first', usageOf(300, 50))], other: [answers('right')] } });
  const cards = [CLOUD, fakeCard('other', { provider: 'openai', family: 'openai' })];
  const options = { cards, policy: { neverPay: false, order: cards.map(({ key }) => key), trusted: true } };
  assert.equal((await fakeRun(one, { ...options, caps: { task: { nanos: nanos(500) } } }, work)).ending?.type, 'parked');
  const still = await fakeRun(one, { ...options, caps: { task: { nanos: nanos(600) } }, resumed: restored(one) }, work);
  assert.match(still.ending?.type === 'parked' ? still.ending.why : '', /the task's budget/);
});

test('on a text that has changed the gates look at the refused answer again first, and if it is right now nothing is paid', async () => {
  const one = world();
  await fakeRun(one, { cards: CARDS, caps: NO_MONEY }, work);
  const mended = fakeWork({ check: () => [fakeResult('types', 'pass')] });
  const done = await fakeRun(one, { cards: CARDS, caps: ENOUGH, resumed: restored(one, true) }, mended);
  assert.deepEqual(done.ending, { type: 'proved', attempt: done.attempts[0]?.id });
  assert.deepEqual(
    one.calls.filter((call) => call.startsWith('ask')),
    ['ask small'],
  );
});

test('on a text that has changed the next model is told what the gates say of it now', async () => {
  const one = world();
  await fakeRun(one, { cards: CARDS, caps: NO_MONEY }, work);
  const other = fakeWork({
    check: (text) =>
      text === 'right' ? [fakeResult('types', 'pass')] : [fakeResult('types', 'fail', { finding: 'wrong in another way' })],
  });
  await fakeRun(one, { cards: CARDS, caps: ENOUGH, resumed: restored(one, true) }, other);
  const asked = one.requests.at(-1)?.messages[0]?.text ?? '';
  assert.match(asked, /wrong in another way/);
  assert.doesNotMatch(asked, /first is wrong/);
});

test('gates that break off on the changed text end the task in words, and nothing is paid', async () => {
  const one = world();
  await fakeRun(one, { cards: CARDS, caps: NO_MONEY }, work);
  const broken = fakeWork({
    check: () => {
      throw new Error('no gates today');
    },
  });
  const done = await fakeRun(one, { cards: CARDS, caps: ENOUGH, resumed: restored(one, true) }, broken);
  assert.match(done.ending?.type === 'failed' ? done.ending.why : '', /no gates today/);
  assert.equal(one.ledger.sums().settled, 0);
});

test('a question of a program is refused at once: nobody goes on with it later', async () => {
  const one = fakeWorld();
  const ask = { ...work, subject: { ...work.subject, kind: 'ask' as const } };
  assert.equal((await fakeRun(one, { cards: [CLOUD], caps: NO_MONEY }, ask)).ending?.type, 'refused');
});
