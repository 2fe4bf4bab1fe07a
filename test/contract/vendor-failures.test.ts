import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ModelRequest, ProviderFailure } from '../../src/core/provider.ts';
import { createOllamaProvider } from '../../src/providers/ollama/create-ollama-provider.ts';
import { createOpenAiProvider } from '../../src/providers/openai/create-openai-provider.ts';
import type { ProviderDeps } from '../../src/providers/provider-deps.ts';
import type { FakeVendor } from '../fakes/fake-provider-server-formats.ts';
import type { FakeFault } from '../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { endOf, finishOf, listen, textOf, type Heard } from './listen.ts';
import { MODELS, READ_TOOL, VENDORS, vendorProvider, vendorRequest } from './vendor-providers.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const KEY = 'sk-secret-0123456789abcdef';
let server: FakeProviderServer;

beforeEach(async () => {
  server = await startFakeProviderServer({ models: { ollama: [MODELS.ollama] } });
});
afterEach(() => server.dispose());

async function ask(vendor: FakeVendor, more: Partial<ProviderDeps> = {}, request: Partial<ModelRequest> = {}): Promise<Heard> {
  const deps = { baseUrl: server.baseUrl(vendor), key: async () => KEY, now: () => NOW, ...more };
  return listen({
    provider: vendorProvider(vendor, deps),
    request: vendorRequest(vendor, request),
    key: KEY,
    dispose: async () => undefined,
  });
}

async function failing(vendor: FakeVendor, fault: FakeFault, request: Partial<ModelRequest> = {}): Promise<ProviderFailure> {
  server.script({ text: 'x', fault });
  const end = endOf(await ask(vendor, {}, request));
  assert.ok(end.type === 'failure');
  return end;
}

describe('how long to wait', () => {
  const FORMS = [
    { name: 'seconds, above the minute that an SDK would drop', headers: { 'retry-after': '120' }, ms: 120_000 },
    { name: 'milliseconds', headers: { 'retry-after-ms': '1500' }, ms: 1_500 },
    { name: 'an HTTP date', headers: { 'retry-after': 'Mon, 23 Nov 2026 12:01:30 GMT' }, ms: 90_000 },
  ];
  for (const vendor of VENDORS) {
    for (const { name, headers, ms } of FORMS) {
      test(`${vendor}: a rate limit is read from ${name}`, async () => {
        const { failure } = await failing(vendor, { kind: 'status', status: 429, headers });
        assert.deepEqual([failure.kind, failure.retryAfterMs, failure.status], ['rate-limit', ms, 429]);
        assert.equal(server.journal.length, 1);
      });
    }
  }

  test('gemini: a limit for a minute is read from the details of the error', async () => {
    const details = [
      { violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' },
    ];
    const error = { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota.', details };
    const { failure } = await failing('gemini', { kind: 'status', status: 429, body: JSON.stringify({ error }) });
    assert.deepEqual([failure.kind, failure.retryAfterMs], ['rate-limit', 34_500]);
  });

  test('anthropic: an overloaded service owes nothing and is its own error', async () => {
    const { failure, sent } = await failing('anthropic', { kind: 'status', status: 529 });
    assert.deepEqual([failure.kind, sent], ['server', false]);
  });
});

describe('words for people', () => {
  test('no text quotes the key that the far end quoted', async () => {
    for (const vendor of VENDORS) {
      const { failure } = await failing(vendor, { kind: 'status', status: 400, message: `bad thing with ${KEY} in it` });
      assert.match(failure.message, /bad thing with \[key\] in it/);
    }
  });

  test('an answer to a wrong key is not quoted, since it may hold parts of it', async () => {
    const { failure } = await failing('openai', { kind: 'status', status: 401, message: 'Incorrect API key: sk-sec***cdef' });
    assert.doesNotMatch(failure.message, /sk-sec/);
    assert.match(failure.message, /^OpenAI did not accept the key \(HTTP 401\)$/);
  });

  test('gemini: a key that is not valid is named as such, although the status is 400', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    const error = { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT', details };
    const { failure } = await failing('gemini', { kind: 'status', status: 400, body: JSON.stringify({ error }) });
    assert.equal(failure.kind, 'auth');
  });

  test('a key with a line break in it is refused before it is sent', async () => {
    const end = endOf(await ask('anthropic', { key: async () => 'sk-two\nlines' }));
    assert.ok(end.type === 'failure');
    assert.deepEqual([end.failure.kind, end.sent, server.journal.length], ['auth', false, 0]);
    assert.doesNotMatch(end.failure.message, /sk-two/);
  });

  test('a model that is not pulled names the command that pulls it', async () => {
    server.script({ fault: { kind: 'status', status: 404, message: 'model "llama3.2" not found, try pulling it first' } });
    const end = endOf(await ask('ollama'));
    assert.ok(end.type === 'failure');
    assert.equal(end.failure.kind, 'model-missing');
    assert.match(end.failure.nextStep, /ollama pull llama3\.2/);
  });

  test('an unreachable Ollama names its address and owes nothing', async () => {
    const end = endOf(await ask('ollama', { baseUrl: 'http://127.0.0.1:1' }));
    assert.ok(end.type === 'failure');
    assert.deepEqual([end.failure.kind, end.sent], ['unreachable', false]);
    assert.match(end.failure.message, /127\.0\.0\.1:1/);
    assert.match(end.failure.nextStep, /Start the server/);
  });

  test('a prompt blocked by Gemini is a refusal', async () => {
    server.script({ fault: { kind: 'status', status: 200, body: 'data: {"promptFeedback":{"blockReason":"SAFETY"}}\n\n' } });
    const end = endOf(await ask('gemini'));
    assert.ok(end.type === 'failure');
    assert.equal(end.failure.kind, 'refused');
  });

  test('a login page instead of a stream is not the protocol', async () => {
    const headers = { 'content-type': 'text/html' };
    for (const vendor of VENDORS) {
      const { failure } = await failing(vendor, { kind: 'status', status: 200, headers, body: '<html>Sign in</html>\n' });
      assert.equal(failure.kind, 'malformed', vendor);
    }
  });

  test('a redirect is not followed: it could carry the prompt elsewhere', async () => {
    const other = await startFakeProviderServer();
    try {
      for (const vendor of VENDORS) {
        const headers = { location: `${other.url}/v1/chat/completions` };
        const end = await failing(vendor, { kind: 'status', status: 307, headers });
        assert.equal(end.failure.kind, 'bad-request', vendor);
      }
      assert.equal(other.journal.length, 0);
    } finally {
      await other.dispose();
    }
  });
});

describe('where an answer ends', () => {
  const NAMES = {
    openai: '"stop":["END"]',
    anthropic: '"stop_sequences":["END"]',
    gemini: '"stopSequences":["END"]',
    ollama: '"stop":["END"]',
  };
  for (const vendor of VENDORS) {
    test(`${vendor}: the text before which it ends is sent, and none where none was asked for`, async () => {
      await ask(vendor, {}, { stop: 'END' });
      await ask(vendor);
      const [asked, plain] = server.journal.map(({ body }) => JSON.stringify(body));
      assert.ok(asked?.includes(NAMES[vendor]), asked);
      assert.ok(!plain?.includes('"stop'), plain);
    });
  }
});

describe('Ollama', () => {
  test('a request always names its window and its limit', async () => {
    await ask('ollama', {}, { maxOutputTokens: 77, stop: '\n```' });
    assert.deepEqual(server.journal[0]?.body['options'], { num_ctx: 8_192, num_predict: 77, stop: ['\n```'] });
    assert.equal(server.journal[0]?.body['stream'], true);
  });

  test('the given opening is sent as the last message and is the beginning of the answer', async () => {
    server.script({ text: 'const a = 1;' });
    const heard = await ask('ollama', {}, { answerPrefix: '```ts\n' });
    const messages = server.journal[0]?.body['messages'];
    assert.ok(Array.isArray(messages));
    assert.deepEqual(messages.at(-1), { role: 'assistant', content: '```ts\n' });
    assert.equal(textOf(heard), '```ts\nconst a = 1;');
    const first = heard.events.find(({ type }) => type === 'text-delta');
    assert.ok(first?.type === 'text-delta' && first.text.startsWith('```ts\n'));
  });

  test('an opening that the template would close is not sent, and the fence that the model opens itself is left out', async () => {
    await server.dispose();
    server = await startFakeProviderServer({ ollama: { template: '{{ range .Messages }}{{ .Role }}: {{ .Content }}<end>{{ end }}' } });
    server.script({ text: '```javascript\nconst a = 1;', pieceLength: 4 }, { text: 'const a = 1;', pieceLength: 4 });
    for (const _ of [1, 2]) assert.equal(textOf(await ask('ollama', {}, { answerPrefix: '```ts\n' })), '```ts\nconst a = 1;');
    const messages = server.journal[0]?.body['messages'];
    assert.ok(Array.isArray(messages));
    assert.equal(messages.at(-1).role, 'user');
  });

  test('an opening that the template leaves open is sent', async () => {
    await server.dispose();
    const template = '{{ range $i, $_ := .Messages }}{{ .Content }}{{ if not $last }}<end>{{ end }}{{ end }}';
    server = await startFakeProviderServer({ ollama: { template } });
    await ask('ollama', {}, { answerPrefix: '```ts\n' });
    const messages = server.journal[0]?.body['messages'];
    assert.ok(Array.isArray(messages));
    assert.equal(messages.at(-1).role, 'assistant');
  });

  test('a prompt or an answer that does not fit is to be an error, not a silent loss', async () => {
    await ask('ollama');
    assert.deepEqual([server.journal[0]?.body['truncate'], server.journal[0]?.body['shift']], [false, false]);
  });

  test('an answer that went on past the window is not whole', async () => {
    server.script({ text: 'On and on.', usage: { input: 8_000, output: 300 } });
    assert.equal(finishOf(await ask('ollama')).reason, 'length');
  });

  test('a count that fills the window means that the prompt was cut', async () => {
    server.script({ text: '', usage: { input: 8_192, output: 1 } });
    const end = endOf(await ask('ollama', {}, { messages: [{ role: 'user', text: 'word '.repeat(9_000) }] }));
    assert.ok(end.type === 'failure');
    assert.deepEqual([end.failure.kind, end.sent], ['context-length', true]);
  });

  test('a model that is not in memory is loading before it answers', async () => {
    await server.dispose();
    server = await startFakeProviderServer({ models: { ollama: ['a:latest'] }, ollama: { loaded: ['b:latest'] } });
    const heard = await ask('ollama');
    assert.equal(heard.events[0]?.type, 'loading');
    finishOf(heard);
  });

  test('a model without the capability is never sent tools, nor asked', async () => {
    await server.dispose();
    server = await startFakeProviderServer({ ollama: { capabilities: ['completion'] } });
    const end = endOf(await ask('ollama', {}, { tools: [READ_TOOL] }));
    assert.ok(end.type === 'failure');
    assert.deepEqual([end.failure.kind, end.sent, server.journal.length], ['tools-unsupported', false, 0]);
  });

  test('an answer of 400 about tools is named as such', async () => {
    const fault: FakeFault = { kind: 'status', status: 400, message: '"x" does not support tools' };
    assert.equal((await failing('ollama', fault, { tools: [READ_TOOL] })).failure.kind, 'tools-unsupported');
  });

  test('DeepSeek R1 gets no tools, whatever its capabilities say, and thinks apart', async () => {
    await server.dispose();
    server = await startFakeProviderServer({
      models: { ollama: ['deepseek-r1:7b'] },
      ollama: { capabilities: ['completion', 'tools', 'thinking'] },
    });
    const provider = createOllamaProvider({ id: 'ollama', label: 'Ollama', baseUrl: server.url, key: async () => undefined });
    const list = await provider.models(new AbortController().signal);
    assert.ok(list.ok);
    assert.deepEqual([list.cards[0]?.tools, list.cards[0]?.reasoning], [false, true]);
    server.script({ text: 'Done.', reasoning: 'Hm.' });
    await listen({ provider, request: vendorRequest('ollama', { model: 'deepseek-r1:7b' }), dispose: async () => undefined });
    assert.equal(server.journal[0]?.body['think'], true);
    assert.equal('tools' in (server.journal[0]?.body ?? {}), false);
  });

  test('a think part in the text of an old server is set apart', async () => {
    server.script({ text: '<think>\nHm, well.\n</think>\n\nDone.', pieceLength: 3 });
    const heard = await ask('ollama');
    assert.equal(textOf(heard), 'Done.');
  });

  test('a count far below the prompt means that it was cut, and is no answer', async () => {
    server.script({ text: 'Sure!', usage: { input: 4_096, output: 3 } });
    const heard = await ask('ollama', {}, { messages: [{ role: 'user', text: 'word '.repeat(9_000) }] });
    const end = endOf(heard);
    assert.ok(end.type === 'failure');
    assert.deepEqual([end.failure.kind, end.sent, end.usage?.inputTokens], ['context-length', true, 4_096]);
  });

  test('a prompt that cannot fit is not sent', async () => {
    const end = endOf(await ask('ollama', {}, { messages: [{ role: 'user', text: 'word '.repeat(20_000) }] }));
    assert.ok(end.type === 'failure');
    assert.deepEqual([end.failure.kind, end.sent, server.journal.length], ['context-length', false, 0]);
  });

  test('ten calls at once end alone: an abort of one leaves the others', async () => {
    const provider = vendorProvider('ollama', { baseUrl: server.url, key: async () => undefined });
    server.answer('ollama', ({ prompt }) =>
      prompt.includes('for ever') ? { fault: { kind: 'endless' } } : { text: 'All of the text.', paceMs: 3 },
    );
    const arranged = { provider, request: vendorRequest('ollama'), dispose: async () => undefined };
    const endless = vendorRequest('ollama', { messages: [{ role: 'user', text: 'count for ever' }] });
    const first = listen({ ...arranged, request: endless }, { abortAfter: 'text' });
    const others = await Promise.all(Array.from({ length: 9 }, () => listen(arranged)));
    for (const heard of others) assert.equal(finishOf(heard).reason, 'stop');
    const end = endOf(await first);
    assert.ok(end.type === 'failure' && end.failure.kind === 'aborted');
    await server.aborted(1);
    assert.equal(server.aborts, 1);
  });
});

describe('OpenAI and compatible servers', () => {
  test('a compatible server gets the older name of the limit and works without a key', async () => {
    const provider = createOpenAiProvider({ id: 'vllm', label: 'vLLM', baseUrl: `${server.url}/v1`, key: async () => undefined });
    finishOf(await listen({ provider, request: vendorRequest('openai'), dispose: async () => undefined }));
    const [entry] = server.journal;
    assert.equal(entry?.body['max_tokens'], 256);
    assert.equal(entry?.headers.authorization, undefined);
    assert.deepEqual(entry?.body['stream_options'], { include_usage: true });
  });

  test('OpenAI itself gets the newer name of the limit, through the fetch of the host', async (t) => {
    const seen: string[] = [];
    t.mock.method(globalThis, 'fetch', async (input: string | URL | Request, init?: RequestInit) => {
      seen.push(`${String(input)} ${String(init?.body)}`);
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } });
    });
    const provider = createOpenAiProvider({ id: 'openai', label: 'OpenAI', key: async () => KEY });
    const end = endOf(await listen({ provider, request: vendorRequest('openai'), key: KEY, dispose: async () => undefined }));
    assert.ok(end.type === 'failure');
    assert.deepEqual([end.failure.kind, end.sent], ['unreachable', false]);
    assert.equal(seen.length, 1);
    assert.match(seen[0] ?? '', /^https:\/\/api\.openai\.com\/v1\/chat\/completions .*"max_completion_tokens":256/);
  });
});
