import type { Provider } from '../core/provider.ts';
import { createAnthropicProvider } from '../providers/anthropic/create-anthropic-provider.ts';
import { createGeminiProvider } from '../providers/gemini/create-gemini-provider.ts';
import { createOllamaProvider } from '../providers/ollama/create-ollama-provider.ts';
import { createOpenAiProvider } from '../providers/openai/create-openai-provider.ts';
import type { ProviderDeps } from '../providers/provider-deps.ts';
import type { ServerSetting } from './server-settings.ts';

/** Where the providers are that are asked over a network, this machine's included. */
export interface Addresses {
  readonly ollamaBaseUrl: string;
  /** Empty: the vendor's own. */
  readonly openaiBaseUrl: string;
  readonly anthropicBaseUrl: string;
  readonly geminiBaseUrl: string;
  readonly servers: readonly ServerSetting[];
}

export interface NetworkDeps {
  /** The key of a provider, by its id. */
  key(provider: string): Promise<string | undefined>;
  isPriceKnown(provider: string, model: string): boolean;
}

/** Those that the settings name, whether a key is set or not. Their ids are unique. */
export function networkProviders(addresses: Addresses, deps: NetworkDeps): readonly Provider[] {
  const { isPriceKnown } = deps;
  const vendor = (id: string, label: string, baseUrl: string): ProviderDeps => ({
    id,
    label,
    key: () => deps.key(id),
    isPriceKnown,
    ...(baseUrl === '' ? {} : { baseUrl }),
  });
  return [
    createOllamaProvider({ id: 'ollama', label: 'Ollama', key: () => Promise.resolve(undefined), baseUrl: addresses.ollamaBaseUrl }),
    createAnthropicProvider(vendor('anthropic', 'Anthropic', addresses.anthropicBaseUrl)),
    // OpenAI itself behind another address is still OpenAI: it does not run here, wherever that listens.
    createOpenAiProvider(vendor('openai', 'OpenAI', addresses.openaiBaseUrl)),
    createGeminiProvider(vendor('gemini', 'Gemini', addresses.geminiBaseUrl)),
    ...addresses.servers.map(({ name, baseUrl, runsHere, models }) =>
      createOpenAiProvider({
        ...vendor(name, name, baseUrl),
        runsHere,
        compatibleModels: models.map(({ model, ...rest }) => ({ id: model, ...rest })),
      }),
    ),
  ];
}
