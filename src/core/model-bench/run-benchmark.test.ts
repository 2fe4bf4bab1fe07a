import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promptOfRequest, rightAnswer } from '../../../test/fakes/fake-measured-model.ts';
import {
  fails,
  fakeCard,
  fakeLocalCard,
  fakeWorld,
  says,
  usageOf,
  type FakeWorld,
  type FakeWorldOptions,
  type Turn,
} from '../../../test/fakes/fake-world.ts';
import { virtualTime } from '../../../test/fakes/virtual-time.ts';
import type { ModelCard } from '../model-card.ts';
import { nanos } from '../money.ts';
import type { Clock } from '../ports.ts';
import { whyNotServing } from '../proved-ability.ts';
import type { ProviderEvent } from '../provider.ts';
import { createTraffic } from '../traffic/create-traffic.ts';
import type { CallNeed, Traffic } from '../traffic/traffic.ts';
import { withMeasures } from './fingerprint.ts';
import type { MeasuredModel } from './measures.ts';
import { benchmarkQuote } from './plan.ts';
import { benchmarkRow } from './result-table.ts';
import { runBenchmark, type BenchmarkOptions, type BenchmarkResult, type BenchmarkStep } from './run-benchmark.ts';

const LLAMA = fakeLocalCard('llama', { contextWindow: 8192 });
const QWEN = fakeLocalCard('qwen', { contextWindow: 8192, tools: false });
const CLOUD = fakeCard('opus');
const MINUTE = 60_000;

type Say = (prompt: string, clock: Clock) => Turn;

/** Answers everything right, 100 ms to its first piece and 10 ms for each of ten. */
function able(slower = 1): Say {
  return (prompt, clock) => {
    const { text = '', toolCall } = rightAnswer(prompt);
    const wait = (ms: number, signal: AbortSignal): Promise<void> => clock.sleep(ms * slower, signal);
    return async function* (_request, signal) {
      await wait(100, signal);
      const length = Math.ceil(text.length / 10);
      for (let at = 0; at < text.length && !signal.aborted; at += length) {
        yield { type: 'text-delta', text: text.slice(at, at + length) };
        await wait(10, signal);
      }
      if (signal.aborted) {
        yield { type: 'failure', failure: { kind: 'aborted', message: 'cancelled', nextStep: 'x' }, sent: true };
        return;
      }
      if (toolCall !== undefined) yield { type: 'tool-call', call: { id: '1', ...toolCall } };
      const end: ProviderEvent = {
        type: 'finish',
        reason: toolCall === undefined ? 'stop' : 'tool-calls',
        usage: usageOf(prompt.length, 20),
      };
      yield end;
    };
  };
}

const garbage: Say = () =>
  says({ type: 'text-delta', text: 'Certainly! } I hope ``` this helps.' }, { type: 'finish', reason: 'stop', usage: usageOf(10, 5) });

interface Scene extends FakeWorldOptions {
  readonly cards: readonly ModelCard[];
  readonly says: Readonly<Record<string, Say>>;
  readonly options?: Partial<BenchmarkOptions>;
  /** Aborts the benchmark before this step. */
  readonly cancelAt?: number;
  /** How long the first slots are waited for, in milliseconds. */
  readonly slotWaits?: readonly number[];
}

interface Ran {
  readonly world: FakeWorld;
  readonly result: BenchmarkResult;
  readonly kept: readonly MeasuredModel[];
  readonly steps: readonly BenchmarkStep[];
  readonly tookMs: number;
  readonly needs: readonly CallNeed[];
}

/** Runs a benchmark in virtual time to its end. */
async function run({ cards, says: models, options, cancelAt, slotWaits = [], ...more }: Scene): Promise<Ran> {
  const time = virtualTime();
  const base = fakeWorld(more);
  const provider: FakeWorld['provider'] = (id) => {
    const found = base.provider(id);
    return (
      found && {
        ...found,
        stream: (request, signal) => (models[request.model] ?? garbage)(promptOfRequest(request), time.clock)(request, signal),
      }
    );
  };
  const lanes = createTraffic({ clock: time.clock, random: () => 0 });
  const needs: CallNeed[] = [];
  const traffic: Traffic = {
    admit: (card, need, signal) => (needs.push(need), lanes.admit(card, need, signal)),
    health: (card) => lanes.health(card),
    states: () => lanes.states(),
    reset: (id) => lanes.reset(id),
  };
  const waits = [...slotWaits];
  const slots: FakeWorld['slots'] = {
    async acquire(server, attempt, signal) {
      await time.clock.sleep(waits.shift() ?? 0, signal);
      return base.slots.acquire(server, attempt, signal);
    },
  };
  const world: FakeWorld = { ...base, clock: time.clock, traffic, provider, slots };
  const kept: MeasuredModel[] = [];
  const steps: BenchmarkStep[] = [];
  const controller = new AbortController();
  const startedAt = time.clock.now();
  let tookMs = 0;
  let result: BenchmarkResult | undefined;
  const within: BenchmarkOptions['within'] = (ms, signal) => {
    const limit = new AbortController();
    void time.clock.sleep(ms, signal).then(() => limit.abort());
    return AbortSignal.any([signal, limit.signal]);
  };
  const running = runBenchmark(world, {
    id: 'bench-1',
    cards,
    policy: { neverPay: false, order: [], trusted: true },
    caps: {},
    limitMs: MINUTE,
    signal: controller.signal,
    within,
    keep: (model) => void kept.push(model),
    onProgress: () => undefined,
    onStep: (step) => {
      steps.push(step);
      if (steps.length === cancelAt) controller.abort();
    },
    ...options,
  }).then((value) => {
    tookMs = time.clock.now() - startedAt;
    result = value;
  });
  for (let waits = 0; result === undefined && waits < 3000; waits += 1) await time.pass(100);
  await running;
  assert.ok(result);
  return { world, result, kept, steps, tookMs, needs };
}

/** Each attempt of the ledger ended once, and nothing is held. */
function assertSettled({ world }: Ran): void {
  const rows = world.ledger.rows({ task: 'bench-1' });
  assert.deepEqual(
    rows.filter(({ state }) => state === 'reserved'),
    [],
  );
  assert.equal(world.ledger.sums().held, 0);
  assert.deepEqual(new Set(rows.map(({ agent }) => agent)), rows.length === 0 ? new Set() : new Set(['benchmark']));
  assert.equal(
    world.calls.filter((call) => call.startsWith('reserve')).length,
    world.calls.filter((call) => /^(settle|release)/.test(call)).length,
  );
}

test('a model that can do everything is measured in everything, and is known by it afterwards', async () => {
  const ran = await run({ cards: [LLAMA], says: { llama: able() } });
  const [kept] = ran.kept;
  assert.ok(kept);
  const { tallies, gaps, tokensPerSecond, firstTokenMs, recallTokens, day } = kept.measured;
  assert.deepEqual(Object.fromEntries(Object.entries(tallies).map(([ability, { asked, right }]) => [ability, `${right} of ${asked}`])), {
    edit: '3 of 3',
    'long-edit': '2 of 2',
    json: '2 of 2',
    tools: '2 of 2',
    review: '2 of 2',
    recall: '2 of 2',
  });
  assert.deepEqual([gaps, firstTokenMs, day], [[], 100, '2026-11-23']);
  assert.ok(tokensPerSecond !== undefined && tokensPerSecond > 0 && recallTokens !== undefined && recallTokens > 0);
  assert.equal(withMeasures([LLAMA], ran.kept)[0]?.measured, kept.measured);
  assert.deepEqual([ran.result.state.subject?.kind, ran.result.state.ending?.type], ['benchmark', 'not-proved']);
  assertSettled(ran);
});

test('the calls are booked one by one on the task of the benchmark, and its log holds what was sent', async () => {
  const ran = await run({ cards: [QWEN], says: { qwen: able() } });
  const rows = ran.world.ledger.rows({ task: 'bench-1' });
  assert.deepEqual([rows.length, ran.result.state.attempts.length], [11, 11]);
  assert.ok(rows.every(({ provider, model, local, state }) => provider === 'ollama' && model === 'qwen' && local && state === 'settled'));
  assert.ok(
    ran.needs.every(({ agent, insists }) => agent === 'benchmark' && insists === true),
    'who was picked is tried',
  );
  assert.match(ran.world.text(ran.result.state.attempts[0]?.prompt ?? ''), /add must return the sum/);
});

test('a model that says something else to everything gets nothing right, and is no candidate for what it was asked', async () => {
  const ran = await run({ cards: [LLAMA], says: { llama: garbage } });
  assert.deepEqual(ran.kept[0]?.measured.tallies.edit, { asked: 3, inForm: 0, right: 0 });
  const [card] = withMeasures([LLAMA], ran.kept);
  assert.ok(card);
  assert.equal(whyNotServing(card, 'edit'), 'edits 0 of 3 right, measured 2026-11-23');
  assert.equal(whyNotServing(card, 'analyse'), 'planted mistakes 0 of 2 found, measured 2026-11-23');
  assert.equal(whyNotServing(card, 'ask'), undefined);
  assertSettled(ran);
});

test('a model that is too slow has its share of the time and no more, and what it had none for is not measured', async () => {
  const ran = await run({ cards: [LLAMA, QWEN], says: { llama: able(400), qwen: able() } });
  assert.ok(ran.tookMs <= MINUTE, `${ran.tookMs} ms`);
  const [slow, quick] = ran.result.models;
  assert.deepEqual(slow?.measures.tallies, {});
  assert.deepEqual(slow.measures.gaps, ['no whole answer within 30 s', 'its share of the time was over']);
  assert.equal(quick?.measures.tallies.edit?.right, 3);
  assert.deepEqual(
    ran.kept.map(({ model }) => model),
    ['ollama/qwen'],
    'nothing is kept of a model of which nothing was measured',
  );
  assertSettled(ran);
});

test('a model that is slow but answers is measured as far as the time goes', async () => {
  const ran = await run({ cards: [LLAMA], says: { llama: able(60) } });
  const measured = ran.kept[0]?.measured;
  assert.ok(measured);
  const { tallies, gaps } = measured;
  assert.deepEqual(tallies.edit, { asked: 2, inForm: 2, right: 2 });
  assert.equal(tallies['long-edit'], undefined);
  assert.ok(gaps.includes('its share of the time was over'));
  assert.ok(measured.timeUp?.includes('long-edit'));
  assert.equal(measured.timeUp?.includes('edit'), false);
  assert.deepEqual(benchmarkRow(ran.result.models[0] ?? assert.fail()).cells.slice(0, 2), ['2 of 2', 'not measured: time was up']);
  assert.ok(ran.tookMs <= MINUTE, `${ran.tookMs} ms`);
});

test('what was measured beside other work says so, and at rest nothing', async () => {
  const busy = await run({ cards: [LLAMA], says: { llama: able() }, slotWaits: [1500, 1500], options: { busy: 0.82 } });
  assert.deepEqual(busy.kept[0]?.measured.load, [
    'other programs kept 82 % of the processors busy as it began',
    'it waited 3 s for its turn behind other calls',
  ]);
  assert.match(benchmarkRow(busy.result.models[0] ?? assert.fail()).notes.join(' '), /At rest it may be faster: other programs kept 82 %/);
  const atRest = await run({ cards: [LLAMA], says: { llama: able() }, options: { busy: 0.2 } });
  assert.equal(atRest.kept[0]?.measured.load, undefined);
});

test('a provider that fails is left alone after two calls: that says nothing of the model', async () => {
  const broken: Say = () => fails('server', { status: 500 });
  const ran = await run({ cards: [LLAMA, QWEN], says: { llama: broken, qwen: able() } });
  assert.equal(ran.world.ledger.rows({ task: 'bench-1' }).filter(({ model }) => model === 'llama').length, 2);
  assert.deepEqual([ran.result.models[0]?.measures.tallies, ran.result.models[0]?.measures.gaps], [{}, ['it failed: server']]);
  assert.equal(ran.result.models[1]?.measures.tallies.edit?.right, 3);
  assertSettled(ran);
});

test('where nothing at all was measured the task has failed, and says why', async () => {
  const ran = await run({ cards: [LLAMA], says: { llama: () => fails('server', { status: 500 }) } });
  assert.deepEqual(ran.result.state.ending, {
    type: 'failed',
    why: 'No model could be measured: llama: it failed: server.',
    nextStep: 'Choose another model, give it more time, or mend the cause.',
  });
});

test('a server that says that a model has no tools disproves its card', async () => {
  const noTools: Say = (prompt, clock) => (/work with tools/.test(prompt) ? fails('tools-unsupported') : able()(prompt, clock));
  const ran = await run({ cards: [LLAMA], says: { llama: noTools } });
  assert.deepEqual(ran.kept[0]?.measured.tallies.tools, { asked: 2, inForm: 0, right: 0 });
});

test('a thinking model that is cut while it thinks is not measured by it', async () => {
  const thinks: Say = () => says({ type: 'reasoning-delta', text: 'Hm.' }, { type: 'finish', reason: 'length', usage: usageOf(10, 5) });
  const ran = await run({ cards: [{ ...LLAMA, reasoning: true }], says: { llama: thinks } });
  assert.deepEqual(
    [ran.result.models[0]?.measures.tallies, ran.result.models[0]?.measures.gaps],
    [{}, ['it thought for longer than it was given room for']],
  );
});

test('a cancelled benchmark keeps nothing of the model under way, holds no money and says that it was cancelled', async () => {
  const ran = await run({ cards: [QWEN, CLOUD], says: { qwen: able(), opus: able() }, cancelAt: 15 });
  assert.deepEqual(
    ran.kept.map(({ model }) => model),
    ['ollama/qwen'],
  );
  assert.equal(ran.result.state.ending?.type, 'cancelled');
  assert.deepEqual(ran.steps.length, 15);
  assertSettled(ran);
});

test('a cloud is paid from the benchmark’s own budget, and no more than its quote', async () => {
  const ran = await run({ cards: [CLOUD], says: { opus: able() } });
  const { settled } = ran.world.ledger.sums();
  assert.ok(settled > 0 && settled <= benchmarkQuote(ran.world, CLOUD).nanos);
  assert.equal(ran.world.ledger.totals({ kind: 'task', id: 'bench-1' }).settledNanos, settled);
  assertSettled(ran);
});

test('never pay keeps a paid model from being asked, also where it was picked', async () => {
  const ran = await run({
    cards: [QWEN, CLOUD],
    says: { qwen: able(), opus: able() },
    options: { policy: { neverPay: true, order: [], trusted: true } },
  });
  assert.deepEqual(
    ran.result.models.map(({ card, measures }) => [card.key, measures.gaps]),
    [
      ['anthropic/opus', ['never pay is on']],
      ['ollama/qwen', []],
    ],
  );
  assert.ok(ran.world.ledger.rows({}).every(({ provider }) => provider === 'ollama'));
});

test('a budget without room refuses in words, and nothing is asked or spent', async () => {
  const ran = await run({ cards: [CLOUD], says: { opus: able() }, options: { caps: { task: { nanos: nanos(100) } } } });
  assert.match(ran.result.models[0]?.measures.gaps[0] ?? '', /^the task's budget of .* has/);
  assert.deepEqual(ran.world.ledger.sums(), { held: 0, settled: 0 });
  assert.deepEqual(ran.world.requests, []);
  assertSettled(ran);
});
