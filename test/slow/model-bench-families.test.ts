import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { ModelCard } from '../../src/core/model-card.ts';
import { fingerprintOf } from '../../src/core/model-bench/fingerprint.ts';
import { benchmarkQuote } from '../../src/core/model-bench/plan.ts';
import { runBenchmark, type BenchmarkOptions } from '../../src/core/model-bench/run-benchmark.ts';
import { fromDollars, nanos } from '../../src/core/money.ts';
import type { World } from '../../src/core/ports.ts';
import { createTraffic } from '../../src/core/traffic/create-traffic.ts';
import { createPrices } from '../../src/node/prices.ts';
import { systemClock } from '../../src/node/system-clock.ts';
import { within } from '../../src/node/within.ts';
import { LABELS, MODELS, vendorProvider, VENDORS } from '../contract/vendor-providers.ts';
import type { FakeRequest, FakeVendor } from '../fakes/fake-provider-server-formats.ts';
import type { FakePlan } from '../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer, type FakeOllama } from '../fakes/fake-provider-server.ts';
import { rightAnswer } from '../fakes/fake-measured-model.ts';
import { fakeWorld } from '../fakes/fake-world.ts';
import { openedStore } from '../ledger/books.ts';

function right({ prompt }: FakeRequest): FakePlan {
  const { text, toolCall } = rightAnswer(prompt);
  if (toolCall === undefined) return { text: text ?? '' };
  return {
    text: '',
    toolCalls: [{ id: 'call_1', name: toolCall.name, arguments: JSON.parse(toolCall.arguments) as Record<string, unknown> }],
  };
}

interface Scene {
  readonly vendor: FakeVendor;
  readonly say: (request: FakeRequest) => string | FakePlan;
  readonly ollama?: FakeOllama;
  readonly options?: Partial<BenchmarkOptions>;
}

/** The vendor's real adapter before a fake server, over real books. */
async function scene(t: TestContext, { vendor, say, ollama, options }: Scene) {
  const server = await startFakeProviderServer({ models: { [vendor]: [MODELS[vendor]] }, ...(ollama === undefined ? {} : { ollama }) });
  t.after(() => server.dispose());
  server.answer(vendor, say);
  const prices = createPrices();
  const provider = vendorProvider(vendor, {
    baseUrl: server.baseUrl(vendor),
    key: () => Promise.resolve('a-key'),
    isPriceKnown: () => true,
  });
  const list = await provider.models(new AbortController().signal);
  assert.ok(list.ok && list.cards.length === 1);
  const cards: readonly ModelCard[] = list.cards;
  const store = openedStore(t);
  const clock = systemClock;
  const world: World = {
    ...fakeWorld(),
    clock,
    prices,
    ledger: store.ledger,
    traffic: createTraffic({ clock, random: () => 0 }),
    provider: (id) => (id === vendor ? provider : undefined),
  };
  const run = (more: Partial<BenchmarkOptions> = {}) =>
    runBenchmark(world, {
      id: 'bench-1',
      cards,
      policy: { neverPay: false, order: [], trusted: true },
      caps: { day: { nanos: fromDollars(100) } },
      limitMs: 120_000,
      signal: new AbortController().signal,
      within,
      keep: (model) => store.measured.put(model),
      onProgress: () => undefined,
      onStep: () => undefined,
      ...options,
      ...more,
    });
  return { server, world, store, cards, run };
}

type Store = Awaited<ReturnType<typeof scene>>['store'];

function assertBooksExact(store: Store): void {
  assert.deepEqual(store.check(), { sound: true });
  assert.deepEqual(
    store.ledger.rows({ task: 'bench-1' }).filter(({ state }) => state === 'reserved'),
    [],
  );
  assert.equal(store.ledger.totals({ kind: 'task', id: 'bench-1' }).heldNanos, 0);
}

for (const vendor of VENDORS) {
  describe(`a benchmark of a model of ${LABELS[vendor]}`, () => {
    test('measures all that the card promises, and books each call', async (t) => {
      const { store, cards, run, world, server } = await scene(t, { vendor, say: right });
      const { models } = await run();
      const [card] = cards;
      assert.ok(card);
      assert.deepEqual(models[0]?.measures.gaps, []);
      const abilities = Object.entries(models[0].measures.tallies);
      assert.deepEqual(
        abilities.filter(([, { asked, right: good }]) => good < asked),
        [],
      );
      assert.equal(abilities.length, card.tools ? 6 : 5);
      assert.equal(store.measured.all()[0]?.fingerprint, fingerprintOf(card));
      const rows = store.ledger.rows({ task: 'bench-1' });
      assert.equal(rows.length, server.journal.length);
      const settled = rows.reduce((sum, row) => sum + row.settledNanos, 0);
      assert.equal(store.ledger.totals({ kind: 'task', id: 'bench-1' }).settledNanos, settled);
      assert.ok(settled <= benchmarkQuote(world, card).nanos);
      assert.equal(settled > 0, card.price !== 'free');
      assertBooksExact(store);
    });

    test('counts garbage as wrong, and a server that fails as nothing', async (t) => {
      const garbage = await scene(t, { vendor, say: () => '}{ no' });
      const { models } = await garbage.run();
      assert.deepEqual(
        Object.values(models[0]?.measures.tallies ?? {}).filter(({ right: good }) => good > 0),
        [],
      );
      assert.equal(models[0]?.measures.tallies.edit?.asked, 3);
      assertBooksExact(garbage.store);
      const broken = await scene(t, { vendor, say: () => ({ fault: { kind: 'status', status: 500, message: 'down' } }) });
      const failed = await broken.run();
      assert.deepEqual([failed.models[0]?.measures.tallies, failed.state.ending?.type, broken.store.measured.all()], [{}, 'failed', []]);
      assert.equal(broken.store.ledger.totals({ kind: 'task', id: 'bench-1' }).settledNanos, 0);
      assertBooksExact(broken.store);
    });

    test('gives up a call that says nothing, and closes its socket', async (t) => {
      const { run, server, store } = await scene(t, {
        vendor,
        say: () => ({ fault: { kind: 'silent' } }),
        options: { within: (_, signal) => AbortSignal.any([signal, AbortSignal.timeout(300)]), limitMs: 3000 },
      });
      const { models } = await run();
      await server.aborted(1);
      assert.deepEqual(models[0]?.measures.tallies, {});
      assertBooksExact(store);
    });

    test('ends when it is cancelled in the middle of an answer, with all that was used on the books', async (t) => {
      const controller = new AbortController();
      const say = (request: FakeRequest): FakePlan =>
        /Ada is 36/.test(request.prompt) ? { text: 'and on ', fault: { kind: 'endless' } } : right(request);
      const { run, server, store } = await scene(t, { vendor, say });
      const onProgress: BenchmarkOptions['onProgress'] = (progress) => {
        if (progress.type === 'text' && progress.text.startsWith('and on and on')) controller.abort();
      };
      const { state, models } = await run({ signal: controller.signal, onProgress });
      await server.aborted(1);
      assert.deepEqual([state.ending?.type, models[0]?.kept, store.measured.all()], ['cancelled', undefined, []]);
      assert.deepEqual(
        store.ledger
          .rows({ task: 'bench-1' })
          .map(({ outcome }) => outcome)
          .toSorted(),
        ['aborted', 'ok'],
      );
      assertBooksExact(store);
    });
  });
}

test('a budget that has no room for the next question refuses it, and what was measured by then counts', async (t) => {
  const { run, store, world, cards } = await scene(t, { vendor: 'anthropic', say: right });
  const [card] = cards;
  assert.ok(card);
  const cap = nanos(Math.floor(benchmarkQuote(world, card).nanos / 4));
  const { models } = await run({ caps: { task: { nanos: cap } } });
  assert.ok(
    models[0]?.measures.gaps.some((gap) => gap.startsWith("the task's budget of")),
    models[0]?.measures.gaps.join('; '),
  );
  assert.ok(store.ledger.totals({ kind: 'task', id: 'bench-1' }).settledNanos <= cap);
  assertBooksExact(store);
});

test('the time that Ollama says it took to load a model is its load, and its digest tells other weights apart', async (t) => {
  const say = (request: FakeRequest): FakePlan => ({ ...right(request), usage: { input: 10, output: 5, loadNanos: 1_500_000_000 } });
  const { run, cards } = await scene(t, { vendor: 'ollama', say, ollama: { loaded: [], digest: 'abc' } });
  assert.equal(cards[0]?.digest, 'abc');
  assert.equal((await run()).models[0]?.measures.loadMs, 1500);
});
