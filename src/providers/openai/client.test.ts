import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { createOpenAiProvider } from './create-openai-provider.ts';

const BASE = 'http://127.0.0.1:9/v1';
const REQUEST = { model: 'm', system: 'You count.', messages: [{ role: 'user', text: 'One "é"' }], tools: [], maxOutputTokens: 7 } as const;

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Notes what is sent, and answers that it is not wanted. */
function recorder() {
  const sent: Sent[] = [];
  const fetch = (input: string | URL | Request, { method = '', body, headers }: RequestInit = {}): Promise<Response> => {
    sent.push({ url: String(input), method, body: JSON.parse(String(body)), headers: Object.fromEntries(new Headers(headers)) });
    return Promise.resolve(new Response('{}', { status: 400 }));
  };
  return { sent, fetch };
}

/** What the client as it comes sends for the same. */
async function asItComes(key: string | null): Promise<Sent | undefined> {
  const { sent, fetch } = recorder();
  const client = new OpenAI({ baseURL: BASE, apiKey: 'none', organization: null, project: null, maxRetries: 0, logLevel: 'off', fetch });
  const messages = [
    { role: 'system' as const, content: REQUEST.system },
    { role: 'user' as const, content: REQUEST.messages[0].text },
  ];
  const body = { model: 'm', messages, stream: true, stream_options: { include_usage: true }, max_tokens: 7 } as const;
  await client.chat.completions.create(body, { headers: { Authorization: key === null ? null : `Bearer ${key}` } }).catch(() => undefined);
  return sent[0];
}

test('every request is what the official client makes of it, with the key of its own call', async () => {
  const { sent, fetch } = recorder();
  const keys = ['first', 'second', undefined, 'first'];
  let asked = 0;
  const provider = createOpenAiProvider({ id: 'o', label: 'the server', baseUrl: BASE, key: () => Promise.resolve(keys[asked]), fetch });
  for (; asked < keys.length; asked += 1) for await (const event of provider.stream(REQUEST, new AbortController().signal)) void event;
  assert.deepEqual(sent, await Promise.all(keys.map((key) => asItComes(key ?? null))));
});
