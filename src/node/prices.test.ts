import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { NO_USAGE, type Usage } from '../core/usage.ts';
import { createPrices } from './prices.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const prices = createPrices();

const VENDORS = { openai: 'openai', anthropic: 'anthropic', gemini: 'google', deepseek: 'deepseek' };
const ALL_MODELS = Object.entries(VENDORS).flatMap(([provider, providerId]) =>
  (findProvider({ providerId })?.models ?? []).map((model) => ({ provider, model: model.id })),
);

const anyUsage = fc
  .record({
    inputTokens: fc.nat(400_000),
    cacheReadTokens: fc.nat(400_000),
    cacheWrite5mTokens: fc.nat(200_000),
    cacheWrite1hTokens: fc.nat(200_000),
    outputTokens: fc.nat(200_000),
  })
  .map((buckets): Usage => ({ ...buckets, reasoningTokens: Math.floor(buckets.outputTokens / 2) }));

test('no price of the list is finer than the rounding removes: a millionth of a dollar for a million tokens', () => {
  const numbers = Object.values(VENDORS)
    .flatMap((providerId) => findProvider({ providerId })?.models ?? [])
    .flatMap(({ prices: listed }) => (Array.isArray(listed) ? listed.map((each) => each.prices) : [listed]))
    .flatMap((price) => Object.values(price))
    .flatMap((each) => (typeof each === 'object' ? [each.base, ...each.tiers.map((tier) => tier.price)] : [each ?? 0]));
  assert.ok(numbers.length > 300);
  for (const number of numbers) assert.equal(Number(number.toFixed(6)), number);
});

test('each bucket of Claude is charged at its own price, to the nano-dollar', () => {
  // claude-opus-5-5: 4 in, 0.2 read, 5 write, 8 write for an hour, 20 out, in dollars for a million tokens.
  const usage: Usage = {
    inputTokens: 1_001,
    cacheReadTokens: 2_003,
    cacheWrite5mTokens: 307,
    cacheWrite1hTokens: 409,
    outputTokens: 503,
    reasoningTokens: 100,
  };
  const expected = 1_001 * 4_000 + 2_003 * 200 + 307 * 5_000 + 409 * 8_000 + 503 * 20_000;
  assert.deepEqual(prices.cost('anthropic', 'claude-opus-5-5', usage, NOW), { nanos: expected, known: true });
});

test('a fraction of a nano-dollar is rounded up, once a call', () => {
  // Until 2026-08-17 deepseek-v4-pro read its cache at 0.003625 dollars for a million tokens.
  const before = Date.parse('2026-08-16T12:00:00Z');
  const one = prices.cost('deepseek', 'deepseek-v4-pro', { ...NO_USAGE, cacheReadTokens: 1 }, before);
  const eight = prices.cost('deepseek', 'deepseek-v4-pro', { ...NO_USAGE, cacheReadTokens: 8 }, before);
  assert.equal(one.nanos, 4, '3.625 rounded up');
  assert.equal(eight.nanos, 29, '29 exactly, not eight times 4');
});

test('the price of the day of the call applies', () => {
  const usage = { ...NO_USAGE, outputTokens: 1_000 };
  const now = prices.cost('gemini', 'gemini-3.8-flash', usage, NOW);
  const later = prices.cost('gemini', 'gemini-3.8-flash', usage, Date.parse('2027-01-02T00:00:00Z'));
  assert.deepEqual([now.nanos, later.nanos], [3_750_000, 7_500_000]);
});

test('a reservation on the eve of a price rise holds the new price', () => {
  const eve = Date.parse('2026-12-31T20:00:00Z');
  assert.equal(prices.worst('gemini', 'gemini-3.8-flash', 0, 1_000, eve).nanos, 7_500_000);
  assert.equal(prices.worst('gemini', 'gemini-3.8-flash', 0, 1_000, NOW).nanos, 3_750_000);
});

test('a prompt beyond the threshold is charged at the long-context tier', () => {
  const short = prices.cost('openai', 'gpt-6-sol', { ...NO_USAGE, inputTokens: 200_000 }, NOW);
  const long = prices.cost('openai', 'gpt-6-sol', { ...NO_USAGE, inputTokens: 400_000 }, NOW);
  assert.deepEqual([short.nanos, long.nanos], [400_000_000, 1_600_000_000]);
});

test('a model whose price the list takes from another model is unknown and costs the dearest of its provider', () => {
  const usage = { ...NO_USAGE, inputTokens: 1_000_000 };
  const guessed = prices.cost('anthropic', 'claude-sonnet-5-5', usage, NOW);
  const own = prices.cost('anthropic', 'claude-sonnet-5', usage, NOW);
  assert.deepEqual([guessed.known, own.known], [false, true]);
  for (const { provider, model } of ALL_MODELS.filter((each) => each.provider === 'anthropic')) {
    assert.ok(guessed.nanos >= prices.cost(provider, model, usage, NOW).nanos, model);
  }
});

test('a dated id has the price of its model', () => {
  const usage = { ...NO_USAGE, outputTokens: 100 };
  const dated = prices.cost('anthropic', 'claude-sonnet-4-5-20250929', usage, NOW);
  assert.deepEqual(dated, prices.cost('anthropic', 'claude-sonnet-4-5', usage, NOW));
  assert.equal(dated.known, true);
});

test('an unknown model and an unknown provider are never free', () => {
  for (const [provider, model] of [
    ['openai', 'gpt-6.1-sol'],
    ['my-proxy', 'any'],
    ['constructor', 'any'],
    ['gemini', 'gemini-4-carbon'],
  ] as const) {
    const cost = prices.cost(provider, model, { ...NO_USAGE, inputTokens: 1 }, NOW);
    assert.equal(cost.known, false);
    assert.ok(cost.nanos > 0);
  }
});

test('a price that a person wrote down for a model of a server is what it costs and what is reserved for it', () => {
  const own = createPrices((provider, model) => (provider === 'mine' && model === 'big' ? { input: 0.5, output: 2 } : undefined));
  const usage = { ...NO_USAGE, inputTokens: 1_000, cacheReadTokens: 1_000, outputTokens: 10 };
  assert.deepEqual(own.cost('mine', 'big', usage, NOW), { nanos: 1_020_000, known: true });
  assert.deepEqual(own.worst('mine', 'big', 2_000, 10, NOW), { nanos: 1_020_000, known: true });
  assert.equal(own.cost('mine', 'other', usage, NOW).known, false);
});

test('embedded and Ollama models cost nothing and are known', () => {
  const usage = { ...NO_USAGE, inputTokens: 1_000_000, outputTokens: 1_000_000 };
  for (const provider of ['embedded', 'ollama']) {
    assert.deepEqual(prices.cost(provider, 'any', usage, NOW), { nanos: 0, known: true });
    assert.deepEqual(prices.worst(provider, 'any', 1e6, 1e6, NOW), { nanos: 0, known: true });
  }
});

test('an absurd count costs a million dollars and throws nothing', () => {
  for (const tokens of [1e12, 9e15, Number.MAX_VALUE]) {
    const usage = { ...NO_USAGE, inputTokens: tokens, outputTokens: tokens };
    assert.equal(prices.cost('my-proxy', 'any', usage, NOW).nanos, 1e15);
    assert.equal(prices.worst('my-proxy', 'any', tokens, tokens, NOW).nanos, 1e15);
  }
});

test('the worst case is never below the cost, for any model and any split of the tokens', () => {
  const unknown = [
    { provider: 'openai', model: 'nobody-knows' },
    { provider: 'my-proxy', model: 'x' },
  ];
  const model = fc.constantFrom(...ALL_MODELS, ...unknown);
  const moment = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-06-01') });
  fc.assert(
    fc.property(fc.record({ asked: model, usage: anyUsage, at: moment, lasts: fc.nat(12 * 3_600_000) }), (call) => {
      const { usage, at, lasts } = call;
      const { provider, model: id } = call.asked;
      const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
      const worst = prices.worst(provider, id, prompt, usage.outputTokens, at);
      const cost = prices.cost(provider, id, usage, at + lasts);
      assert.equal(worst.known, cost.known);
      assert.ok(worst.nanos >= cost.nanos, `${id}: ${worst.nanos} < ${cost.nanos}`);
    }),
    { numRuns: 1_500 },
  );
});

test('a cost is what whole-number arithmetic gives, without a float left over', () => {
  // gpt-6-sol below its threshold: 2 in, 0.2 read, 2.5 write, 10 out.
  const small = fc.record({ input: fc.nat(60_000), read: fc.nat(60_000), write: fc.nat(60_000), output: fc.nat(90_000) });
  fc.assert(
    fc.property(small, ({ input, read, write, output }) => {
      const exact = BigInt(input) * 2_000n + BigInt(read) * 200n + BigInt(write) * 2_500n + BigInt(output) * 10_000n;
      const usage: Usage = {
        ...NO_USAGE,
        inputTokens: input,
        cacheReadTokens: read,
        cacheWrite5mTokens: write,
        outputTokens: output,
      };
      assert.equal(BigInt(prices.cost('openai', 'gpt-6-sol', usage, NOW).nanos), exact);
    }),
  );
});
