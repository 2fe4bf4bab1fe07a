import { existsSync } from 'node:fs';

import * as vscode from 'vscode';

import type { Provider } from '../core/provider.ts';
import { createAnthropicProvider } from '../providers/anthropic/create-anthropic-provider.ts';
import { createEmbeddedProvider, type EmbeddedProvider } from '../providers/embedded/embedded-provider.ts';
import { createGeminiProvider } from '../providers/gemini/create-gemini-provider.ts';
import { isLoopback } from '../providers/is-loopback.ts';
import { createOllamaProvider } from '../providers/ollama/create-ollama-provider.ts';
import { createOpenAiProvider } from '../providers/openai/create-openai-provider.ts';
import type { ProviderDeps } from '../providers/provider-deps.ts';
import { VENDORS } from './keys.ts';
import type { Services } from './services.ts';
import { readSettings, type ServerSetting, type Settings } from './settings.ts';

interface ProvidersDeps extends Pick<Services, 'context' | 'log' | 'keys'> {
  readonly modelsFolder: string;
  readonly isPriceKnown: (provider: string, model: string) => boolean;
}

export interface Providers extends vscode.Disposable {
  /** Those that are set up now: the embedded model and Ollama always, a vendor once it has a key, the servers of the settings. */
  current(): Promise<readonly Provider[]>;
  /** By id, whether a key is set or not. */
  find(id: string): Provider | undefined;
}

export function createProviders(deps: ProvidersDeps): Providers {
  const embedded = createEmbedded(deps);
  let servers = networkProviders(deps);
  const watch = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('centuria')) servers = networkProviders(deps);
  });
  const hasKey = async ({ id }: Provider): Promise<boolean> =>
    !VENDORS.some((vendor) => vendor.id === id) || (await deps.keys.get(id)) !== undefined;
  return {
    async current() {
      const set = await Promise.all(servers.map(hasKey));
      return [embedded, ...servers.filter((_, index) => set[index])];
    },
    find: (id) => [embedded, ...servers].find((provider) => provider.id === id),
    dispose() {
      watch.dispose();
      embedded.dispose();
    },
  };
}

function createEmbedded(deps: ProvidersDeps): EmbeddedProvider {
  const { context, log, modelsFolder } = deps;
  const enginePath = context.asAbsolutePath('dist/engine');
  return createEmbeddedProvider({
    modelsFolder,
    threads: readSettings().threads,
    child: {
      execPath: process.execPath,
      modulePath: context.asAbsolutePath('dist/model.js'),
      ...(existsSync(enginePath) ? { enginePath } : {}),
    },
    log: (line) => log.info(`embedded model: ${line}`),
  });
}

function networkProviders(deps: ProvidersDeps): readonly Provider[] {
  const settings = readSettings();
  const vendor = (id: string, label: string, baseUrl: string): ProviderDeps => ({
    id,
    label,
    key: () => deps.keys.get(id),
    isPriceKnown: deps.isPriceKnown,
    ...(baseUrl === '' ? {} : { baseUrl }),
  });
  return [
    createOllamaProvider({ id: 'ollama', label: 'Ollama', key: () => Promise.resolve(undefined), baseUrl: settings.ollamaBaseUrl }),
    createAnthropicProvider(vendor('anthropic', 'Anthropic', settings.anthropicBaseUrl)),
    createOpenAiProvider(openAiDeps(vendor('openai', 'OpenAI', settings.openaiBaseUrl), settings)),
    createGeminiProvider(vendor('gemini', 'Gemini', settings.geminiBaseUrl)),
    ...settings.servers.map((server) => compatible(deps, server)),
  ];
}

/** OpenAI itself behind another address is still OpenAI: its models are not the other server's. */
function openAiDeps(base: ProviderDeps, settings: Settings) {
  return settings.openaiBaseUrl === '' ? base : { ...base, forwards: true };
}

function compatible(deps: ProvidersDeps, server: ServerSetting): Provider {
  const { name, baseUrl, models } = server;
  return createOpenAiProvider({
    id: name,
    label: name,
    baseUrl,
    key: () => deps.keys.get(name),
    isPriceKnown: deps.isPriceKnown,
    compatibleModels: models.map(({ model, ...rest }) => ({ id: model, ...rest })),
  });
}

/** Servers of the settings that run on this machine: they charge nothing. */
export function freeServers(): readonly string[] {
  return readSettings()
    .servers.filter(({ baseUrl }) => isLoopback(baseUrl))
    .map(({ name }) => name);
}
