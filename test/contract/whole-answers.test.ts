import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import type { FakeVendor } from '../fakes/fake-provider-server-formats.ts';
import { endOf, listen, type Heard } from './listen.ts';
import { vendorProvider, vendorRequest } from './vendor-providers.ts';

let server: FakeProviderServer;

beforeEach(async () => {
  server = await startFakeProviderServer();
});
afterEach(() => server.dispose());

/** The events of an answer that is exactly `body`. */
function answered(vendor: FakeVendor, body: string): Promise<Heard> {
  server.script({ fault: { kind: 'status', status: 200, headers: { 'content-type': 'text/event-stream' }, body } });
  const provider = vendorProvider(vendor, { baseUrl: server.baseUrl(vendor), key: async () => 'sk-1' });
  return listen({ provider, request: vendorRequest(vendor), dispose: async () => undefined });
}

function openAiAnswer(reason: string): string {
  return `data: {"choices":[{"index":0,"delta":{"content":"half an ans"}}]}\n\ndata: {"choices":[{"index":0,"delta":{},"finish_reason":"${reason}"}]}\n\ndata: [DONE]\n\n`;
}

test('openai: an answer is whole only if its reason to end is one of those that say so', async () => {
  for (const reason of ['stop', 'tool_calls', 'function_call', 'length', 'model_length']) {
    const end = endOf(await answered('openai', openAiAnswer(reason)));
    assert.ok(end.type === 'finish', reason);
    assert.equal(end.reason, reason.endsWith('length') ? 'length' : 'stop');
  }
  for (const reason of ['error', 'abort', 'insufficient_system_resource', 'whatever', 'stopped', 'constructor']) {
    const end = endOf(await answered('openai', openAiAnswer(reason)));
    assert.ok(end.type === 'failure', reason);
    assert.deepEqual([end.failure.kind, end.sent], ['cut', true]);
    assert.match(end.failure.message, new RegExp(`the answer ended with "${reason}"`));
  }
  const filtered = endOf(await answered('openai', openAiAnswer('content_filter')));
  assert.ok(filtered.type === 'failure' && filtered.failure.kind === 'refused');
});

const event = (type: string, more: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const delta = (text: string): string => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });

function anthropicAnswer(middle: string): string {
  return [
    event('message_start', { message: { id: 'x', model: 'm', usage: { input_tokens: 10, output_tokens: 1 } } }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    delta('const a = '),
    middle,
    delta(';'),
    event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } }),
    event('message_stop', {}),
  ].join('');
}

test('anthropic: an event in the middle that the SDK would pass over breaks the answer, never shortens it', async () => {
  const whole = endOf(await answered('anthropic', `${anthropicAnswer(delta('1'))}data: [DONE]\n\n`));
  assert.equal(whole.type, 'finish');
  const broken = [
    delta('1').replace(/^event.*\n/, ''),
    'data: {"type":"content_block_del\n\n',
    'event: content_block_delta\ndata: {"type":"cont\n\n',
  ];
  for (const middle of broken) {
    const end = endOf(await answered('anthropic', anthropicAnswer(middle)));
    assert.ok(end.type === 'failure', middle);
    assert.deepEqual([end.failure.kind, end.sent], ['malformed', true]);
  }
});
