import { after } from 'node:test';
import OpenAI from 'openai';
import type { ModelCard } from '../../src/core/model-card.ts';
import { nanos } from '../../src/core/money.ts';
import type { Provider } from '../../src/core/provider.ts';
import type { RoutePolicy } from '../../src/core/router.ts';
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts';
import { createTokens, type Grant, type Tokens } from '../../src/gateway/tokens.ts';
import { createOpenAiProvider } from '../../src/providers/openai/create-openai-provider.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { fakeCard, fakeWorld, type FakeWorld, type FakeWorldOptions } from '../fakes/fake-world.ts';

export interface SceneOptions {
  /** Each is a model of an upstream that is called like its provider. Absent: one, `cloud/big`. */
  readonly cards?: readonly ModelCard[];
  readonly policy?: Partial<RoutePolicy>;
  readonly grant?: Partial<Grant>;
  readonly dayCap?: number;
  readonly world?: FakeWorldOptions;
  /** Asked instead of the upstream. */
  readonly provider?: Provider;
}

export interface Scene {
  readonly world: FakeWorld;
  readonly upstream: FakeProviderServer;
  readonly gateway: Gateway;
  readonly tokens: Tokens;
  readonly token: string;
  /** The official client, with its own retries as they are by default. */
  readonly client: OpenAI;
  readonly troubles: readonly unknown[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export const BIG = fakeCard('big', { provider: 'cloud', family: 'openai' });
export const HELLO = [{ role: 'user', content: 'hello' }] as const;

/** A gateway before a fake upstream, over the books in memory. Both end with the test file's tests. */
export async function startScene(options: SceneOptions = {}): Promise<Scene> {
  const { cards = [BIG], policy = {}, grant = {} } = options;
  const upstream = await startFakeProviderServer();
  const base = fakeWorld(options.world);
  const providers = new Map([...new Set(cards.map(({ provider }) => provider))].map((id) => [id, upstreamProvider(id, upstream)]));
  const world: FakeWorld = { ...base, provider: (id) => options.provider ?? providers.get(id) };
  const tokens = createTokens();
  const token = tokens.issue({ name: 'a test', task: 'task-1', ...grant });
  const troubles: unknown[] = [];
  const gateway = await createGateway({
    world,
    tokens,
    port: 0,
    cards: () => Promise.resolve(cards),
    policy: { neverPay: false, order: [], trusted: true, ...policy },
    ...(options.dayCap === undefined ? {} : { dayCapNanos: nanos(options.dayCap) }),
    onTrouble: (error) => void troubles.push(error),
  });
  after(async () => {
    await gateway.dispose();
    await upstream.dispose();
  });
  const client = new OpenAI({ baseURL: `${gateway.address}/v1`, apiKey: token });
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${gateway.address}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  return { world, upstream, gateway, tokens, token, client, troubles, fetch: ask };
}

function upstreamProvider(id: string, upstream: FakeProviderServer) {
  return createOpenAiProvider({ id, label: id, baseUrl: upstream.baseUrl('openai'), key: () => Promise.resolve('upstream-key') });
}
