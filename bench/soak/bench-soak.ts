import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { createCleanTexts } from '../../src/core/clean-texts.ts';
import type { Gates } from '../../src/core/gate.ts';
import type { ModelCard } from '../../src/core/model-card.ts';
import { fromDollars } from '../../src/core/money.ts';
import type { World } from '../../src/core/ports.ts';
import { routedCall } from '../../src/core/routed-call.ts';
import { createTraffic } from '../../src/core/traffic/create-traffic.ts';
import { timedIds } from '../../src/node/ids.ts';
import { createPrices } from '../../src/node/prices.ts';
import { queuedSlots } from '../../src/node/queued-slots.ts';
import { runLog } from '../../src/node/run-log.ts';
import { openStore, type Store } from '../../src/node/store.ts';
import { createOpenAiProvider } from '../../src/providers/openai/create-openai-provider.ts';
import { rounded } from '../lib/statistics.ts';
import { table } from '../lib/table.ts';
import { fastClock } from './fast-clock.ts';
import { MODELS, type Tally } from './models.ts';

const CALLS = 20_000;
const QUICK_CALLS = 1_000;
const AT_ONCE = 16;
const TIMES = 1_000;
/** How often the heap is looked at in all, for the first time once all code is loaded. */
const LOOKS = 40;
/** Of the memory of clean texts, in characters: soon full, so that what grows beside it shows. */
const SMALL = 200_000;

/** The secrets gate runs in a process of its own, which is not what is looked at here. */
const NO_GATES: Gates = { judge: () => Promise.resolve([]), scanSecrets: () => Promise.resolve({ ok: true, findings: [] }) };

interface Options {
  readonly json: boolean;
  readonly quick: boolean;
}

/** Makes the calls, and prints what became of them, of the memory and of the books. Resolves to the exit code. */
export async function benchSoak({ json, quick }: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const child = fork(inRoot('bench/soak/provider-child.ts'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const store = openStore({ dataDir: folder });
  try {
    const { port } = await said<AddressInfo>(child);
    const made = await makeCalls(store, `http://127.0.0.1:${port}/v1`, quick ? QUICK_CALLS : CALLS);
    child.send({});
    const report = { ...made, ...booksOf(store, await said<Tally>(child)) };
    console.log(
      table(
        ['soak', 'value'],
        Object.entries(report).map(([name, value]) => [name, String(value)]),
      ),
    );
    if (json) console.log(JSON.stringify(report));
    return report.ledgerSumMatches && report.heldNanos === 0 ? 0 : 1;
  } finally {
    child.kill('SIGKILL');
    store.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function said<T>(child: ChildProcess): Promise<T> {
  const [message]: unknown[] = await once(child, 'message');
  return message as T;
}

function worldOf(store: Store, baseUrl: string): World {
  const clock = fastClock(TIMES);
  const provider = createOpenAiProvider({
    id: 'openai',
    label: 'the fake',
    baseUrl,
    key: () => Promise.resolve('sk-soak'),
    compatibleModels: MODELS.map(({ id }) => ({ id, contextWindow: 128_000 })),
  });
  return {
    clock,
    prices: createPrices(),
    gates: NO_GATES,
    ids: timedIds,
    ledger: store.ledger,
    slots: queuedSlots({ table: store.slots, clock, capacity: () => AT_ONCE }),
    traffic: createTraffic({ clock, random: Math.random, limits: () => ({ concurrent: AT_ONCE }) }),
    log: runLog(store.log),
    together: store.together,
    provider: () => provider,
  };
}

function cardsOf(): readonly ModelCard[] {
  return MODELS.map(({ id }) => ({
    key: `openai/${id}`,
    provider: 'openai',
    family: 'openai',
    model: id,
    label: id,
    local: false,
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    tools: true,
    reasoning: false,
    serves: ['ask'],
    prompt: 'full',
    price: 'known',
  }));
}

async function makeCalls(store: Store, baseUrl: string, calls: number) {
  const world = worldOf(store, baseUrl);
  const [cards, clean] = [cardsOf(), createCleanTexts(SMALL)];
  const heap = heapWatch();
  const from = performance.now();
  let [begun, failed] = [0, 0];
  const one = async (index: number): Promise<void> => {
    const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
    const end = await routedCall(world, {
      id: world.ids.next(),
      subject: { kind: 'ask', title: 'soak', instruction: 'soak', uri: '', range, original: '', seat: 'soak' },
      payer: `soak-${index % 100}`,
      conversation: { system: 'Be brief.', messages: [{ role: 'user', text: `question ${index}` }], tools: [], maxOutputTokens: 512 },
      cards,
      policy: { neverPay: false, order: cards.map(({ key }) => key), trusted: true },
      caps: { day: { nanos: fromDollars(100_000) } },
      mayRestart: true,
      clean,
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    if (end.outcome !== 'answered') failed += 1;
  };
  const worker = async (): Promise<void> => {
    while (begun < calls) {
      const index = (begun += 1);
      await one(index);
      if (index % Math.floor(calls / LOOKS) === 0) heap.look(index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { calls, failed, seconds: rounded((performance.now() - from) / 1000), ...heap.report() };
}

/** The heap after a collection, so that what stands in it is held by somebody. */
function heapWatch() {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const seen: { readonly calls: number; readonly bytes: number }[] = [];
  return {
    look(calls: number): void {
      if (typeof collect === 'function') collect();
      seen.push({ calls, bytes: process.memoryUsage().heapUsed });
    },
    /** The slope is a straight line's through the second half: by then what is kept in bounded memories is there. */
    report() {
      const late = seen.slice(Math.floor(seen.length / 2));
      const mean = (of: (one: (typeof seen)[number]) => number): number => late.reduce((sum, one) => sum + of(one), 0) / late.length;
      const [x, y] = [mean(({ calls }) => calls), mean(({ bytes }) => bytes)];
      const above = late.reduce((sum, { calls, bytes }) => sum + (calls - x) * (bytes - y), 0);
      const below = late.reduce((sum, { calls }) => sum + (calls - x) ** 2, 0);
      const mb = (bytes: number | undefined): number => rounded((bytes ?? 0) / 1e6);
      return {
        heapStartMb: mb(seen[0]?.bytes),
        heapEndMb: mb(seen.at(-1)?.bytes),
        heapSlopeKbPerThousand: rounded(below === 0 ? 0 : above / below),
      };
    },
  };
}

/** The books against the provider's own count, to the nano-dollar. */
function booksOf({ ledger }: Store, tally: Tally) {
  const rows = ledger.rows({});
  const ledgerNanos = rows.reduce((sum, { settledNanos }) => sum + settledNanos, 0);
  const heldNanos = rows.reduce((sum, { state, reservedNanos }) => sum + (state === 'reserved' ? reservedNanos : 0), 0);
  return {
    requests: tally.requests,
    failedRequests: tally.failed,
    ledgerRows: rows.length,
    ledgerNanos,
    billedNanos: tally.nanos,
    ledgerSumMatches: ledgerNanos === tally.nanos && rows.length === tally.requests,
    heldNanos,
  };
}
