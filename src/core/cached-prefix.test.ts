import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answers, fakeCard, fakeLocalCard, fakeWorld, NOON } from '../../test/fakes/fake-world.ts';
import { fakeCall } from '../../test/fakes/fake-call.ts';
import { cachedAfter, nextPrices, type CachedPrefix } from './cached-prefix.ts';
import type { Prices } from './ledger.ts';
import { nanos } from './money.ts';
import { makeRoute } from './router.ts';
import { NO_USAGE } from './usage.ts';

/** Nano-dollars a token: in, out of the cache, out. */
const RATES: Readonly<Record<string, readonly [input: number, cached: number, output: number]>> = {
  'claude-sonnet-4-5': [3_000, 300, 15_000],
  'claude-haiku-4-5': [1_000, 100, 5_000],
  'gpt-6-sol': [2_000, 200, 10_000],
  'gpt-6-luna': [100, 10, 500],
};

/** The rates above, and for the worst case twice the input's, as for what is written to a cache. */
const prices: Prices = {
  cost(...[, model, usage]: Parameters<Prices['cost']>) {
    const [input, cached, output] = RATES[model] ?? assert.fail();
    return { nanos: nanos(usage.inputTokens * input + usage.cacheReadTokens * cached + usage.outputTokens * output), known: true };
  },
  worst(...[, model, prompt, answer]: Parameters<Prices['worst']>) {
    const [input, , output] = RATES[model] ?? [0, 0, 0];
    return { nanos: nanos(2 * prompt * input + answer * output), known: true };
  },
};

const SONNET = fakeCard('claude-sonnet-4-5', { contextWindow: 200_000, maxOutputTokens: 8_000 });
const GPT = fakeCard('gpt-6-sol', { provider: 'openai', family: 'openai', contextWindow: 200_000 });
const LOCAL = fakeLocalCard('llama');
const CARDS = [LOCAL, GPT, SONNET];
const world = { prices, clock: fakeWorld().clock };
const CACHED: CachedPrefix = { card: SONNET.key, tokens: 12_000, until: NOON + 1 };

function next(cached: CachedPrefix | undefined, prompt = 13_000, cards = CARDS) {
  return nextPrices(world, { cards, cached, promptTokens: () => prompt, answerTokens: () => 100 });
}

test("the model that has the beginning cached pays the cache's price for it, every other one its full price", () => {
  const price = next(CACHED) ?? assert.fail();
  assert.deepEqual(price(SONNET), {
    nanos: 12_000 * 300 + 1_000 * 3_000 + 100 * 15_000,
    words: 'keeps 12,000 cached tokens, $0.0204 cheaper than a switch',
  });
  assert.deepEqual(price(GPT), { nanos: 13_000 * 2_000 + 100 * 10_000 });
  assert.deepEqual(price(LOCAL), { nanos: 0 });
});

test('nothing is known of a cache that may be gone, of a model that is not asked, or where there is none', () => {
  assert.equal(next({ ...CACHED, until: NOON }), undefined);
  assert.equal(next(CACHED, 13_000, [LOCAL, GPT]), undefined);
  assert.equal(next(undefined), undefined);
});

test('nobody promises a saving where there is nobody to switch to, or where switching is cheaper', () => {
  assert.equal(next(CACHED, 13_000, [LOCAL, SONNET])?.(SONNET).words, undefined);
  const cheap = fakeCard('gpt-6-luna', { provider: 'openai', family: 'openai' });
  assert.equal(next(CACHED, 13_000, [cheap, SONNET])?.(SONNET).words, undefined);
});

test('staying is never dearer than the same model without its cache', () => {
  fc.assert(
    fc.property(fc.nat(200_000), fc.nat(200_000), (tokens, prompt) => {
      const kept = next({ ...CACHED, tokens: tokens + 1 }, prompt)?.(SONNET).nanos ?? assert.fail();
      const lost = next({ ...CACHED, card: GPT.key }, prompt)?.(SONNET).nanos ?? assert.fail();
      assert.ok(kept <= lost);
    }),
  );
});

test("a vendor's own report says what is cached, for five minutes", () => {
  const usage = { ...NO_USAGE, cacheReadTokens: 10, cacheWrite5mTokens: 2, inputTokens: 5 };
  assert.deepEqual(cachedAfter('a/b', usage, 7), { card: 'a/b', tokens: 12, until: 7 + 300_000 });
  assert.equal(cachedAfter('a/b', { ...NO_USAGE, inputTokens: 5 }, 7), undefined);
});

test('a route stays with the model that has the conversation cached where that is cheaper, and says so; local ones still come first', () => {
  const need = { task: 'ask', promptTokens: () => 13_000, answerTokens: () => 100, tools: false, localOnly: undefined } as const;
  const price = ({ provider, model }: typeof GPT) => world.prices.worst(provider, model, 40_000, 100, NOON);
  const haiku = fakeCard('claude-haiku-4-5');
  const ask = (cached: CachedPrefix | undefined) => {
    const cards = [LOCAL, GPT, haiku, SONNET];
    return makeRoute(cards, {
      need,
      policy: { neverPay: false, order: [], trusted: true },
      price,
      health: () => undefined,
      next: next(cached, 13_000, cards),
    }).candidates;
  };
  assert.deepEqual(
    ask(undefined).map(({ card }) => card.model),
    ['llama', 'claude-haiku-4-5', 'gpt-6-sol', 'claude-sonnet-4-5'],
  );
  const kept = ask(CACHED);
  assert.deepEqual(kept.map(({ card }) => card.model).slice(0, 2), ['llama', 'claude-sonnet-4-5']);
  assert.match(kept[1]?.reason ?? '', /; keeps 12,000 cached tokens, \$0\.00\d+ cheaper than a switch$/);
});

test('a call of a program takes it into its route', async () => {
  const here = fakeWorld({ turns: { dear: [answers('yes')], cheap: [answers('yes')] } });
  const cards = [fakeCard('cheap', { provider: 'openai', family: 'openai' }), fakeCard('dear')];
  const [cheap, dear] = cards;
  const cost = here.prices.cost.bind(here.prices);
  const doubled = {
    ...here.prices,
    cost: (...[provider, model, usage, at]: Parameters<typeof cost>) =>
      cost(provider, model, { ...usage, inputTokens: usage.inputTokens * (model === 'dear' ? 2 : 1), cacheReadTokens: 0 }, at),
  };
  const one = { ...here, prices: doubled };
  const cached = { card: dear?.key ?? '', tokens: 1_000, until: NOON + 1 };
  assert.equal((await fakeCall(one, { cards, cached })).end.attempts[0]?.card, dear);
  const without = fakeWorld({ turns: { dear: [answers('yes')], cheap: [answers('yes')] } });
  assert.equal((await fakeCall(without, { cards })).end.attempts[0]?.card, cheap);
});
