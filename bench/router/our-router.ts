import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';
import type { ModelCard } from '../../src/core/model-card.ts';
import { fromDollars, type Nanos } from '../../src/core/money.ts';
import type { World } from '../../src/core/ports.ts';
import type { RoutePolicy } from '../../src/core/router.ts';
import { createTraffic } from '../../src/core/traffic/create-traffic.ts';
import { NO_USAGE } from '../../src/core/usage.ts';
import { createGatesProcess, type GatesProcess } from '../../src/gates/client.ts';
import { timedIds } from '../../src/node/ids.ts';
import { createPrices } from '../../src/node/prices.ts';
import { queuedSlots } from '../../src/node/queued-slots.ts';
import { runLog } from '../../src/node/run-log.ts';
import { openStore, type Store } from '../../src/node/store.ts';
import { systemClock } from '../../src/node/system-clock.ts';
import { createOpenAiProvider } from '../../src/providers/openai/create-openai-provider.ts';
import { MODELS } from './provider-child.ts';

export interface OurRouter {
  readonly world: World;
  readonly store: Store;
  readonly cards: readonly ModelCard[];
  readonly policy: RoutePolicy;
  dispose(): void;
}

export interface OurOptions {
  /** Up to and with `/v1`. */
  readonly baseUrl: string;
  readonly gates: GatesProcess;
  /** Absent: one of its own. */
  readonly dataDir?: string;
  /** Its models count as local: no prompt is scanned before it is sent, and nothing is charged. Absent: as a cloud. */
  readonly runsHere?: boolean;
}

/** Opens one over gates that are there; whoever gives it closes them all. */
export type OpenRouter = (options: Omit<OurOptions, 'gates'>) => Promise<OurRouter>;

const AT_ONCE = 100;

/** No call of a benchmark comes near it, and every call is counted against it. */
export const AMPLE: Nanos = fromDollars(10_000);

/** In the benchmark's own folder, which goes with all that is in it. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'books-'));
}

export function startGates(): GatesProcess {
  return createGatesProcess({ modulePath: inRoot('src/gates/server.ts') });
}

/** The router as the command line composes it, before one OpenAI-compatible server, of whose models it offers the first. */
export async function createOurRouter({ baseUrl, gates, dataDir = newFolder(), runsHere = false }: OurOptions): Promise<OurRouter> {
  const store = openStore({ dataDir });
  const prices = createPrices();
  const provider = createOpenAiProvider({
    id: 'openai',
    label: 'the fake',
    baseUrl,
    key: () => Promise.resolve('sk-bench'),
    runsHere,
    isPriceKnown: (id, model) => prices.cost(id, model, NO_USAGE, Date.now()).known,
    compatibleModels: [{ id: MODELS[0], contextWindow: 128_000, maxOutputTokens: 16_384 }],
  });
  const listed = await provider.models(AbortSignal.timeout(10_000));
  if (!listed.ok) throw new Error(listed.failure.message);
  return {
    store,
    cards: listed.cards,
    policy: { neverPay: false, order: [], trusted: true },
    world: {
      clock: systemClock,
      prices,
      gates,
      ids: timedIds,
      ledger: store.ledger,
      slots: queuedSlots({ table: store.slots, clock: systemClock, capacity: () => AT_ONCE }),
      traffic: createTraffic({ clock: systemClock, random: Math.random, limits: () => ({ concurrent: AT_ONCE }) }),
      log: runLog(store.log),
      together: store.together,
      provider: (id) => (id === provider.id ? provider : undefined),
    },
    dispose: () => store.dispose(),
  };
}
