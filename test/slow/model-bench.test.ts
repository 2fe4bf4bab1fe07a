import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runBenchmark } from '../../src/core/model-bench/run-benchmark.ts';
import { systemClock } from '../../src/node/system-clock.ts';
import { createTraffic } from '../../src/core/traffic/create-traffic.ts';
import { open, SMOLLM2, WITHOUT_WEIGHTS } from '../contract/embedded-weights.ts';
import { fakeWorld } from '../fakes/fake-world.ts';
import { openedStore } from '../ledger/books.ts';

test(
  'the real embedded model is measured: its load, its speed and a right edit, until it is cancelled',
  { skip: WITHOUT_WEIGHTS },
  async (t) => {
    const provider = open();
    t.after(() => provider.dispose());
    const list = await provider.models(new AbortController().signal);
    assert.ok(list.ok);
    const cards = list.cards.filter(({ model }) => model === SMOLLM2.id);
    assert.equal(cards[0]?.digest, SMOLLM2.pin.sha256);
    const store = openedStore(t);
    const world = {
      ...fakeWorld(),
      clock: systemClock,
      ledger: store.ledger,
      traffic: createTraffic({ clock: systemClock, random: () => 0 }),
      provider: () => provider,
    };
    const controller = new AbortController();
    const { state, models } = await runBenchmark(world, {
      id: 'bench-1',
      cards,
      policy: { neverPay: false, order: [], trusted: true },
      caps: {},
      limitMs: 600_000,
      signal: controller.signal,
      // However slow a busy machine is.
      within: (_, signal) => signal,
      keep: (model) => store.measured.put(model),
      onProgress: () => undefined,
      onStep: ({ step }) => {
        if (step === 3) controller.abort();
      },
    });
    const measures = models[0]?.measures;
    assert.ok(measures);
    assert.deepEqual(measures.tallies.edit, { asked: 1, inForm: 1, right: 1 });
    assert.equal(measures.tallies.json?.asked, 1);
    for (const measure of ['loadMs', 'tokensPerSecond', 'firstTokenMs'] as const) assert.ok((measures[measure] ?? 0) > 0, measure);
    assert.deepEqual([state.ending?.type, store.measured.all()], ['cancelled', []]);
    assert.deepEqual(
      store.ledger.rows({ task: 'bench-1' }).filter(({ state: is, local }) => is !== 'settled' || !local),
      [],
    );
  },
);
