import { writeSync } from 'node:fs';
import type { Ledger } from '../../../src/core/ledger.ts';
import { nanos } from '../../../src/core/money.ts';
import type { Provider, ProviderEvent } from '../../../src/core/provider.ts';
import { openStore } from '../../../src/node/store.ts';
import { fakeCall } from '../../fakes/fake-call.ts';
import { fakeCard, fakeWorld, usageOf, type FakeWorld } from '../../fakes/fake-world.ts';
import { fakeRun } from '../../fakes/fake-work.ts';
import type { CallPoint } from '../call-points.ts';

/** Makes one call over the books of a folder, and stands still for ever at the point it was told, having said `here`. */
const [dataDir = '', caller = '', wanted = ''] = process.argv.slice(2);
const store = openStore({ dataDir });
const nothing = new Int32Array(new SharedArrayBuffer(4));

function at(point: CallPoint): void {
  if (point !== wanted) return;
  writeSync(1, 'here\n');
  Atomics.wait(nothing, 0, 0);
}

/** In a transaction around it, what the ledger writes is not committed before this returns. */
function uncommitted<T>(point: CallPoint, write: () => T): T {
  if (point !== wanted) return write();
  let result: T | undefined;
  store.log.together(() => {
    result = write();
    at(point);
  });
  return result as T;
}

const { ledger } = store;
let isSettled = false;
const watched: Ledger = {
  reserve(request) {
    const result = uncommitted('before the reservation is committed', () => ledger.reserve(request));
    at('after the reservation');
    return result;
  },
  async reserveSoon(request) {
    const result = ledger.reserveSoon(request);
    // In the same transaction, after it.
    void store.together(() => at('before the reservation is committed'));
    const told = await result;
    at('after the reservation');
    return told;
  },
  settle(settlement) {
    const result = uncommitted('before the settlement is committed', () => ledger.settle(settlement));
    isSettled = true;
    if (caller === 'task') at('after the settlement');
    return result;
  },
  release: (attempt, outcome, when) => ledger.release(attempt, outcome, when),
  correct: (settlement) => ledger.correct(settlement),
  totals: (level) => ledger.totals(level),
  row: (attempt) => ledger.row(attempt),
  rows: (filter) => ledger.rows(filter),
};

async function* stream(): AsyncGenerator<ProviderEvent, void, undefined> {
  at('before it is sent');
  await Promise.resolve();
  at('after the headers');
  yield { type: 'text-delta', text: 'one ' };
  at('after the first token');
  yield { type: 'text-delta', text: 'two ' };
  at('in mid-stream');
  yield { type: 'text-delta', text: 'three' };
  at('after the last token');
  yield { type: 'finish', reason: 'stop', usage: usageOf(50, 10) };
}

const card = fakeCard('big');
const provider: Provider = {
  id: 'anthropic',
  family: 'anthropic',
  label: 'Anthropic',
  local: false,
  stream,
  models: () => Promise.resolve({ ok: true, cards: [card] }),
};
const { log } = store;
const world: FakeWorld = {
  ...fakeWorld(),
  ledger: { ...watched, sums: () => ({ held: 0, settled: 0 }) },
  log: { append: (task, event, when) => void log.append(task, event, when), putText: (text) => log.putText(text) },
  async together(body) {
    const result = await store.together(body);
    if (isSettled) at('after the settlement');
    return result;
  },
  provider: () => provider,
};
const caps = { day: { nanos: nanos(100_000) } };
if (caller === 'task') await fakeRun(world, { cards: [card], caps });
else await fakeCall(world, { cards: [card], caps });
