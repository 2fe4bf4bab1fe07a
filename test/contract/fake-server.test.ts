import { createServer } from 'node:net';
import type { ProviderDeps, Timeouts } from '../../src/providers/provider-deps.ts';
import type { FakeVendor } from '../fakes/fake-provider-server-formats.ts';
import type { FakeFault, FakePlan } from '../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer } from '../fakes/fake-provider-server.ts';
import { providerContract, type Arranged, type Scenario } from './provider-contract.ts';
import { READ_TOOL, VENDORS, vendorProvider, vendorRequest } from './vendor-providers.ts';

const KEY = 'sk-the-right-key-0123456789';
const TEXT = 'The quick brown fox jumps over the lazy dog. Ünïcödé 🦊 too.';
const SHORT: Timeouts = { firstByteMs: 150, idleMs: 150 };

const fault = (value: FakeFault): FakePlan => ({ text: TEXT, fault: value });

const PLANS: Record<Scenario, (vendor: FakeVendor) => FakePlan> = {
  text: () => ({ text: TEXT, pieceLength: 5 }),
  tools: () => ({ toolCalls: [{ id: 'call_a', name: READ_TOOL.name, arguments: { path: 'src/a.ts', line: 7 } }] }),
  reasoning: () => ({ text: TEXT, reasoning: 'Let me think about it.' }),
  length: () => ({ text: TEXT, finish: 'length' }),
  refused: () => ({ text: TEXT, finish: 'refused' }),
  'abort-before': () => ({ text: TEXT }),
  'abort-silent': () => fault({ kind: 'silent' }),
  'abort-endless': () => ({ fault: { kind: 'endless' } }),
  'leave-endless': () => ({ fault: { kind: 'endless' } }),
  'missing-key': () => ({ text: TEXT }),
  'wrong-key': () => ({ text: TEXT }),
  'rate-limit': () => fault({ kind: 'status', status: 429, message: 'slow down', headers: { 'retry-after': '90' } }),
  quota: (vendor) => fault({ kind: 'status', ...QUOTA[vendor] }),
  'server-error': () => fault({ kind: 'status', status: 500, message: 'it broke' }),
  'context-length': (vendor) => fault({ kind: 'status', ...TOO_LONG[vendor] }),
  'model-missing': () => fault({ kind: 'status', status: 404, message: 'model not found' }),
  unreachable: () => ({ text: TEXT }),
  malformed: () => fault({ kind: 'malformed', afterPieces: 2 }),
  'cut-before-token': () => fault({ kind: 'cut', afterPieces: 0 }),
  'cut-after-token': () => fault({ kind: 'cut', afterPieces: 3 }),
  'end-before-token': () => fault({ kind: 'end', afterPieces: 0 }),
  'end-after-token': () => fault({ kind: 'end', afterPieces: 3 }),
  'end-before-last-line': () => fault({ kind: 'end-before-last' }),
  'error-event': () => fault({ kind: 'error-event', afterPieces: 2, message: 'overloaded' }),
  'idle-before-byte': () => fault({ kind: 'silent' }),
  'idle-between-chunks': () => fault({ kind: 'stall', afterPieces: 3 }),
};

const QUOTA: Record<FakeVendor, { status: number; message?: string; code?: string; body?: string }> = {
  openai: { status: 429, message: 'You exceeded your current quota.', code: 'insufficient_quota' },
  anthropic: { status: 400, message: 'Your credit balance is too low to access the Anthropic API.' },
  gemini: {
    status: 429,
    body: JSON.stringify({
      error: {
        code: 429,
        status: 'RESOURCE_EXHAUSTED',
        message: 'You exceeded your current quota.',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
            violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
          },
        ],
      },
    }),
  },
  ollama: { status: 402, message: 'no plan' },
};

const TOO_LONG: Record<FakeVendor, { status: number; message: string; code?: string }> = {
  openai: { status: 400, message: 'too many tokens', code: 'context_length_exceeded' },
  anthropic: { status: 400, message: 'prompt is too long: 250000 tokens > 200000 maximum' },
  gemini: { status: 400, message: 'The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).' },
  ollama: { status: 400, message: 'the input length exceeds the context length' },
};

const NOT_OF_OLLAMA: readonly Scenario[] = ['refused', 'missing-key'];
const SCENARIOS: readonly Scenario[] = [
  'text',
  'tools',
  'reasoning',
  'length',
  'refused',
  'abort-before',
  'abort-silent',
  'abort-endless',
  'leave-endless',
  'missing-key',
  'wrong-key',
  'rate-limit',
  'quota',
  'server-error',
  'context-length',
  'model-missing',
  'unreachable',
  'malformed',
  'cut-before-token',
  'cut-after-token',
  'end-before-token',
  'end-after-token',
  'end-before-last-line',
  'error-event',
  'idle-before-byte',
  'idle-between-chunks',
];

async function arrange(vendor: FakeVendor, scenario: Scenario): Promise<Arranged> {
  const server = await startFakeProviderServer({
    key: KEY,
    models: { ollama: [vendorRequest('ollama').model] },
    ollama: { capabilities: ['completion', 'tools', 'thinking'] },
  });
  server.script(PLANS[scenario](vendor));
  const key = scenario === 'missing-key' ? undefined : scenario === 'wrong-key' ? 'sk-a-wrong-key-987654321' : KEY;
  const deps: Pick<ProviderDeps, 'baseUrl' | 'key'> & { timeouts?: Timeouts } = {
    baseUrl: scenario === 'unreachable' ? `http://127.0.0.1:${await closedPort()}` : server.baseUrl(vendor),
    key: async () => key,
    ...(scenario.startsWith('idle') ? { timeouts: SHORT } : {}),
  };
  // A compatible server needs no key; that one is missing is said for OpenAI itself.
  const provider = vendorProvider(vendor, scenario === 'missing-key' && vendor === 'openai' ? { key: deps.key } : deps);
  return {
    provider,
    request: vendorRequest(vendor, scenario === 'tools' ? { tools: [READ_TOOL] } : {}),
    text: TEXT,
    ...(key === undefined ? {} : { key }),
    requests: () => server.journal.length,
    closedByUs: () => server.aborted(1),
    dispose: () => server.dispose(),
  };
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}

for (const vendor of VENDORS) {
  providerContract(`${vendor}, against our fake`, {
    scenarios: vendor === 'ollama' ? SCENARIOS.filter((each) => !NOT_OF_OLLAMA.includes(each)) : SCENARIOS,
    arrange: (scenario) => arrange(vendor, scenario),
  });
}
