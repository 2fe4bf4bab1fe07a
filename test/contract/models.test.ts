import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, describe, test } from 'node:test';
import { createPrices } from '../../src/node/prices.ts';
import { NO_USAGE } from '../../src/core/usage.ts';
import { ANTHROPIC_DEFAULT_MODELS } from '../../src/providers/anthropic/default-models.ts';
import { GEMINI_DEFAULT_MODELS } from '../../src/providers/gemini/default-models.ts';
import { OPENAI_DEFAULT_MODELS } from '../../src/providers/openai/default-models.ts';
import { createOpenAiProvider } from '../../src/providers/openai/create-openai-provider.ts';
import type { ModelCard } from '../../src/core/model-card.ts';
import type { Provider } from '../../src/core/provider.ts';
import { startFakeProviderServer, type FakeProviderServer, type FakeServerOptions } from '../fakes/fake-provider-server.ts';
import { vendorProvider, VENDORS } from './vendor-providers.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const prices = createPrices();
const isPriceKnown = (provider: string, model: string) => prices.cost(provider, model, NO_USAGE, NOW).known;
let server: FakeProviderServer | undefined;

async function start(options: FakeServerOptions): Promise<FakeProviderServer> {
  server = await startFakeProviderServer(options);
  return server;
}

afterEach(async () => {
  await server?.dispose();
  server = undefined;
});

async function cardsOf(provider: Provider): Promise<readonly ModelCard[]> {
  const list = await provider.models(new AbortController().signal);
  assert.ok(list.ok, list.ok ? '' : list.failure.message);
  return list.cards;
}

describe('the models offered by default', () => {
  const require = createRequire(import.meta.url);
  const types = (root: string, path: string) => {
    const base = require.resolve(root).replace(/(node_modules\/(?:@[^/]+\/)?[^/]+)\/.*$/, '$1');
    return readFileSync(`${base}/${path}`, 'utf8');
  };
  const SOURCES = [
    { provider: 'openai', ids: OPENAI_DEFAULT_MODELS, declared: types('openai', 'resources/shared.d.ts') },
    { provider: 'anthropic', ids: ANTHROPIC_DEFAULT_MODELS, declared: types('@anthropic-ai/sdk', 'resources/messages/messages.d.ts') },
    { provider: 'gemini', ids: GEMINI_DEFAULT_MODELS, declared: types('@google/genai', 'dist/genai.d.ts') },
  ];
  for (const { provider, ids, declared } of SOURCES) {
    test(`${provider}: each is in the pinned SDK's types and has a price of its own`, () => {
      const union = declared
        .split('\n')
        .filter((line) => /type (ChatModel|Model|Model_2) =/.test(line))
        .join('\n');
      for (const id of ids) {
        assert.ok(union.includes(`'${id}'`) || union.includes(`"${id}"`), id);
        assert.ok(isPriceKnown(provider, id), id);
      }
    });

    test(`${provider}: the cheapest comes first`, () => {
      const costs = ids.map((id) => prices.cost(provider, id, { ...NO_USAGE, inputTokens: 10_000, outputTokens: 2_000 }, NOW).nanos);
      assert.deepEqual(
        costs,
        costs.toSorted((one, other) => one - other),
      );
    });
  }
});

describe('the models of an account', () => {
  test('only what the account has is offered, and what the settings add', async () => {
    const { url, baseUrl } = await start({ models: { anthropic: ['claude-sonnet-5', 'claude-sonnet-5-5', 'claude-3-haiku'] } });
    assert.equal(baseUrl('anthropic'), url);
    const deps = { baseUrl: url, key: async () => 'k', isPriceKnown, extraModels: ['claude-sonnet-5-5', 'claude-nobody'] };
    const cards = await cardsOf(vendorProvider('anthropic', deps));
    assert.deepEqual(
      cards.map(({ model, price, contextWindow, maxOutputTokens, local }) => [model, price, contextWindow, maxOutputTokens, local]),
      [
        ['claude-sonnet-5', 'known', 200_000, 64_000, false],
        ['claude-sonnet-5-5', 'unknown', 200_000, 64_000, false],
      ],
    );
  });

  test('gemini: windows come from the vendor', async () => {
    const { url } = await start({ models: { gemini: ['gemini-3.8-flash', 'text-embedding-004'] } });
    const cards = await cardsOf(vendorProvider('gemini', { baseUrl: url, key: async () => 'k', isPriceKnown }));
    assert.deepEqual(
      cards.map(({ key, contextWindow, maxOutputTokens }) => [key, contextWindow, maxOutputTokens]),
      [['gemini/gemini-3.8-flash', 1_048_576, 65_536]],
    );
  });

  for (const vendor of VENDORS.filter((each) => each !== 'ollama')) {
    test(`${vendor}: without a key nothing is asked, and the next step says where to set it`, async () => {
      const list = await vendorProvider(vendor, { key: async () => undefined }).models(new AbortController().signal);
      assert.ok(!list.ok);
      assert.equal(list.failure.kind, 'auth');
      assert.equal(list.failure.nextStep, 'Set the key with "Centuria: Set API Key".');
    });

    test(`${vendor}: a wrong key is a failure of the list, and in no text`, async () => {
      const { baseUrl } = await start({ key: 'right' });
      const list = await vendorProvider(vendor, { baseUrl: baseUrl(vendor), key: async () => 'sk-wrong-wrong' }).models(
        new AbortController().signal,
      );
      assert.ok(!list.ok);
      assert.equal(list.failure.kind, 'auth');
      assert.ok(!JSON.stringify(list).includes('sk-wrong-wrong'));
    });
  }
});

describe('the models of a local server', () => {
  test('ollama: small models edit and answer, larger ones analyse too, and the floor says why', async () => {
    const { url } = await start({ models: { ollama: ['tiny:latest'] }, ollama: { parameterCount: 494e6, contextLength: 131_072 } });
    const [tiny] = await cardsOf(vendorProvider('ollama', { baseUrl: url, key: async () => undefined }));
    assert.deepEqual(
      [tiny?.label, tiny?.serves, tiny?.prompt, tiny?.contextWindow, tiny?.local, tiny?.price],
      ['tiny', ['edit', 'ask'], 'small', 16_384, true, 'free'],
    );
    assert.match(tiny?.floor ?? '', /494M parameters/);
    await server?.dispose();
    const large = await start({ models: { ollama: ['large:8b'] }, ollama: { parameterCount: 8e9 } });
    const [card] = await cardsOf(vendorProvider('ollama', { baseUrl: large.url, key: async () => undefined }));
    assert.deepEqual([card?.serves, card?.prompt], [['edit', 'analyse', 'ask'], 'full']);
  });

  test("ollama: models of Ollama's own cloud and models that only embed are not offered", async () => {
    const { url } = await start({ models: { ollama: ['gpt-oss:120b-cloud'] } });
    assert.deepEqual(await cardsOf(vendorProvider('ollama', { baseUrl: url, key: async () => undefined })), []);
    await server?.dispose();
    const embeds = await start({ models: { ollama: ['nomic:latest'] }, ollama: { capabilities: ['embedding'] } });
    assert.deepEqual(await cardsOf(vendorProvider('ollama', { baseUrl: embeds.url, key: async () => undefined })), []);
  });

  test('ollama: a server that is not there is unreachable, with the next step', async () => {
    const list = await vendorProvider('ollama', { baseUrl: 'http://127.0.0.1:1', key: async () => undefined }).models(
      new AbortController().signal,
    );
    assert.ok(!list.ok);
    assert.equal(list.failure.kind, 'unreachable');
  });

  test('a list that is aborted is an aborted failure', async () => {
    const list = await vendorProvider('ollama', { key: async () => undefined }).models(AbortSignal.abort());
    assert.ok(!list.ok);
    assert.equal(list.failure.kind, 'aborted');
  });

  test('a compatible server offers what the settings describe and it has; it is local only on the word of the person', async () => {
    const { baseUrl } = await start({ models: { openai: ['qwen', 'phi'] } });
    const deps = { id: 'vllm', label: 'vLLM', baseUrl: baseUrl('openai'), key: async () => undefined };
    const described = { ...deps, runsHere: true, compatibleModels: [{ id: 'qwen', contextWindow: 32_000, tools: true }, { id: 'gone' }] };
    const [card, ...others] = await cardsOf(createOpenAiProvider(described));
    assert.deepEqual(others, []);
    assert.deepEqual(
      [card?.key, card?.contextWindow, card?.maxOutputTokens, card?.tools, card?.local, card?.price],
      ['vllm/qwen', 32_000, 8_000, true, true, 'free'],
    );
    const unsaid = await cardsOf(createOpenAiProvider({ ...deps, runsHere: false, isPriceKnown }));
    assert.deepEqual(
      unsaid.map(({ model, local, price }) => [model, local, price]),
      [
        ['qwen', false, 'unknown'],
        ['phi', false, 'unknown'],
      ],
    );
    assert.match(unsaid[0]?.whyNotLocal ?? '', /set "runsHere": true in centuria\.servers/);
  });

  test('the cards of a provider say where it is asked, as it does itself', async () => {
    const { baseUrl, url } = await start({
      models: { openai: ['gpt-6-sol'], anthropic: ['claude-opus-5-5'], gemini: ['gemini-2.5-pro'], ollama: ['a:latest'] },
    });
    for (const vendor of VENDORS) {
      const provider = vendorProvider(vendor, { baseUrl: `${baseUrl(vendor)}/`, key: async () => 'k' });
      const [card] = await cardsOf(provider);
      assert.deepEqual([card?.origin, card?.local], [url, provider.local], vendor);
      assert.equal(provider.origin, url);
    }
  });
});
