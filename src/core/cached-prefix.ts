import type { ModelCard } from './model-card.ts';
import { formatMoney, nanos, ZERO, type Nanos } from './money.ts';
import type { World } from './ports.ts';
import { NO_USAGE, type Usage } from './usage.ts';

/** The beginning of a conversation that a model's vendor has in its cache. */
export interface CachedPrefix {
  /** The card's key. */
  readonly card: string;
  readonly tokens: number;
  /** Milliseconds since the epoch: from then on it may be gone. */
  readonly until: number;
}

/** What the next call will cost at a model, and what staying there keeps. */
export interface NextPrice {
  readonly nanos: Nanos;
  readonly words?: string;
}

/**
 * The shortest time that a vendor of ours keeps a prefix since it was last used: Anthropic, five minutes
 * (platform.claude.com/docs/en/build-with-claude/prompt-caching). OpenAI and Gemini keep it as long or longer.
 */
const KEPT_MS = 5 * 60_000;

/** What a model has cached after a call, by the vendor's own report. Undefined: nothing that is known of. */
export function cachedAfter(card: string, usage: Usage, endedAt: number): CachedPrefix | undefined {
  const tokens = usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  return tokens === 0 ? undefined : { card, tokens, until: endedAt + KEPT_MS };
}

export interface NextCall {
  readonly cards: readonly ModelCard[];
  readonly cached: CachedPrefix | undefined;
  /** In tokens, as it usually is. */
  promptTokens(card: ModelCard): number;
  answerTokens(card: ModelCard): number;
}

/**
 * The price of the next turn of a conversation at each model: the one that has its beginning cached reads that at the
 * cache's price, every other one at the full price of its input. Undefined: nothing is cached that is known of, and the
 * worst case alone orders a route.
 */
export function nextPrices(
  { prices, clock }: Pick<World, 'prices' | 'clock'>,
  next: NextCall,
): ((card: ModelCard) => NextPrice) | undefined {
  const { cards, cached } = next;
  const at = clock.now();
  const holder = cards.find(({ key }) => key === cached?.card);
  if (cached === undefined || holder === undefined || cached.until <= at) return undefined;
  const tokens = Math.min(cached.tokens, next.promptTokens(holder));
  const cost = (card: ModelCard, usage: Partial<Usage>): Nanos =>
    card.price === 'free' ? ZERO : prices.cost(card.provider, card.model, { ...NO_USAGE, ...usage }, at).nanos;
  const others = cards.filter(({ key, price }) => key !== holder.key && price !== 'free');
  const elsewhere = Math.min(...others.map((card) => cost(card, { inputTokens: tokens })));
  const saved = elsewhere - cost(holder, { cacheReadTokens: tokens });
  const words =
    saved > 0 && Number.isFinite(saved)
      ? { words: `keeps ${tokens.toLocaleString('en-US')} cached tokens, ${formatMoney(nanos(saved))} cheaper than a switch` }
      : {};
  return (card) => {
    const [prompt, outputTokens] = [next.promptTokens(card), next.answerTokens(card)];
    if (card.key !== holder.key) return { nanos: cost(card, { inputTokens: prompt, outputTokens }) };
    return { nanos: cost(card, { cacheReadTokens: tokens, inputTokens: Math.max(0, prompt - tokens), outputTokens }), ...words };
  };
}
