import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Usage } from '../core/usage.ts';
import { createAnthropicUsage } from './anthropic/usage.ts';
import { geminiUsage } from './gemini/usage.ts';
import { openAiUsage } from './openai/usage.ts';

interface Vendor {
  readonly read: (told: unknown) => Usage | undefined;
  /** Counts that its protocol never leaves out. */
  readonly needed: readonly string[];
  readonly others: readonly string[];
}

const VENDORS: Readonly<Record<string, Vendor>> = {
  openai: { read: openAiUsage, needed: ['prompt_tokens', 'completion_tokens'], others: ['prompt_cache_hit_tokens'] },
  anthropic: {
    read: (told) => createAnthropicUsage().add(told),
    needed: ['input_tokens', 'output_tokens'],
    others: ['cache_creation_input_tokens', 'cache_read_input_tokens'],
  },
  gemini: {
    read: geminiUsage,
    needed: ['promptTokenCount'],
    others: ['candidatesTokenCount', 'cachedContentTokenCount', 'thoughtsTokenCount', 'toolUsePromptTokenCount'],
  },
};

function isWhole(usage: Usage | undefined): boolean {
  return usage !== undefined && Object.values(usage).every((tokens) => Number.isSafeInteger(tokens) && tokens >= 0);
}

const wrong = fc.oneof(
  fc.integer({ max: -1 }),
  fc.double({ noInteger: true, noNaN: true }),
  fc.constant(1e300),
  fc.string(),
  fc.boolean(),
  fc.array(fc.nat(), { maxLength: 2 }),
);

for (const [name, { read, needed, others }] of Object.entries(VENDORS)) {
  describe(name, () => {
    const whole = Object.fromEntries(needed.map((key) => [key, 20]));

    test('no report is none, and what may be left out or null counts nothing', () => {
      assert.deepEqual([read(undefined), read(null)], [undefined, undefined]);
      assert.ok(isWhole(read(whole)));
      assert.deepEqual(read({ ...whole, ...Object.fromEntries(others.map((key) => [key, null])) }), read(whole));
    });

    test('a report that is not of whole numbers is passed on as one, so that it is booked as none', () => {
      fc.assert(
        fc.property(fc.constantFrom(...needed, ...others), wrong, (key, value) => {
          assert.ok(!isWhole(read({ ...whole, [key]: value })));
        }),
      );
    });

    test('a report that lacks what the vendor always tells is not of whole numbers either', () => {
      for (const key of needed) assert.ok(!isWhole(read(Object.fromEntries(Object.entries(whole).filter(([one]) => one !== key)))), key);
      for (const told of [{}, [], 'x', 7]) assert.ok(!isWhole(read(told)), JSON.stringify(told));
    });
  });
}

test('what Anthropic tells at the end replaces what it names, and what it told before stands', () => {
  const usage = createAnthropicUsage();
  usage.add({ input_tokens: 20, output_tokens: 1 });
  assert.partialDeepStrictEqual(usage.add({ input_tokens: null, output_tokens: 9 }), { inputTokens: 20, outputTokens: 9 });
  assert.ok(!isWhole(usage.add([])));
});
