import { addNanos, ZERO, type Nanos } from './money.ts';
import { NO_USAGE, totalTokens, type Usage } from './usage.ts';

/** What spending can be added up by. */
export const SPEND_BY = ['day', 'model', 'agent', 'task', 'epic'] as const;

export type SpendBy = (typeof SPEND_BY)[number];

/** Calendar days of the person, `YYYY-MM-DD`, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** What some calls came to. One call is one attempt, one row of the ledger. */
export interface SpendSums {
  readonly calls: number;
  /** Ended, neither with an answer nor because they were cancelled. */
  readonly failed: number;
  /** Not ended yet: their money is held. */
  readonly underWay: number;
  /** Whose tokens are our estimate, since no report of the provider came. */
  readonly estimated: number;
  readonly usage: Usage;
  readonly settledNanos: Nanos;
  readonly heldNanos: Nanos;
  /** By how much they cost more than was reserved for them. */
  readonly overrunNanos: Nanos;
  /** Of models that ran on this machine when they were asked. */
  readonly localCalls: number;
  readonly localTokens: number;
}

/** The sums over one provider's calls with the same key. */
export interface SpendCell extends SpendSums {
  readonly key: string;
  readonly provider: string;
}

/** `key`: the day, the model as `provider/model`, or the id of the agent, the task or the epic; empty for calls of no epic. */
export interface SpendGroup extends SpendSums {
  readonly key: string;
  /** Those who were paid most first. */
  readonly byProvider: readonly (SpendSums & { readonly provider: string })[];
}

export interface SpendReport {
  readonly by: SpendBy;
  readonly range: DayRange;
  /** Days in their order; all else the dearest first. */
  readonly groups: readonly SpendGroup[];
  readonly total: SpendSums;
  /** The same as one group of everything, by provider. */
  readonly byProvider: SpendGroup['byProvider'];
}

const NOTHING: SpendSums = {
  calls: 0,
  failed: 0,
  underWay: 0,
  estimated: 0,
  usage: NO_USAGE,
  settledNanos: ZERO,
  heldNanos: ZERO,
  overrunNanos: ZERO,
  localCalls: 0,
  localTokens: 0,
};

/** Every view of spending is this fold over the same cells. Cells of one key and provider may come in parts, in any order. */
export function spendReport(by: SpendBy, range: DayRange, cells: readonly SpendCell[]): SpendReport {
  const groups = [...Map.groupBy(cells, ({ key }) => key)].map(([key, some]) => ({ key, ...sumOf(some), byProvider: byProviderOf(some) }));
  const order = by === 'day' ? byKey : dearestFirst;
  return { by, range, groups: groups.toSorted(order), total: sumOf(cells), byProvider: byProviderOf(cells) };
}

export function sumOf(parts: readonly SpendSums[]): SpendSums {
  return parts.reduce(add, NOTHING);
}

function byProviderOf(cells: readonly SpendCell[]): SpendGroup['byProvider'] {
  const providers = [...Map.groupBy(cells, ({ provider }) => provider)].map(([provider, some]) => ({
    provider,
    key: provider,
    ...sumOf(some),
  }));
  return providers.toSorted(dearestFirst).map(({ key: _, ...sums }) => sums);
}

function add(a: SpendSums, b: SpendSums): SpendSums {
  return {
    calls: a.calls + b.calls,
    failed: a.failed + b.failed,
    underWay: a.underWay + b.underWay,
    estimated: a.estimated + b.estimated,
    usage: addUsage(a.usage, b.usage),
    settledNanos: addNanos(a.settledNanos, b.settledNanos),
    heldNanos: addNanos(a.heldNanos, b.heldNanos),
    overrunNanos: addNanos(a.overrunNanos, b.overrunNanos),
    localCalls: a.localCalls + b.localCalls,
    localTokens: a.localTokens + b.localTokens,
  };
}

function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWrite5mTokens: a.cacheWrite5mTokens + b.cacheWrite5mTokens,
    cacheWrite1hTokens: a.cacheWrite1hTokens + b.cacheWrite1hTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  };
}

type Keyed = SpendSums & { readonly key: string };

function byKey(a: Keyed, b: Keyed): number {
  return a.key < b.key ? -1 : 1;
}

function dearestFirst(a: Keyed, b: Keyed): number {
  const money = (one: Keyed): number => one.settledNanos + one.heldNanos;
  return money(b) - money(a) || totalTokens(b.usage) - totalTokens(a.usage) || b.calls - a.calls || byKey(a, b);
}

/** From 0 to 1. Absent where there was nothing to measure. */
export interface LocalShare {
  readonly ofCalls?: number;
  readonly ofTokens?: number;
}

/** How much of it ran on this machine, by where each model ran when it was asked. */
export function localShareOf({ calls, usage, localCalls, localTokens }: SpendSums): LocalShare {
  const tokens = totalTokens(usage);
  return { ...(calls === 0 ? {} : { ofCalls: localCalls / calls }), ...(tokens === 0 ? {} : { ofTokens: localTokens / tokens }) };
}

/** Every day of the range, `YYYY-MM-DD`. */
export function daysOf({ from, to }: DayRange): readonly string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

const DAY_MS = 86_400_000;

/** The range of so many days that ends with `to`. */
export function lastDays(to: string, count: number): DayRange {
  return { from: new Date(Date.parse(`${to}T00:00:00Z`) - (count - 1) * DAY_MS).toISOString().slice(0, 10), to };
}

/** Whether the text is a day of the calendar, `2026-02-28`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
