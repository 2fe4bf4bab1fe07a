import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { createPrices, listPrices } from './prices.ts';

const prices = listPrices();
const MODELS = (['openai', 'anthropic', 'gemini', 'deepseek'] as const).flatMap((provider) => {
  const listed = findProvider({ providerId: provider === 'gemini' ? 'google' : provider })?.models ?? [];
  return listed.map(({ id }) => [provider, id] as const);
});

const tokens = fc.oneof(fc.nat(3_000), fc.nat(400_000));
const usage = fc.record({
  inputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWrite5mTokens: tokens,
  cacheWrite1hTokens: fc.oneof(fc.constant(0), tokens),
  outputTokens: tokens,
  reasoningTokens: fc.constant(0),
});
// Three years, so that prices that have a date or a time of day change on the way.
const at = fc.nat(3 * 365 * 48).map((halfHours) => Date.UTC(2024, 0, 1) + halfHours * 1_800_000 + 7);

test('costs the same to the nano-dollar as the price list says, for each of its models at any time, tiers and caches included', () => {
  assert.ok(MODELS.length > 100);
  const { cost } = createPrices();
  fc.assert(
    fc.property(fc.constantFrom(...MODELS), usage, at, ([provider, model], used, when) => {
      assert.deepEqual(cost(provider, model, used, when), prices.cost(provider, model, used, when), `${provider}/${model}`);
    }),
    { numRuns: 1500 },
  );
});

test('what is free or not on the list is as before', () => {
  const used = { inputTokens: 9, cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, outputTokens: 9, reasoningTokens: 0 };
  for (const [provider, model] of [
    ['ollama', 'llama'],
    ['mine', 'x'],
    ['anthropic', 'nobody-knows-it'],
  ] as const) {
    assert.deepEqual(createPrices().cost(provider, model, used, 0), prices.cost(provider, model, used, 0));
  }
});
