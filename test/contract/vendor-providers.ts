import type { ModelRequest, Provider } from '../../src/core/provider.ts';
import { createAnthropicProvider } from '../../src/providers/anthropic/create-anthropic-provider.ts';
import { createGeminiProvider } from '../../src/providers/gemini/create-gemini-provider.ts';
import { createOllamaProvider } from '../../src/providers/ollama/create-ollama-provider.ts';
import { createOpenAiProvider } from '../../src/providers/openai/create-openai-provider.ts';
import type { ProviderDeps } from '../../src/providers/provider-deps.ts';
import type { FakeVendor } from '../fakes/fake-provider-server-formats.ts';

export const VENDORS: readonly FakeVendor[] = ['openai', 'anthropic', 'gemini', 'ollama'];

export const LABELS: Readonly<Record<FakeVendor, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Gemini',
  ollama: 'Ollama',
};

/** In the price list, where the vendor has prices. */
export const MODELS: Readonly<Record<FakeVendor, string>> = {
  openai: 'gpt-6-sol',
  anthropic: 'claude-opus-5-5',
  gemini: 'gemini-2.5-flash-lite',
  ollama: 'llama3.2:latest',
};

const FACTORIES: Readonly<Record<FakeVendor, (deps: ProviderDeps) => Provider>> = {
  openai: createOpenAiProvider,
  anthropic: createAnthropicProvider,
  gemini: createGeminiProvider,
  ollama: createOllamaProvider,
};

export function vendorProvider(vendor: FakeVendor, deps: Partial<ProviderDeps> & { readonly key: ProviderDeps['key'] }): Provider {
  return FACTORIES[vendor]({ id: vendor, label: LABELS[vendor], ...deps });
}

export function vendorRequest(vendor: FakeVendor, parts: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: MODELS[vendor],
    system: 'You change code.',
    messages: [{ role: 'user', text: 'hello: rename the variable in this function' }],
    tools: [],
    maxOutputTokens: 256,
    ...parts,
  };
}

export const READ_TOOL = {
  name: 'read_file',
  description: 'Reads a line of a file.',
  parameters: {
    type: 'object',
    properties: { path: { type: 'string' }, line: { type: 'integer' } },
    required: ['path', 'line'],
  },
};
