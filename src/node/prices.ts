import { calcPrice, findProvider, type ModelPrice, type PriceCalculation } from '@pydantic/genai-prices';
import type { Prices } from '../core/ledger.ts';
import { MOST, nanos, ZERO, type Nanos } from '../core/money.ts';
import { NO_USAGE, promptTokens, type Usage } from '../core/usage.ts';
import { bulkCost, type PriceShape } from './bulk-cost.ts';

/**
 * Providers that charge nothing. No server of the settings can have these names; whether one of those is free is on its
 * models' cards, and not asked here.
 */
const FREE: ReadonlySet<string> = new Set(['embedded', 'ollama']);

/** Ours to the price list's. A provider that is in neither has the dearest price of all of these. */
const VENDORS: ReadonlyMap<string, string> = new Map([
  ['openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['gemini', 'google'],
  ['deepseek', 'deepseek'],
]);

/** Dollars for a million tokens. */
interface Rates {
  readonly input: number;
  readonly output: number;
}

/** What a person wrote down as the price of a server's model; undefined: nothing. */
export type OwnPrices = (provider: string, model: string) => Rates | undefined;

/**
 * Prices from the pinned list of `@pydantic/genai-prices`, which has tiers for long contexts, cache reads and writes,
 * dates and times of day. No batch, flex or priority tiers. What a person wrote down for a server comes before the list.
 */
export function createPrices(own: OwnPrices = () => undefined): Prices {
  const listed = listPrices();
  const listedCost = bulkCost(listed, priceShape);
  return {
    cost(...[provider, model, usage, at]: Parameters<Prices['cost']>) {
      const rates = own(provider, model);
      return rates === undefined
        ? listedCost(provider, model, usage, at)
        : { nanos: atRates(rates, promptTokens(usage), usage.outputTokens), known: true };
    },
    worst(...[provider, model, prompt, answer, at]: Parameters<Prices['worst']>) {
      const rates = own(provider, model);
      return rates === undefined
        ? listed.worst(provider, model, prompt, answer, at)
        : { nanos: atRates(rates, prompt, answer), known: true };
    },
  };
}

/** The same, with the list asked at every call. */
export function listPrices(): Prices {
  const dearest = memoize(dearestOf);
  const worstOf = keptForHalfHour(worstRates);
  return {
    cost(...[provider, model, usage, at]: Parameters<Prices['cost']>) {
      if (FREE.has(provider)) return { nanos: ZERO, known: true };
      const priced = priceOf(provider, model, { usage, at });
      if (priced !== undefined) return { nanos: toNanos(priced.total_price), known: true };
      const rates = dearest(provider);
      return { nanos: atRates(rates, promptTokens(usage), usage.outputTokens), known: false };
    },
    worst(...[provider, model, prompt, answer, at]: Parameters<Prices['worst']>) {
      if (FREE.has(provider)) return { nanos: ZERO, known: true };
      const rates = worstOf(provider, model, at);
      if (rates !== undefined) return { nanos: atRates(rates, prompt, answer), known: true };
      return { nanos: atRates(dearest(provider), prompt, answer), known: false };
    },
  };
}

interface Question {
  readonly usage: Usage;
  readonly at: number;
}

function priceOf(provider: string, model: string, { usage, at }: Question): PriceCalculation | undefined {
  const providerId = VENDORS.get(provider);
  if (providerId === undefined) return undefined;
  const key = `${providerId}/${model}`;
  const known = LISTED.get(key);
  const found = calcPrice(listedUsage(usage), model, {
    ...(known === undefined ? { providerId } : { provider: known }),
    timestamp: new Date(at),
  });
  if (found === null || found.provider.id !== providerId || !isSameModel(found.model.id, model)) return undefined;
  if (known === undefined) LISTED.set(key, { ...found.provider, models: [found.model] });
  return found;
}

/** A vendor as the list has it, with the one model that a call is of: to look through all of them takes longer than to price it. */
const LISTED = new Map<string, PriceCalculation['provider']>();

/** The list wants the whole input, and the cached parts of it again beside it. */
function listedUsage(usage: Usage): Record<string, number> {
  return {
    input_tokens: promptTokens(usage),
    cache_read_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    ...(usage.cacheWrite1hTokens === 0 ? {} : { cache_write_1h_tokens: usage.cacheWrite1hTokens }),
    output_tokens: usage.outputTokens,
  };
}

/** The list matches by beginnings and may answer with another model's price: only a date may differ. */
function isSameModel(found: string, asked: string): boolean {
  return undated(found) === undated(asked);
}

function undated(model: string): string {
  return model.replace(/[-@](\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
}

const HALF_HOUR = 1_800_000;
const LONGEST_CALL = 24 * 3_600_000;

/** A route asks for the price of every model at every call, and prices change at full and half hours only. */
function keptForHalfHour(compute: typeof worstRates): typeof worstRates {
  const known = new Map<string, { readonly since: number; readonly rates: Rates | undefined }>();
  return (provider, model, at) => {
    const key = `${provider}/${model}`;
    const since = at - (at % HALF_HOUR);
    const kept = known.get(key);
    if (kept?.since === since) return kept.rates;
    const rates = compute(provider, model, since);
    known.set(key, { since, rates });
    return rates;
  };
}

/** The dearest that can apply from the half hour of `at` until the call is over: tiers, cache writes, a change of price on the way. */
function worstRates(provider: string, model: string, at: number): Rates | undefined {
  const nothing = { inputTokens: 0, cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 };
  const usage: Usage = { ...nothing, outputTokens: 0, reasoningTokens: 0 };
  const now = priceOf(provider, model, { usage, at });
  if (now === undefined) return undefined;
  let rates = ratesOf(now.model_price);
  if (!Array.isArray(now.model.prices)) return rates;
  for (let later = at + HALF_HOUR; later <= at + HALF_HOUR + LONGEST_CALL; later += HALF_HOUR) {
    const then = priceOf(provider, model, { usage, at: later });
    if (then !== undefined) rates = dearer(rates, ratesOf(then.model_price));
  }
  return rates;
}

const INPUT_PRICES = ['input_mtok', 'cache_read_mtok', 'cache_write_mtok', 'cache_write_5m_mtok', 'cache_write_1h_mtok'];

function ratesOf(price: ModelPrice): Rates {
  return {
    input: Math.max(...INPUT_PRICES.map((name) => topTier(price[name]))),
    output: topTier(price['output_mtok']),
  };
}

function topTier(price: ModelPrice[string]): number {
  if (price === undefined) return 0;
  return typeof price === 'number' ? price : Math.max(price.base, ...price.tiers.map((tier) => tier.price));
}

function dearer(one: Rates, other: Rates): Rates {
  return { input: Math.max(one.input, other.input), output: Math.max(one.output, other.output) };
}

const shapes = new Map<string, PriceShape | undefined>();

/** Undefined: the list does not have the model. */
export function priceShape(provider: string, model: string): PriceShape | undefined {
  const key = `${provider}/${model}`;
  if (!shapes.has(key)) shapes.set(key, shapeOf(provider, model));
  return shapes.get(key);
}

function shapeOf(provider: string, model: string): PriceShape | undefined {
  const found = FREE.has(provider) ? undefined : priceOf(provider, model, { usage: NO_USAGE, at: 0 });
  if (found === undefined) return undefined;
  const listed = found.model.prices;
  const prices = Array.isArray(listed) ? listed.map((each) => each.prices) : [listed];
  const starts = prices
    .flatMap((price) => Object.values(price))
    .flatMap((price) => (typeof price === 'object' ? price.tiers.map(({ start }) => start) : []));
  return { changes: Array.isArray(listed), flatUpTo: Math.min(...starts, Number.MAX_SAFE_INTEGER) };
}

/** Over every model and every dated price of the provider's list. */
function dearestOf(provider: string): Rates {
  const own = VENDORS.get(provider);
  const vendors = own === undefined ? [...VENDORS.values()] : [own];
  const models = vendors.flatMap((providerId) => findProvider({ providerId })?.models ?? []);
  const prices = models.flatMap(({ prices: listed }) => (Array.isArray(listed) ? listed.map((each) => each.prices) : [listed]));
  return prices.map(ratesOf).reduce(dearer, { input: 0, output: 0 });
}

function atRates(rates: Rates, input: number, output: number): Nanos {
  return toNanos((input * rates.input + output * rates.output) / 1e6);
}

/**
 * Rounded up, once. Prices have at most six decimals for a million tokens, so a true amount is a whole number of
 * thousandths of a nano-dollar; what a sum of floats adds is far below that up to a million dollars and is removed.
 * No call costs more than that: an absurd count is booked as it, and breaks no sum.
 */
function toNanos(dollars: number): Nanos {
  return nanos(Math.min(MOST, Math.ceil(Number((dollars * 1e9).toFixed(3)))));
}

function memoize(compute: (provider: string) => Rates): (provider: string) => Rates {
  const known = new Map<string, Rates>();
  return (provider) => {
    const rates = known.get(provider) ?? compute(provider);
    known.set(provider, rates);
    return rates;
  };
}
