import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { ProviderEvent } from '../../src/core/provider.ts';
import type { Fetch } from '../../src/providers/provider-deps.ts';
import type { FakeVendor } from '../fakes/fake-provider-server-formats.ts';
import { fakeTimers, type FakeTimers } from '../fakes/fake-timers.ts';
import { MODELS, VENDORS, vendorProvider, vendorRequest } from './vendor-providers.ts';

const LIMITS = { firstByteMs: 60_000, idleMs: 1_000, totalMs: 10_000 };
const SHOWN = JSON.stringify({ model_info: { 'x.context_length': 8_192 }, capabilities: ['completion'] });
const LOADED = JSON.stringify({ models: [{ name: MODELS.ollama, model: MODELS.ollama }] });

const PING: Readonly<Record<FakeVendor, string>> = {
  openai: ': ping\n\n',
  anthropic: 'event: ping\ndata: {"type":"ping"}\n\n',
  gemini: ': ping\n\n',
  ollama: '\n',
};
const DELTA: Readonly<Record<FakeVendor, string>> = {
  openai: 'data: {"choices":[{"index":0,"delta":{"content":"and "}}]}\n\n',
  anthropic: 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"and "}}\n\n',
  gemini: 'data: {"candidates":[{"content":{"role":"model","parts":[{"text":"and "}]}}]}\n\n',
  ollama: '{"model":"m","message":{"role":"assistant","content":"and "},"done":false}\n',
};
const DONE =
  '{"model":"m","message":{"role":"assistant","content":"."},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":1}\n';

/** A far end in our hands: its answer begins, and goes on, when the test says so. */
function heldServer(vendor: FakeVendor) {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  let body: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (body = controller) });
  const fetch: Fetch = (input) => {
    const path = new URL(String(input)).pathname;
    if (path.endsWith('/api/show')) return Promise.resolve(new Response(SHOWN));
    if (path.endsWith('/api/ps')) return Promise.resolve(new Response(LOADED));
    asked.resolve();
    return answer.promise;
  };
  return {
    fetch,
    asked: asked.promise,
    begin: () =>
      answer.resolve(
        new Response(stream, { headers: { 'content-type': vendor === 'ollama' ? 'application/x-ndjson' : 'text/event-stream' } }),
      ),
    say: (text: string) => body?.enqueue(new TextEncoder().encode(text)),
  };
}

/** Until everything that was said has been read. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function ask(vendor: FakeVendor, fetch: Fetch) {
  const events: ProviderEvent[] = [];
  const provider = vendorProvider(vendor, { baseUrl: 'http://127.0.0.1:1', key: async () => 'sk-1', fetch, timeouts: LIMITS });
  const ended = (async () => {
    for await (const event of provider.stream(vendorRequest(vendor), new AbortController().signal)) events.push(event);
  })();
  return { events, ended };
}

describe('the limits of a stream', () => {
  let timers: FakeTimers;
  beforeEach(() => {
    timers = fakeTimers();
    // Ollama's SDK prints each blank line.
    mock.method(console, 'warn', () => undefined);
  });
  afterEach(() => {
    timers.restore();
    mock.restoreAll();
  });

  test('ollama: what is asked before the model does not end the wait for a cold one', async () => {
    const server = heldServer('ollama');
    const { events, ended } = ask('ollama', server.fetch);
    await server.asked;
    timers.pass(LIMITS.firstByteMs - 1);
    server.begin();
    server.say(DONE);
    await ended;
    assert.equal(events.at(-1)?.type, 'finish', JSON.stringify(events.at(-1)));
  });

  for (const vendor of VENDORS) {
    test(`${vendor}: pings after the first text are silence`, async () => {
      const server = heldServer(vendor);
      const { events, ended } = ask(vendor, server.fetch);
      await server.asked;
      server.begin();
      server.say(DELTA[vendor]);
      await settled();
      for (let waited = 0; waited < LIMITS.idleMs; waited += 100) {
        server.say(PING[vendor]);
        await settled();
        timers.pass(100);
      }
      await ended;
      const end = events.at(-1);
      assert.ok(end?.type === 'failure');
      assert.deepEqual([end.failure.kind, end.sent], ['idle', true]);
    });

    test(`${vendor}: an answer without end is ended at its limit, and says so`, async () => {
      const server = heldServer(vendor);
      const { events, ended } = ask(vendor, server.fetch);
      await server.asked;
      server.begin();
      server.say(DELTA[vendor]);
      await settled();
      for (let waited = 0; waited < LIMITS.totalMs; waited += 500) {
        assert.equal(
          events.some(({ type }) => type === 'failure'),
          false,
        );
        server.say(DELTA[vendor]);
        await settled();
        timers.pass(500);
      }
      await ended;
      const end = events.at(-1);
      assert.ok(end?.type === 'failure');
      assert.deepEqual([end.failure.kind, end.sent], ['cut', true]);
      assert.match(end.failure.message, /it had no end after 10 s/);
    });
  }
});
