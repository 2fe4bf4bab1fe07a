import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { World } from '../core/ports.ts';
import { NO_USAGE } from '../core/usage.ts';
import type { Provider } from '../core/provider.ts';
import { createTraffic } from '../core/traffic/create-traffic.ts';
import { createGatesProcess } from '../gates/client.ts';
import { dataDir } from '../node/data-dir.ts';
import { timedIds } from '../node/ids.ts';
import { createPrices } from '../node/prices.ts';
import { queuedSlots } from '../node/queued-slots.ts';
import { runLog } from '../node/run-log.ts';
import { openStore, type Store } from '../node/store.ts';
import { systemClock } from '../node/system-clock.ts';
import { createAnthropicProvider } from '../providers/anthropic/create-anthropic-provider.ts';
import { createEmbeddedProvider } from '../providers/embedded/embedded-provider.ts';
import { createGeminiProvider } from '../providers/gemini/create-gemini-provider.ts';
import { createOllamaProvider } from '../providers/ollama/create-ollama-provider.ts';
import { createOpenAiProvider } from '../providers/openai/create-openai-provider.ts';
import { writtenPrice } from '../providers/openai/server-rules.ts';
import type { CompatibleModel } from '../providers/openai/server.ts';
import { gatePolicyOf, type Config, type ServerConfig } from './config.ts';
import { ollamaAddress } from './ollama-address.ts';

export interface CliHost {
  readonly world: World;
  readonly store: Store;
  readonly providers: readonly Provider[];
  dispose(): Promise<void>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CliHostOptions {
  readonly environment: Environment;
  /** The folder of this program: the bundles', with the children's beside it, or `cli` in the source tree. */
  readonly modules: string;
  /** The store's folder; undefined: the environment's, else the operating system's place. */
  readonly folder: string | undefined;
  readonly config: Config;
}

/** The vendors, the variables their keys come from, and those that give another address. */
const VENDORS = [
  { id: 'anthropic', label: 'Anthropic', key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_BASE_URL', create: createAnthropicProvider },
  { id: 'openai', label: 'OpenAI', key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', create: createOpenAiProvider },
  { id: 'gemini', label: 'Gemini', key: 'GEMINI_API_KEY', url: 'GEMINI_BASE_URL', create: createGeminiProvider },
] as const;

/** Composes the product without an editor: the same core, the same store. Keys come from the environment only. */
export function createCliHost({ environment, modules, config, ...options }: CliHostOptions): CliHost {
  const folder = options.folder ?? (environment['CENTURIA_DATA_DIR'] || dataDir());
  const store = openStore({ dataDir: folder });
  const gates = createGatesProcess({ modulePath: childModule(modules, 'gates'), policy: gatePolicyOf(config) });
  const prices = createPrices((provider, model) => writtenPrice(config.servers, provider, model));
  const isPriceKnown = (id: string, model: string): boolean => prices.cost(id, model, NO_USAGE, Date.now()).known;
  const enginePath = join(modules, 'engine');
  const embedded = createEmbeddedProvider({
    modelsFolder: environment['CENTURIA_MODELS'] ?? join(folder, 'models'),
    child: { execPath: process.execPath, modulePath: childModule(modules, 'model'), ...(existsSync(enginePath) ? { enginePath } : {}) },
  });
  const servers = config.servers.map((server) => serverProvider(server, environment, isPriceKnown));
  const providers = [embedded, ollama(environment, config), ...servers, ...vendors(environment, isPriceKnown)];
  const clock = systemClock;
  const find = (id: string): Provider | undefined => providers.find((provider) => provider.id === id);
  return {
    store,
    providers,
    world: {
      clock,
      prices,
      gates,
      ids: timedIds,
      ledger: store.ledger,
      slots: queuedSlots({ table: store.slots, clock, capacity: (server) => capacityOf(config, server) }),
      traffic: createTraffic({ clock, random: Math.random, label: (id) => find(id)?.label ?? id }),
      log: runLog(store.log),
      together: store.together,
      provider: find,
    },
    async dispose() {
      embedded.dispose();
      await gates.dispose();
      store.dispose();
    },
  };
}

/** What a bundle is made from, as seen from this folder. */
const SOURCES = { gates: '../gates/server.ts', model: '../worker/model.ts' } as const;

export function childModule(modules: string, name: keyof typeof SOURCES): string {
  const bundle = join(modules, `${name}.js`);
  return existsSync(bundle) ? bundle : join(modules, SOURCES[name]);
}

function capacityOf({ servers, ollama: { parallel } }: Config, server: string): number {
  return (server === 'ollama' ? parallel : servers.find(({ name }) => name === server)?.parallel) ?? 1;
}

function ollama(environment: Environment, config: Config): Provider {
  const baseUrl = config.ollama.baseUrl ?? ollamaAddress(environment['OLLAMA_HOST']);
  const address = baseUrl === undefined ? {} : { baseUrl };
  return createOllamaProvider({ id: 'ollama', label: 'Ollama', key: () => Promise.resolve(undefined), ...address });
}

/** A server's key is in the environment under its name: `CENTURIA_KEY_MY_SERVER` for `my-server`. */
function serverProvider({ name, baseUrl, models, runsHere }: ServerConfig, environment: Environment, isPriceKnown: IsPriceKnown): Provider {
  const key = environment[`CENTURIA_KEY_${name.toUpperCase().replaceAll('-', '_')}`];
  return createOpenAiProvider({
    id: name,
    label: name,
    baseUrl,
    key: () => Promise.resolve(key),
    isPriceKnown,
    compatibleModels: models.map(compatibleModel),
    runsHere,
  });
}

function compatibleModel({
  model,
  contextWindow,
  maxOutputTokens,
  tools,
  reasoning,
  serves,
}: ServerConfig['models'][number]): CompatibleModel {
  return {
    id: model,
    contextWindow,
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(tools === undefined ? {} : { tools }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(serves === undefined ? {} : { serves }),
  };
}

type IsPriceKnown = (provider: string, model: string) => boolean;

function vendors(environment: Environment, isPriceKnown: IsPriceKnown): readonly Provider[] {
  // An empty variable is how a shell unsets one for a call.
  return VENDORS.filter(({ key }) => environment[key]).map(({ id, label, key, url, create }) => {
    const baseUrl = environment[url]?.trim();
    const address = baseUrl ? { baseUrl } : {};
    return create({ id, label, key: () => Promise.resolve(environment[key]), isPriceKnown, ...address });
  });
}
