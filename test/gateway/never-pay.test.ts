import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ModelCard } from '../../src/core/model-card.ts';
import { nanos } from '../../src/core/money.ts';
import { emptyTask, reduceTask, type TaskState } from '../../src/core/task.ts';
import { fakeCall } from '../fakes/fake-call.ts';
import { answers, fails, fakeCard, fakeLocalCard, fakeResult, fakeWorld, type FakeWorld, type Turn } from '../fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../fakes/fake-work.ts';
import { BIG, HELLO, startScene } from './gateway-scene.ts';

const SOURCES = join(import.meta.dirname, '../../src');

/** `file: times` of every source file that is no test and matches. */
function callSites(pattern: RegExp): readonly string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .flatMap((name) => {
      const found = readFileSync(join(SOURCES, name), 'utf8').match(pattern)?.length ?? 0;
      return found === 0 ? [] : [`${name.replaceAll('\\', '/')}: ${found}`];
    })
    .toSorted();
}

test('a model is asked in tasks, calls and benchmarks alone, and in each along a route', () => {
  // Whoever asks a model in another place proves that it pays nothing while "never pay" is on, as run-benchmark.test.ts does.
  assert.deepEqual(callSites(/(?<!function )\bcallModel\(/g), ['core/call-attempt.ts: 1', 'core/task-attempt.ts: 1']);
  assert.deepEqual(callSites(/\bprovider\)?\.stream\(/g), ['core/attempt.ts: 1']);
  assert.deepEqual(callSites(/(?<!function )\baskForCall\(/g), ['core/routed-call.ts: 1']);
  assert.deepEqual(callSites(/(?<!function )\baskCandidate\(/g), [
    'core/model-bench/ask-probe.ts: 1',
    'core/routed-call.ts: 1',
    'core/run-task.ts: 1',
  ]);
});

/** Free ones, priced ones, and ones whose price nobody knows; on this machine and elsewhere. */
const CARDS: readonly ModelCard[] = [
  fakeLocalCard('here'),
  fakeLocalCard('here-too', { provider: 'embedded' }),
  fakeCard('gratis', { provider: 'free-cloud', price: 'free' }),
  fakeCard('paid'),
  fakeCard('unknown', { provider: 'openai', family: 'openai', price: 'unknown' }),
  // A server on this machine of which the person has not said that its models run here.
  fakeCard('passes-on', { provider: 'my-server', family: 'openai', price: 'unknown' }),
];
const FREE = CARDS.filter(({ price }) => price === 'free').map(({ model }) => model);

const turn = fc.constantFrom<Turn>(
  answers('right'),
  answers('wrong'),
  fails('server'),
  fails('rate-limit'),
  fails('cut'),
  fails('auth'),
  fails('context-length'),
);
const scene = fc.record({
  cards: fc.shuffledSubarray([...CARDS], { minLength: 1 }),
  order: fc.oneof(fc.constant([]), fc.shuffledSubarray(CARDS.map(({ key }) => key))),
  first: fc.option(fc.constantFrom(...CARDS.map(({ key }) => key)), { nil: undefined }),
  turns: fc.array(turn, { minLength: 12, maxLength: 12 }),
});

function policyOf(order: readonly string[], first: string | undefined) {
  return { neverPay: true, order, trusted: true, ...(first === undefined ? {} : { first }) };
}

function worldOf(turns: readonly Turn[]): FakeWorld {
  return fakeWorld({ turns: Object.fromEntries(CARDS.map(({ model }) => [model, turns])) });
}

function assertNothingPaid({ requests, ledger }: FakeWorld): void {
  for (const { model } of requests) assert.ok(FREE.includes(model), `${model} was asked`);
  assert.deepEqual(ledger.sums(), { held: 0, settled: 0 });
}

const work = fakeWork({
  check: (text) => [text === 'right' ? fakeResult('types', 'pass') : fakeResult('types', 'fail', { finding: `${Math.random()}` })],
});

test('with never pay on no task asks a model that may cost something: not by its order, a choice, a retry or a failure before it', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async ({ cards, order, first, turns }) => {
      const world = worldOf(turns);
      await fakeRun(world, { cards, policy: policyOf(order, first) }, work);
      assertNothingPaid(world);
    }),
  );
});

test('nor does one that was parked before it was turned on, and goes on after it', async () => {
  const world = fakeWorld({ turns: { here: [answers('wrong')], paid: [answers('right')] } });
  const cards = CARDS.filter(({ model }) => ['here', 'paid'].includes(model));
  const parked = await fakeRun(world, { cards, caps: { task: { nanos: nanos(1) } } }, work);
  assert.equal(parked.ending?.type, 'parked');
  const state = world.events.reduce<TaskState>((folded, { event, at }) => reduceTask(folded, event, at), emptyTask('task-1'));
  const resumed = { state: reduceTask(state, { type: 'resumed' }, 0), answers: new Map<string, string>(), moved: false };
  const ended = await fakeRun(world, { cards, policy: policyOf([], undefined), resumed }, work);
  assert.equal(ended.ending?.type, 'failed');
  assert.deepEqual(
    ended.excluded.map(({ label, because }) => [label, because]),
    [['paid', 'never-pay']],
  );
  assertNothingPaid(world);
});

test('nor does any call of a program', async () => {
  await fc.assert(
    fc.asyncProperty(scene, fc.boolean(), async ({ cards, order, first, turns }, mayRestart) => {
      const world = worldOf(turns);
      await fakeCall(world, { cards, policy: policyOf(order, first), mayRestart });
      assertNothingPaid(world);
    }),
  );
});

test('over HTTP a paid model is refused by its name and left out of the route, and its upstream hears nothing', async () => {
  const { client, upstream, world } = await startScene({
    cards: [BIG, fakeCard('other', { provider: 'cloud', family: 'openai', price: 'unknown' })],
    policy: { neverPay: true },
  });
  for (const model of ['big', 'cloud/big', 'cloud/other', 'centuria', 'auto']) {
    for (const stream of [false, true]) {
      await assert.rejects(client.chat.completions.create({ model, messages: [...HELLO], stream }, { maxRetries: 0 }), /never pay is on/);
    }
  }
  assert.equal(upstream.journal.length, 0);
  assert.deepEqual(world.ledger.sums(), { held: 0, settled: 0 });
});

test('over HTTP a free model that fails is followed by no paid one', async () => {
  const { client, upstream } = await startScene({
    cards: [fakeCard('gratis', { provider: 'free-cloud', price: 'free' }), BIG],
    policy: { neverPay: true },
  });
  upstream.script({ fault: { kind: 'status', status: 401, message: 'no' } });
  await assert.rejects(client.chat.completions.create({ model: 'centuria', messages: [...HELLO] }, { maxRetries: 0 }));
  assert.ok(upstream.journal.length > 0);
  assert.ok(
    upstream.journal.every((request) => JSON.stringify(request).includes('gratis')),
    'only the free one was asked',
  );
});
