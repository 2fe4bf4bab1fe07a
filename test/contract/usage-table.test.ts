import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addNanos, ZERO, type Nanos } from '../../src/core/money.ts';
import type { Usage } from '../../src/core/usage.ts';
import { createPrices } from '../../src/node/prices.ts';
import type { FakeUsage, FakeVendor } from '../fakes/fake-provider-server-formats.ts';
import type { FakePlan } from '../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { endOf, listen } from './listen.ts';
import { MODELS, VENDORS, vendorProvider, vendorRequest } from './vendor-providers.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const TEXT = 'One two three four five six seven eight nine ten.';

interface Row {
  readonly name: string;
  readonly plan: FakePlan;
  /** What the adapter must report; absent: nothing was reported. */
  readonly usage: Partial<Record<FakeVendor, Usage>>;
  /** Written out by hand from the price list. */
  readonly nanos: Readonly<Record<FakeVendor, number>>;
}

function usage(input: number, output: number, more: Partial<Usage> = {}): Usage {
  const nothing = { cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, reasoningTokens: 0 };
  return { ...nothing, inputTokens: input, outputTokens: output, ...more };
}

const CACHED: FakeUsage = { input: 1_003, output: 211, cacheRead: 4_001, cacheWrite5m: 307, cacheWrite1h: 101 };
const THOUGHT: FakeUsage = { input: 503, output: 997, reasoning: 601 };
const CUT: FakeUsage = { input: 701, output: 311 };

/*
 * Nano-dollars a token: gpt-6-sol 2000 in, 200 read, 2500 write, 10000 out; claude-opus-5-5 4000 in, 200 read, 5000
 * write, 8000 write for an hour, 20000 out; gemini-2.5-flash-lite 100 in, 10 read, 400 out.
 */
const ROWS: readonly Row[] = [
  {
    name: 'cached',
    plan: { text: TEXT, usage: CACHED },
    usage: {
      openai: usage(1_003, 211, { cacheReadTokens: 4_001, cacheWrite5mTokens: 307 }),
      anthropic: usage(1_003, 211, { cacheReadTokens: 4_001, cacheWrite5mTokens: 307, cacheWrite1hTokens: 101 }),
      gemini: usage(1_003, 211, { cacheReadTokens: 4_001 }),
      ollama: usage(5_004, 211),
    },
    nanos: {
      openai: 1_003 * 2_000 + 4_001 * 200 + 307 * 2_500 + 211 * 10_000,
      anthropic: 1_003 * 4_000 + 4_001 * 200 + 307 * 5_000 + 101 * 8_000 + 211 * 20_000,
      gemini: 1_003 * 100 + 4_001 * 10 + 211 * 400,
      ollama: 0,
    },
  },
  {
    name: 'reasoning',
    plan: { text: TEXT, reasoning: 'Let me see.', usage: THOUGHT },
    usage: {
      openai: usage(503, 997, { reasoningTokens: 601 }),
      anthropic: usage(503, 997, { reasoningTokens: 601 }),
      gemini: usage(503, 997, { reasoningTokens: 601 }),
      ollama: usage(503, 997),
    },
    nanos: {
      openai: 503 * 2_000 + 997 * 10_000,
      anthropic: 503 * 4_000 + 997 * 20_000,
      gemini: 503 * 100 + 997 * 400,
      ollama: 0,
    },
  },
  {
    name: 'failed',
    plan: { fault: { kind: 'status', status: 500, message: 'it broke' } },
    usage: {},
    nanos: { openai: 0, anthropic: 0, gemini: 0, ollama: 0 },
  },
  {
    name: 'cut',
    plan: { text: TEXT, usage: CUT, fault: { kind: 'cut', afterPieces: 2 } },
    // Only Anthropic reports before the end: the whole input, and one token of output so far.
    usage: { anthropic: usage(701, 1) },
    nanos: { openai: 0, anthropic: 701 * 4_000 + 20_000, gemini: 0, ollama: 0 },
  },
];

describe('the usage table', () => {
  let server: FakeProviderServer;
  const prices = createPrices();

  before(async () => {
    server = await startFakeProviderServer({
      models: { ollama: [MODELS.ollama] },
      ollama: { capabilities: ['completion', 'thinking'], contextLength: 16_384 },
    });
  });
  after(() => server.dispose());

  for (const vendor of VENDORS) {
    test(`${vendor}: what is reported comes in disjoint buckets, and their costs sum to the nano-dollar`, async () => {
      const provider = vendorProvider(vendor, { baseUrl: server.baseUrl(vendor), key: async () => 'key' });
      let total: Nanos = ZERO;
      for (const row of ROWS) {
        server.script(row.plan);
        const end = endOf(await listen({ provider, request: vendorRequest(vendor), dispose: async () => undefined }));
        assert.deepEqual(end.usage, row.usage[vendor], row.name);
        if (end.usage === undefined) continue;
        const cost = prices.cost(vendor, MODELS[vendor], end.usage, NOW);
        assert.deepEqual(cost, { nanos: row.nanos[vendor], known: true }, row.name);
        total = addNanos(total, cost.nanos);
      }
      assert.equal(
        total,
        ROWS.reduce((sum, row) => sum + row.nanos[vendor], 0),
      );
    });
  }
});
