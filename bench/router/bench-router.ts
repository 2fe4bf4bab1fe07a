import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { plot } from '../lib/plot.ts';
import { interval, median, rounded } from '../lib/statistics.ts';
import { table } from '../lib/table.ts';
import { tryBehaviour, type Behaviour, type Cell, type Way } from './behaviour.ts';
import { aiSdkCaller, httpCaller, langChainCaller, ourCaller, sdkCaller } from './callers.ts';
import {
  measureLoad,
  residentMegabytes,
  startGateway,
  startLiteLlm,
  startPortkey,
  startProvider,
  startProxy,
  startTensorZero,
  type Child,
  type FakeProvider,
  type GatewayProcess,
  type Load,
  type Portkey,
  type Standing,
} from './children.ts';
import { tryMoney } from './money.ts';
import { createOurRouter, startGates, type OpenRouter, type OurRouter } from './our-router.ts';
import { firstTokens, throughput, warmUp, type Callers, type Timing } from './speed.ts';

const SIZES = {
  quick: { warmUp: 60, firstRounds: 40, rateRounds: 3, callsEach: 1, loadCalls: 500 },
  full: { warmUp: 300, firstRounds: 400, rateRounds: 12, callsEach: 4, loadCalls: 20_000 },
} as const;
type Size = (typeof SIZES)[keyof typeof SIZES];

const CONCURRENCY = [1, 8, 32, 100] as const;
/** In a round of throughput, times `callsEach`; more where more than these go at once. */
const LEAST_CALLS = 16;
/** At which both kinds of throughput are compared in one number. */
const COMPARED_AT = 32;
const BARE = 'openai SDK';
const OURS = 'Centuria';

const WHAT_IS_ON = `Centuria: policy, budgets of day and task, breaker and traffic (100 at once), ledger and log in SQLite, and a scan
of every new prompt for secrets, since its model counts as a cloud's: in the gates process, unless a look here proves that there is none. Centuria, local: the same
before a server of which the person says that it runs here: no scan before the call, nothing charged, slots in SQLite.
Streams are not retried, no prompt was seen before, and all are whole only when books and log are written.`;

interface World {
  readonly provider: FakeProvider;
  readonly openRouter: OpenRouter;
  readonly gateway: GatewayProcess;
  readonly portkey: Portkey | undefined;
  readonly tensorZero: Standing | undefined;
  readonly liteLlm: Standing | undefined;
}

export interface BenchOptions {
  readonly json: boolean;
  readonly quick: boolean;
  /** Pythons that have a gateway each. Undefined: it is not measured. */
  readonly pythons: Readonly<Record<'tensorZero' | 'liteLlm', string | undefined>>;
}

/** Measures and prints. Resolves with 1 where a way of ours does not behave. */
export async function benchRouter({ json, quick, pythons }: BenchOptions): Promise<number> {
  const size = quick ? SIZES.quick : SIZES.full;
  const folder = mkdtempSync(join(tmpdir(), 'centuria-bench-'));
  // Of the children too: whoever is killed tidies nothing up.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder, TMP: folder });
  const gates = startGates();
  const opened: OurRouter[] = [];
  const openRouter: OpenRouter = async (options) => {
    const router = await createOurRouter({ ...options, gates });
    opened.push(router);
    return router;
  };
  const [provider, gateway, portkey] = await Promise.all([startProvider(), startGateway(), startPortkey()]);
  const [tensorZero, liteLlm] = await Promise.all([
    startTensorZero(pythons.tensorZero, provider.at('plain')),
    startLiteLlm(pythons.liteLlm, provider.at('plain')),
  ]);
  const world: World = { provider, openRouter, gateway, portkey, tensorZero, liteLlm };
  try {
    console.log(`${WHAT_IS_ON}\n`);
    const inProcess = await speedInProcess(world, size);
    const overHttp = await speedOverHttp(world, size);
    // The one counts processor time, the other mostly waits: neither is in the other's way.
    const [behaviours, loaded] = await Promise.all([behaviour(world), loads(world, size)]);
    const results = { ...inProcess, ...overHttp };
    if (!quick) keep({ ...results, loads: loaded });
    if (json) console.log(JSON.stringify(results));
    const ours = behaviours.flatMap(({ cells }) => [cells[OURS], cells['gateway']]);
    return ours.every((cell) => cell === 'n/a' || cell?.passed === true) ? 0 : 1;
  } finally {
    for (const router of opened) router.dispose();
    await Promise.all([gates.dispose(), provider.kill(), gateway.kill(), portkey?.kill(), tensorZero?.kill(), liteLlm?.kill()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a long run measured, and its plot for the page. */
function keep(results: { readonly loads: Readonly<Record<string, Load>> }): void {
  mkdirSync(inRoot('bench/results'), { recursive: true });
  writeFileSync(inRoot('bench/results/router.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  const lines = Object.entries(results.loads).map(([name, { samples }]) => ({ name, points: samples }));
  const words = { title: 'Resident memory of a process that makes one call after another, eight at once', x: 'calls', y: 'MB' };
  writeFileSync(inRoot('docs/images/router-memory.svg'), plot(lines, words));
}

type Firsts = Readonly<Record<string, readonly Timing[]>>;
type Rates = Readonly<Record<string, readonly number[]>>;

const firstOf = (timings: readonly Timing[] = []): number => median(timings.map(({ first }) => first));
const totalOf = (timings: readonly Timing[] = []): number => median(timings.map(({ total }) => total));

function withInterval<Round>(rounds: readonly Round[], statistic: (rounds: readonly Round[]) => number): string {
  const [low, high] = interval(rounds, statistic);
  return `${rounded(statistic(rounds))} (${low}–${high})`;
}

/** Of two in the same rounds: `2.1 (2–2.2)`. */
function ratioWords<Sample>(ours: readonly Sample[], theirs: readonly Sample[], statistic: (some: readonly Sample[]) => number): string {
  const pairs = ours.map((one, round) => [one, theirs[round] ?? one] as const);
  return withInterval(pairs, (some) => rounded(statistic(some.map(([one]) => one)) / statistic(some.map(([, other]) => other))));
}

async function speedInProcess({ provider, openRouter }: World, size: Size) {
  const baseUrl = provider.at('plain');
  const callers: Callers = {
    [BARE]: sdkCaller({ baseUrl }),
    [OURS]: ourCaller(await openRouter({ baseUrl })),
    'Centuria, local': ourCaller(await openRouter({ baseUrl, runsHere: true })),
    'AI SDK': await aiSdkCaller({ baseUrl }),
    LangChain: await langChainCaller({ baseUrl }),
  };
  await warmUp(callers, size.warmUp);
  const firsts = await firstTokens(callers, size.firstRounds);
  printFirsts(`In process: one caller, ${size.firstRounds} interleaved rounds, medians with 95 % intervals, milliseconds`, firsts, BARE);
  const rates = new Map<number, Rates>();
  for (const atOnce of CONCURRENCY) rates.set(atOnce, await rate(callers, atOnce, size));
  console.log(`\nIn process: streams a second, ${size.rateRounds} interleaved rounds, medians with 95 % intervals\n`);
  const row = (name: string): string[] => [name, ...CONCURRENCY.map((atOnce) => withInterval(rates.get(atOnce)?.[name] ?? [], median))];
  console.log(table(['way', ...CONCURRENCY.map((atOnce) => `${atOnce} at once`)], Object.keys(callers).map(row)));
  const [ours, bare] = [firstOf(firsts[OURS]), firstOf(firsts[BARE])];
  const compared = rates.get(COMPARED_AT);
  return {
    firstTokenRatio: rounded(ours / bare),
    addedFirstTokenMs: rounded(ours - bare),
    throughputRatio32: rounded(median(compared?.[OURS] ?? []) / median(compared?.[BARE] ?? [])),
  };
}

function rate(callers: Callers, atOnce: number, { rateRounds, callsEach }: Size): Promise<Rates> {
  return throughput(callers, { atOnce, calls: callsEach * Math.max(LEAST_CALLS, atOnce), rounds: rateRounds });
}

function printFirsts(title: string, firsts: Firsts, base: string): void {
  const rows = Object.entries(firsts).map(([name, timings]) => [
    ...[name, withInterval(timings, firstOf), ratioWords(timings, firsts[base] ?? [], firstOf)],
    ...[withInterval(timings, totalOf), ratioWords(timings, firsts[base] ?? [], totalOf)],
  ]);
  console.log(`${title}\n`);
  console.log(table(['way', 'first token', `× ${base}`, 'whole', `× ${base}`], rows));
}

async function loads({ provider }: World, { loadCalls }: Size): Promise<Readonly<Record<string, Load>>> {
  const all: Record<string, Load> = {};
  const rows: string[][] = [];
  for (const [name, caller] of [
    [BARE, 'sdk'],
    [OURS, 'ours'],
    ['AI SDK', 'ai-sdk'],
    ['LangChain', 'langchain'],
  ] as const) {
    const load = await measureLoad(caller, provider.at('plain'), loadCalls);
    const { cpuMs, before, after, heapGrowth } = load;
    all[name] = load;
    rows.push([name, `${cpuMs}`, `${before}`, `${after}`, `${heapGrowth}`]);
  }
  console.log(`\nEach in a process of its own: ${loadCalls} calls, 8 at once; CPU with that of the gates process, memory without\n`);
  console.log(table(['way', 'CPU ms / 1,000 calls', 'MB before', 'MB after', 'heap growth MB'], rows));
  return all;
}

async function speedOverHttp({ provider, gateway, portkey, tensorZero, liteLlm }: World, size: Size) {
  const proxy = await startProxy(provider);
  const baseUrl = provider.at('plain');
  const base = 'bare proxy';
  const callers: Callers = {
    'no gateway': httpCaller({ baseUrl }),
    [base]: httpCaller({ baseUrl: baseUrl.replace(provider.origin, proxy.origin) }),
    gateway: httpCaller(await gateway.open({ baseUrl })),
    ...(portkey === undefined ? {} : { Portkey: httpCaller(portkey.to(baseUrl)) }),
    ...(tensorZero === undefined ? {} : { TensorZero: httpCaller(tensorZero.address) }),
    ...(liteLlm === undefined ? {} : { LiteLLM: httpCaller(liteLlm.address) }),
  };
  await warmUp(callers, size.warmUp);
  const firsts = await firstTokens(callers, size.firstRounds);
  printFirsts(`\nOver HTTP: one caller, ${size.firstRounds} interleaved rounds, milliseconds`, firsts, base);
  const rates = await rate(callers, COMPARED_AT, size);
  console.log(`\nOver HTTP: streams a second, ${COMPARED_AT} at once, ${size.rateRounds} interleaved rounds\n`);
  const processes: Readonly<Record<string, Child | undefined>> = {
    [base]: proxy,
    gateway,
    Portkey: portkey,
    TensorZero: tensorZero,
    LiteLLM: liteLlm,
  };
  const memory = (name: string): string => `${residentMegabytes(processes[name]?.pid ?? process.pid) ?? '-'}`;
  const rows = Object.entries(rates).map(([name, some]) => [
    name,
    withInterval(some, median),
    ratioWords(some, rates[base] ?? [], median),
    name in processes ? memory(name) : '-',
  ]);
  console.log(table(['way', 'streams/s', `× ${base}`, 'MB'], rows));
  const missing = ['Portkey', 'TensorZero', 'LiteLLM'].filter((name) => !(name in callers));
  if (missing.length > 0) console.log(`\nNot measured: ${missing.join(', ')}`);
  await proxy.kill();
  const ours = firstOf(firsts['gateway']);
  const times = (name: string): number | null => (name in callers ? rounded(firstOf(firsts[name]) / ours) : null);
  return {
    gatewayFirstTokenRatio: rounded(ours / firstOf(firsts[base])),
    gatewayThroughputRatio32: rounded(median(rates['gateway'] ?? []) / median(rates[base] ?? [])),
    gatewayVsPortkey: times('Portkey'),
    gatewayVsTensorZero: times('TensorZero'),
    gatewayVsLiteLlm: times('LiteLLM'),
  };
}

async function behaviour({ provider, openRouter, gateway, portkey }: World): Promise<readonly Behaviour[]> {
  const ways: readonly Way[] = [
    { name: OURS, open: async (baseUrl) => ourCaller(await openRouter({ baseUrl })) },
    { name: 'gateway', open: async (baseUrl) => sdkCaller(await gateway.open({ baseUrl })) },
    { name: BARE, open: (baseUrl) => Promise.resolve(sdkCaller({ baseUrl })) },
    { name: 'AI SDK', open: (baseUrl) => aiSdkCaller({ baseUrl }) },
    { name: 'LangChain', open: (baseUrl) => langChainCaller({ baseUrl }) },
    ...(portkey === undefined ? [] : [{ name: 'Portkey', open: (baseUrl: string) => Promise.resolve(sdkCaller(portkey.to(baseUrl))) }]),
  ];
  const behaviours = (await Promise.all([tryBehaviour(ways, provider), tryMoney(provider, { openRouter, gateway })])).flat();
  console.log(
    '\nWhat each does, tried once; the gateways behind the SDK as it comes; n/a: it has no budgets, tells no cost, or has no process of its own\n',
  );
  const rows = behaviours.map(({ name, cells }) => [name, ...ways.map((way) => cellWords(cells[way.name]))]);
  console.log(table(['behaviour', ...ways.map(({ name }) => name)], rows));
  return behaviours;
}

function cellWords(cell: Cell = 'n/a'): string {
  if (cell === 'n/a') return cell;
  const { passed, note } = cell;
  return `${passed ? 'pass' : 'FAIL'}${note === undefined ? '' : ` (${note})`}`;
}
