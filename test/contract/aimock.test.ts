import { LLMock, type Mountable } from '@copilotkit/aimock';
import type { FakeVendor } from '../fakes/fake-provider-server-formats.ts';
import { providerContract, type Arranged, type Scenario } from './provider-contract.ts';
import { MODELS, READ_TOOL, VENDORS, vendorProvider, vendorRequest } from './vendor-providers.ts';

const KEY = 'sk-the-right-key-0123456789';
const TEXT = 'A deterministic answer, long enough to come in several pieces.';

const SCENARIOS: readonly Scenario[] = ['text', 'tools', 'rate-limit', 'server-error', 'malformed', 'cut-before-token', 'cut-after-token'];

/** Every vendor's names for the same: aimock writes those of the format asked for. */
const USAGE = {
  prompt_tokens: 12,
  completion_tokens: 9,
  total_tokens: 21,
  input_tokens: 12,
  output_tokens: 9,
  promptTokenCount: 12,
  candidatesTokenCount: 9,
  totalTokenCount: 21,
};

const PREPARE: Partial<Record<Scenario, (mock: LLMock, vendor: FakeVendor) => LLMock>> = {
  text: (mock) => mock.onMessage('hello', { content: TEXT, usage: USAGE }, { chunkSize: 6 }),
  tools: (mock, vendor) =>
    mock.onMessage('hello', {
      toolCalls: [{ name: READ_TOOL.name, arguments: '{"path":"src/a.ts","line":7}' }],
      // aimock says FUNCTION_CALL, which is none of the API's reasons; a real Gemini says STOP.
      ...(vendor === 'gemini' ? { finishReason: 'STOP' } : {}),
    }),
  'rate-limit': (mock) => mock.onMessage('hello', { error: { message: 'slow down' }, status: 429, retryAfter: 7 }),
  'server-error': (mock) => mock.onMessage('hello', { content: TEXT }, { chaos: { dropRate: 1 } }),
  malformed: (mock) => mock.onMessage('hello', { content: TEXT }, { chaos: { malformedRate: 1 } }),
  'cut-before-token': (mock) => mock.onMessage('hello', { content: TEXT }, { chaos: { disconnectRate: 1 } }),
  'cut-after-token': (mock) => mock.onMessage('hello', { content: TEXT }, { chunkSize: 6, latency: 5, truncateAfterChunks: 6 }),
};

/** aimock has no `/api/ps` and `/api/show`, which a real Ollama has. */
function answering(value: unknown): Mountable {
  return {
    async handleRequest(_request, response) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      return true;
    },
  };
}

async function arrange(vendor: FakeVendor, scenario: Scenario): Promise<Arranged> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  mock.mount('/api/ps', answering({ models: [{ name: MODELS.ollama }] }));
  mock.mount('/api/show', answering({ capabilities: ['completion', 'tools'], model_info: { 'llama.context_length': 8192 } }));
  PREPARE[scenario]?.(mock, vendor);
  const url = await mock.start();
  return {
    provider: vendorProvider(vendor, { baseUrl: vendor === 'openai' ? `${url}/v1` : url, key: async () => KEY }),
    request: vendorRequest(vendor, scenario === 'tools' ? { tools: [READ_TOOL] } : {}),
    text: TEXT,
    key: KEY,
    // aimock's Ollama says 0 tokens, whatever the fixture.
    ...(vendor === 'ollama' ? { reportsUsage: false as const } : {}),
    requests: () => mock.getRequests().filter(({ method }) => method === 'POST').length,
    dispose: () => mock.stop(),
  };
}

for (const vendor of VENDORS) {
  providerContract(`${vendor}, against aimock`, { scenarios: SCENARIOS, arrange: (scenario) => arrange(vendor, scenario) });
}
