import type { Prices } from '../core/ledger.ts';
import { nanos } from '../core/money.ts';
import { NO_USAGE, promptTokens, type Usage } from '../core/usage.ts';

/** The buckets that are paid for. */
const BUCKETS = ['inputTokens', 'cacheReadTokens', 'cacheWrite5mTokens', 'cacheWrite1hTokens', 'outputTokens'] as const;

/** Thousandths of a nano-dollar for a token of each bucket: whole numbers, see `toNanos` of prices.ts. */
type Rates = Readonly<Record<(typeof BUCKETS)[number], number>>;

const HALF_HOUR = 1_800_000;
/** So many tokens cost a whole number of nano-dollars in every bucket. */
const PROBE_TOKENS = 1000;
/** More than one call can have, and few enough for exact sums. */
const MOST_TOKENS = 10_000_000;

/**
 * The same amounts as `listed.cost`, for a busy process and for reports of tens of thousands of calls: the list is asked once
 * for each model, once a half hour where its price depends on the time, and for each call only above the list's first tier.
 */
export function bulkCost(listed: Prices, shapeOf: (provider: string, model: string) => PriceShape | undefined): Prices['cost'] {
  const rates = new Map<string, Rates>();
  return (...[provider, model, usage, at]: Parameters<Prices['cost']>) => {
    const shape = shapeOf(provider, model);
    if (shape === undefined || promptTokens(usage) > shape.flatUpTo || usage.outputTokens > MOST_TOKENS)
      return listed.cost(provider, model, usage, at);
    const since = shape.changes ? at - (at % HALF_HOUR) : 0;
    const key = `${provider}/${model} ${since}`;
    const known = rates.get(key) ?? ratesAt((bucket) => listed.cost(provider, model, bucket, shape.changes ? since : at).nanos);
    rates.set(key, known);
    return { nanos: nanos(Math.ceil(BUCKETS.reduce((sum, bucket) => sum + usage[bucket] * known[bucket], 0) / PROBE_TOKENS)), known: true };
  };
}

function ratesAt(cost: (usage: Usage) => number): Rates {
  const rate = (bucket: (typeof BUCKETS)[number]): number => cost({ ...NO_USAGE, [bucket]: PROBE_TOKENS });
  return {
    inputTokens: rate('inputTokens'),
    cacheReadTokens: rate('cacheReadTokens'),
    cacheWrite5mTokens: rate('cacheWrite5mTokens'),
    cacheWrite1hTokens: rate('cacheWrite1hTokens'),
    outputTokens: rate('outputTokens'),
  };
}

/** What the price list says of a model, apart from amounts. */
export interface PriceShape {
  /** It depends on the date or the time of day, by half hours. */
  readonly changes: boolean;
  /** Up to so many prompt tokens no tier applies: a call costs the sum of its tokens. */
  readonly flatUpTo: number;
}
