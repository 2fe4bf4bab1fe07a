import { findProvider } from '@pydantic/genai-prices';
import { calendarDay } from '../../src/core/day.ts';
import { countConversation } from '../../src/core/conversation.ts';
import type { LedgerRow } from '../../src/core/ledger.ts';
import { nanos, type Nanos } from '../../src/core/money.ts';
import { createPrices } from '../../src/node/prices.ts';
import { openStore, type Store } from '../../src/node/store.ts';
import { until, type Behaviour, type Cell } from './behaviour.ts';
import { MOST_TOKENS, ourCaller, sdkCaller, type Caller } from './callers.ts';
import { startGateway, type FakeProvider, type GatewayProcess } from './children.ts';
import { AMPLE, newFolder, type OpenRouter } from './our-router.ts';
import { MODELS, REPORTED } from './provider-child.ts';

/** A way of ours whose books can be read. */
interface Till {
  open(where: { readonly baseUrl: string; readonly dataDir: string; readonly capNanos: Nanos }): Promise<Caller>;
}

const PROMPT = 'What does this function do, and where is it called? '.repeat(8);

/** The rows of the table that are about money, in both ways of ours. */
export async function tryMoney(
  provider: FakeProvider,
  { openRouter, gateway }: { readonly openRouter: OpenRouter; readonly gateway: GatewayProcess },
): Promise<readonly Behaviour[]> {
  const inProcess: Till = {
    open: async ({ capNanos, ...where }) => ourCaller(await openRouter(where), { day: { nanos: capNanos }, task: { nanos: capNanos } }),
  };
  const overHttp: Till = {
    async open(where) {
      return sdkCaller(await gateway.open(where));
    },
  };
  const both = async (name: string, run: (till: Till) => Promise<Cell>): Promise<Behaviour> => {
    const [ours, door] = await Promise.all([run(inProcess), run(overHttp)]);
    return { name, cells: { Centuria: ours, gateway: door } };
  };
  return [
    await both('cached tokens are not charged twice', (till) => cachedOnce(till, provider)),
    await both('100 calls at once never pass a budget for 10, and 10 are served', (till) => tenOfHundred(till, provider)),
    await both('a stream that is reset is booked at what it cost', (till) => resetAtCost(till, provider)),
    { name: 'the books are right after kill -9', cells: { Centuria: 'n/a', gateway: await afterKill(provider) } },
  ];
}

/** By the price list's own rates, in nano-dollars. */
function costOf({ prompt, cached, answer }: { readonly prompt: number; readonly cached: number; readonly answer: number }): number {
  const model = findProvider({ providerId: 'openai' })?.models.find(({ id }) => id === MODELS[0]);
  const prices = model?.prices;
  if (prices === undefined || Array.isArray(prices)) throw new Error(`${MODELS[0]} has no single price`);
  const rate = (name: string): number => {
    const listed: unknown = Reflect.get(prices, name);
    if (typeof listed !== 'number') throw new Error(`${MODELS[0]} has no single ${name}`);
    return listed * 1_000;
  };
  return Math.ceil((prompt - cached) * rate('input_mtok') + cached * rate('cache_read_mtok') + answer * rate('output_mtok'));
}

const COST = costOf({ ...REPORTED, cached: 0 });

function withBooks<Result>(dataDir: string, read: (store: Store) => Result, now: () => number = Date.now): Result {
  const store = openStore({ dataDir, now });
  try {
    return read(store);
  } finally {
    store.dispose();
  }
}

async function rowsAfterCall(till: Till, baseUrl: string): Promise<readonly LedgerRow[]> {
  const dataDir = newFolder();
  await answered(await till.open({ baseUrl, dataDir, capNanos: AMPLE }));
  return withBooks(dataDir, ({ ledger }) => ledger.rows({}));
}

async function answered(caller: Caller, onText: (text: string) => void = () => undefined): Promise<boolean> {
  try {
    await caller({ prompt: PROMPT, signal: AbortSignal.timeout(40_000), onText });
    return true;
  } catch {
    return false;
  }
}

async function cachedOnce(till: Till, provider: FakeProvider): Promise<Cell> {
  const [row, ...more] = await rowsAfterCall(till, provider.at('cached', 'money'));
  const due = costOf(REPORTED);
  return {
    passed: more.length === 0 && row?.settledNanos === due,
    ...(row?.settledNanos === due ? {} : { note: `${row?.settledNanos} instead of ${due}` }),
  };
}

const FIT = 10;

/** The last of ten has just the room that its worst case needs. */
async function tenOfHundred(till: Till, provider: FakeProvider): Promise<Cell> {
  const dataDir = newFolder();
  const { ceiling } = countConversation({ system: '', messages: [{ role: 'user', text: PROMPT }], tools: [] });
  const worst = createPrices().worst('openai', MODELS[0], ceiling, MOST_TOKENS, Date.now()).nanos;
  const capNanos = nanos(worst + (FIT - 1) * COST);
  const caller = await till.open({ baseUrl: provider.at('slow', 'money'), dataDir, capNanos });
  const store = openStore({ dataDir });
  let most = 0;
  const look = (): void => {
    const { settledNanos, heldNanos } = store.ledger.totals({ kind: 'day', id: calendarDay(Date.now(), -new Date().getTimezoneOffset()) });
    most = Math.max(most, settledNanos + heldNanos);
  };
  const looking = setInterval(look, 5);
  const served = (await Promise.all(Array.from({ length: 100 }, () => answered(caller)))).filter(Boolean).length;
  clearInterval(looking);
  look();
  store.dispose();
  const passed = served === FIT && most > 0 && most <= capNanos;
  return { passed, note: `${served} served` };
}

/** Where the provider said what was used until then, no more than a quarter above it; else an estimate that is marked as one. */
async function resetAtCost(till: Till, provider: FakeProvider): Promise<Cell> {
  const due = costOf({ ...REPORTED, cached: 0, answer: 3 });
  const [said] = await rowsAfterCall(till, provider.at('reset', 'money'));
  const [unsaid] = await rowsAfterCall(till, provider.at('reset-unreported', 'money'));
  if (said === undefined || unsaid === undefined) return { passed: false, note: 'not booked' };
  const isClose = said.settledNanos >= due && said.settledNanos <= due * 1.25;
  const isEstimate = unsaid.usageSource === 'estimated' && unsaid.settledNanos >= due && unsaid.settledNanos < unsaid.reservedNanos;
  return {
    passed: isClose && isEstimate,
    note: `${(said.settledNanos / due).toFixed(2)}×, unreported ${(unsaid.settledNanos / due).toFixed(2)}×`,
  };
}

/** Ten whole calls and ten in mid-stream; then the gateway's process is killed, and the books are opened as the next one would. */
async function afterKill(provider: FakeProvider): Promise<Cell> {
  const dataDir = newFolder();
  const gateway = await startGateway();
  const [whole, stalled] = [
    await gateway.open({ baseUrl: provider.at('plain'), dataDir }),
    await gateway.open({ baseUrl: provider.at('stall', 'kill'), dataDir }),
  ];
  for (let count = 0; count < FIT; count += 1) await answered(sdkCaller(whole));
  const heard = new Set<number>();
  for (let count = 0; count < FIT; count += 1) void answered(sdkCaller(stalled), () => heard.add(count));
  const allUnderWay = await until(() => Promise.resolve(heard.size === FIT));
  await gateway.kill();
  if (!allUnderWay) return { passed: false, note: `${heard.size} of ${FIT} began` };
  return withBooks(
    dataDir,
    (store) => {
      const rows = store.ledger.rows({ limit: 1_000 });
      const settled = rows.filter(({ state, settledNanos }) => state === 'settled' && settledNanos === COST);
      const expired = rows.filter(({ state, settledNanos, reservedNanos }) => state === 'expired' && settledNanos === reservedNanos);
      const isWhole = rows.length === 2 * FIT && settled.length === FIT && expired.length === FIT;
      return { passed: isWhole && store.check().sound, note: `${settled.length} settled, ${expired.length} at worst case` };
    },
    // Whoever has not been heard of for half a minute is dead.
    () => Date.now() + 31_000,
  );
}
