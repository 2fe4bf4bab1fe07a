import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { ModelRequest } from '../../src/core/provider.ts';
import { createEmbeddedProvider, type EmbeddedProvider } from '../../src/providers/embedded/embedded-provider.ts';
import { MODEL_CHILD, WEIGHTS_FOLDER, WITHOUT_WEIGHTS, collect, edit, endless } from './embedded-weights.ts';
import { providerContract, type Arranged, type Scenario } from './provider-contract.ts';

/** What a model process without keys, tools, limits and a network can be put through. */
const SCENARIOS: readonly Scenario[] = [
  'text',
  'length',
  'abort-before',
  'abort-silent',
  'abort-endless',
  'leave-endless',
  'context-length',
  'model-missing',
];

function requestFor(scenario: Scenario): ModelRequest {
  switch (scenario) {
    case 'text':
      return edit('Fix the bug: add must return the sum of a and b.', 'function add(a, b) { return a - b; }');
    case 'length':
      return endless({ maxOutputTokens: 5 });
    case 'context-length':
      return endless({ messages: [{ role: 'user', text: 'word '.repeat(5000) }] });
    case 'model-missing':
      return endless({ model: 'qwen2.5-coder-7b' });
    default:
      return endless();
  }
}

/** The process has stopped: it ended, or it answers the next request. */
async function assertStopped(provider: EmbeddedProvider, pid: number | undefined): Promise<void> {
  const stillThere = provider.pid;
  const next = await collect(provider, endless({ maxOutputTokens: 1 }));
  assert.equal(next.at(-1)?.type, 'finish');
  if (stillThere !== undefined) assert.equal(provider.pid, pid ?? stillThere);
}

const options = { modelsFolder: WEIGHTS_FOLDER, child: MODEL_CHILD };
/** Whose process has loaded the model for an earlier scenario: that takes seconds. */
const warm = createEmbeddedProvider(options);
after(() => warm.dispose());
/** Scenarios that are about a process which has not begun yet. */
const COLD: ReadonlySet<Scenario> = new Set(['abort-before', 'abort-silent']);

async function arrange(scenario: Scenario): Promise<Arranged> {
  const provider = COLD.has(scenario) ? createEmbeddedProvider(options) : warm;
  if (scenario.endsWith('-endless')) await collect(provider, endless({ maxOutputTokens: 1 }));
  const { pid } = provider;
  return {
    provider,
    request: requestFor(scenario),
    ...(scenario.startsWith('abort') ? { requests: () => (provider.pid === undefined ? 0 : 1) } : {}),
    closedByUs: () => assertStopped(provider, pid),
    async dispose() {
      if (provider !== warm) provider.dispose();
    },
  };
}

if (WITHOUT_WEIGHTS === false) providerContract('embedded', { scenarios: SCENARIOS, arrange });
else process.stdout.write(`# the provider contract: embedded: not run: ${WITHOUT_WEIGHTS}\n`);
