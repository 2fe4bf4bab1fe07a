import { existsSync } from 'node:fs';

import * as vscode from 'vscode';

import type { Provider } from '../core/provider.ts';
import { createEmbeddedProvider, type EmbeddedProvider } from '../providers/embedded/embedded-provider.ts';
import { networkProviders } from './network-providers.ts';
import type { RefusedServer, ServerSetting } from './server-settings.ts';
import type { Services } from './services.ts';
import { readSettings } from './settings.ts';
import { VENDORS } from './vendors.ts';

interface ProvidersDeps extends Pick<Services, 'context' | 'log' | 'keys'> {
  readonly modelsFolder: string;
  readonly isPriceKnown: (provider: string, model: string) => boolean;
}

export interface Providers extends vscode.Disposable {
  /** Those that are set up now: the embedded model and Ollama always, a vendor once it has a key, the servers of the settings. */
  current(): Promise<readonly Provider[]>;
  /** By id, whether a key is set or not. */
  find(id: string): Provider | undefined;
  /** The servers of the settings that are used. */
  servers(): readonly ServerSetting[];
  /** The servers of the settings that are not used, and why. */
  refused(): readonly RefusedServer[];
}

export function createProviders(deps: ProvidersDeps): Providers {
  const embedded = createEmbedded(deps);
  const fromSettings = () => {
    const settings = readSettings();
    const { isPriceKnown } = deps;
    return {
      servers: settings.servers,
      refused: settings.refusedServers,
      providers: networkProviders(settings, { key: (id) => deps.keys.get(id), isPriceKnown }),
    };
  };
  let now = fromSettings();
  const watch = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('centuria')) now = fromSettings();
  });
  const hasKey = async ({ id }: Provider): Promise<boolean> =>
    !VENDORS.some((vendor) => vendor.id === id) || (await deps.keys.get(id)) !== undefined;
  return {
    async current() {
      const { providers } = now;
      const set = await Promise.all(providers.map(hasKey));
      return [embedded, ...providers.filter((_, index) => set[index])];
    },
    find: (id) => [embedded, ...now.providers].find((provider) => provider.id === id),
    servers: () => now.servers,
    refused: () => now.refused,
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
