import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { World } from '../core/ports.ts';
import { NO_USAGE } from '../core/usage.ts';
import type { Provider } from '../core/provider.ts';
import { createTraffic } from '../core/traffic/create-traffic.ts';
import { createGatesProcess } from '../gates/client.ts';
import { dataDir } from '../node/data-dir.ts';
import { createPrices } from '../node/prices.ts';
import { queuedSlots } from '../node/queued-slots.ts';
import { openStore, type Store } from '../node/store.ts';
import { systemClock } from '../node/system-clock.ts';
import { createAnthropicProvider } from '../providers/anthropic/create-anthropic-provider.ts';
import { createEmbeddedProvider } from '../providers/embedded/embedded-provider.ts';
import { createGeminiProvider } from '../providers/gemini/create-gemini-provider.ts';
import { createOllamaProvider } from '../providers/ollama/create-ollama-provider.ts';
import { createOpenAiProvider } from '../providers/openai/create-openai-provider.ts';
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
  /** The folder of the built CLI, where the children's modules are. */
  readonly dist: string;
  /** The store's folder; undefined: the environment's, else the operating system's place. */
  readonly folder: string | undefined;
}

/** The vendors, the variables their keys come from, and those that give another address. */
const VENDORS = [
  { id: 'anthropic', label: 'Anthropic', key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_BASE_URL', create: createAnthropicProvider },
  { id: 'openai', label: 'OpenAI', key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', create: createOpenAiProvider },
  { id: 'gemini', label: 'Gemini', key: 'GEMINI_API_KEY', url: 'GEMINI_BASE_URL', create: createGeminiProvider },
] as const;

/** Composes the product without an editor: the same core, the same store. Keys come from the environment only. */
export function createCliHost({ environment, dist, ...options }: CliHostOptions): CliHost {
  const folder = options.folder ?? (environment['CENTURIA_DATA_DIR'] || dataDir());
  const store = openStore({ dataDir: folder });
  const gates = createGatesProcess({ modulePath: join(dist, 'gates.js') });
  const prices = createPrices();
  const enginePath = join(dist, 'engine');
  const embedded = createEmbeddedProvider({
    modelsFolder: environment['CENTURIA_MODELS'] ?? join(folder, 'models'),
    child: { execPath: process.execPath, modulePath: join(dist, 'model.js'), ...(existsSync(enginePath) ? { enginePath } : {}) },
  });
  const providers = [embedded, ollama(environment), ...vendors(environment, (id, model) => prices.cost(id, model, NO_USAGE, Date.now()).known)];
  const clock = systemClock;
  const find = (id: string): Provider | undefined => providers.find((provider) => provider.id === id);
  return {
    store,
    providers,
    world: {
      clock,
      prices,
      gates,
      ids: { next: () => randomUUID() },
      ledger: store.ledger,
      slots: queuedSlots({ table: store.slots, clock, capacity: () => 1 }),
      traffic: createTraffic({ clock, random: Math.random, label: (id) => find(id)?.label ?? id }),
      log: {
        append: (task, event, at) => void store.log.append(task, event, at),
        putText: (text) => store.log.putText(text),
      },
      provider: find,
    },
    async dispose() {
      embedded.dispose();
      await gates.dispose();
      store.dispose();
    },
  };
}

function ollama(environment: Environment): Provider {
  const baseUrl = ollamaAddress(environment['OLLAMA_HOST']);
  const address = baseUrl === undefined ? {} : { baseUrl };
  return createOllamaProvider({ id: 'ollama', label: 'Ollama', key: () => Promise.resolve(undefined), ...address });
}

function vendors(environment: Environment, isPriceKnown: (provider: string, model: string) => boolean): readonly Provider[] {
  // An empty variable is how a shell unsets one for a call.
  return VENDORS.filter(({ key }) => environment[key]).map(({ id, label, key, url, create }) => {
    const baseUrl = environment[url]?.trim();
    const address = baseUrl ? { baseUrl } : {};
    return create({ id, label, key: () => Promise.resolve(environment[key]), isPriceKnown, ...address });
  });
}
