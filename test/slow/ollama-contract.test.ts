import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { ModelRequest } from '../../src/core/provider.ts';
import type { OllamaDeps } from '../../src/providers/ollama/server.ts';
import { finishOf, listen } from '../contract/listen.ts';
import { providerContract, type Arranged, type Scenario } from '../contract/provider-contract.ts';
import { createModels, longRequest, providerOf, requestOf, slowToRead } from './lib/ollama-models.ts';
import { ASKED, ASKED_AND_OVER, startOllamaServer, WITHOUT_OLLAMA, type OllamaServer } from './lib/ollama-server.ts';

/** What a real server can be put through: it has no keys, and breaks no protocol on demand. */
const SCENARIOS: readonly Scenario[] = [
  'text',
  'length',
  'abort-before',
  'abort-silent',
  'abort-endless',
  'leave-endless',
  'context-length',
  'model-missing',
  'unreachable',
  'idle-before-byte',
];

// A skipped suite is not counted; a skipped test is, with its reason.
if (WITHOUT_OLLAMA !== false) test('a real Ollama server', { skip: WITHOUT_OLLAMA });

describe('a real Ollama server', { skip: WITHOUT_OLLAMA }, () => {
  let server: OllamaServer;
  before(async () => {
    server = await startOllamaServer();
    await createModels(server);
  });
  after(() => server?.dispose());
  providerContract('ollama, against a real server', { scenarios: SCENARIOS, arrange: (scenario) => arrange(server, scenario) });
});

const next = { request: requestOf({ maxOutputTokens: 1 }), dispose: async () => undefined };

async function arrange(server: OllamaServer, scenario: Scenario): Promise<Arranged> {
  const from = server.log.text.length;
  const baseUrl = scenario === 'unreachable' ? `http://127.0.0.1:${await closedPort()}` : server.url;
  return {
    provider: providerOf(baseUrl, depsFor(scenario)),
    request: requestFor(scenario),
    ...(scenario === 'context-length' || scenario === 'model-missing' ? {} : { requests: () => server.log.count(ASKED, from) }),
    closedByUs: async () => {
      await server.log.seen(ASKED_AND_OVER, from);
      // It has one place for generations: the next one is answered only when this one has stopped.
      finishOf(await listen({ ...next, provider: providerOf(server.url) }));
    },
    dispose: async () => undefined,
  };
}

/** Loading the model may take longer than this, but `/api/ps` and `/api/show` do not, and loading is silence too. */
function depsFor(scenario: Scenario): Partial<OllamaDeps> {
  return scenario === 'idle-before-byte' ? { timeouts: { firstByteMs: 1_500, idleMs: 1_500 } } : {};
}

function requestFor(scenario: Scenario): ModelRequest {
  switch (scenario) {
    case 'length':
      return longRequest({ maxOutputTokens: 5 });
    case 'abort-silent':
    case 'idle-before-byte':
      return slowToRead(scenario);
    case 'abort-endless':
    case 'leave-endless':
      return longRequest();
    case 'context-length':
      return requestOf({ messages: [{ role: 'user', text: 'word '.repeat(20_000) }] });
    case 'model-missing':
      return requestOf({ model: 'nobody:1b' });
    default:
      return requestOf();
  }
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}
