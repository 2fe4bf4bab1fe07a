import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProviderEvent } from '../../core/provider.ts';
import { createOpenAiProvider } from './create-openai-provider.ts';

const REQUEST = { model: 'm', system: '', messages: [{ role: 'user', text: 'hello' }], tools: [], maxOutputTokens: 7 } as const;

/** What is made of an answer whose parts come in one network chunk. */
async function eventsOf(...parts: readonly string[]): Promise<readonly ProviderEvent[]> {
  const answer = parts.map((data) => `data: ${data}\n\n`).join('');
  const fetch = () => Promise.resolve(new Response(answer, { headers: { 'content-type': 'text/event-stream' } }));
  const provider = createOpenAiProvider({
    id: 'o',
    label: 'the server',
    baseUrl: 'http://127.0.0.1:9/v1',
    key: () => Promise.resolve(undefined),
    fetch,
  });
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(REQUEST, new AbortController().signal)) events.push(event);
  return events;
}

test('what a chunk told before something in it is broken is told, the usage above all', async () => {
  const text = JSON.stringify({ choices: [{ index: 0, delta: { content: 'Hi' } }] });
  const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 3 } });
  const events = await eventsOf(text, usage, '{"choices": [}');
  assert.deepEqual(
    events.map(({ type }) => type),
    ['text-delta', 'usage', 'failure'],
  );
  assert.partialDeepStrictEqual(events.at(-1), { failure: { kind: 'malformed' }, sent: true, usage: { inputTokens: 11, outputTokens: 3 } });
});

const delta = (content: unknown): string => JSON.stringify({ choices: [{ index: 0, delta: { content } }] });
const END = [JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }), '[DONE]'] as const;

test('text that comes in parts is taken as text', async () => {
  const parts = [
    { type: 'text', text: 'hel' },
    { type: 'text', text: 'lo' },
  ];
  const events = await eventsOf(delta(null), delta(parts), delta([]), delta('!'), ...END);
  assert.deepEqual(events.slice(0, -1), [
    { type: 'text-delta', text: 'hello' },
    { type: 'text-delta', text: '!' },
  ]);
  assert.partialDeepStrictEqual(events.at(-1), { type: 'finish', reason: 'stop' });
});

test('the first words go out by themselves, what came with them in one piece', async () => {
  const events = await eventsOf(delta(null), delta('a'), delta('b'), delta('c'), ...END);
  assert.deepEqual(events.slice(0, -1), [
    { type: 'text-delta', text: 'a' },
    { type: 'text-delta', text: 'bc' },
  ]);
});

test('an answer with something in it that is not text is malformed, and its usage is told', async () => {
  for (const content of [42, true, { text: 'x' }, ['x'], [{ type: 'image_url', image_url: {} }], [{ type: 'text', text: 7 }]]) {
    const chunk = JSON.stringify({ choices: [{ index: 0, delta: { content } }], usage: { prompt_tokens: 11, completion_tokens: 3 } });
    const events = await eventsOf(delta('Hi'), chunk, ...END);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['text-delta', 'usage', 'failure'],
      JSON.stringify(content),
    );
    assert.partialDeepStrictEqual(events.at(-1), { failure: { kind: 'malformed' }, sent: true, usage: { inputTokens: 11 } });
  }
});

test('choices that are no list of objects are malformed, in words of ours, and the usage beside them is told', async () => {
  for (const choices of [{}, 'x', 7, [null], ['x']]) {
    const events = await eventsOf(delta('Hi'), JSON.stringify({ choices, usage: { prompt_tokens: 11, completion_tokens: 3 } }), ...END);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['text-delta', 'usage', 'failure'],
      JSON.stringify(choices),
    );
    assert.partialDeepStrictEqual(events.at(-1), { failure: { kind: 'malformed' } });
    assert.doesNotMatch(JSON.stringify(events), /not a function|undefined|TypeError/u);
  }
});

test('a tool call without a name is malformed', async () => {
  const events = await eventsOf(callPart({ id: 'a', function: { arguments: '{}' } }), ...END);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['failure'],
  );
  assert.match(JSON.stringify(events), /without a name/u);
});

test('what Mistral thinks comes in parts of its own, and is told as thought', async () => {
  const thought = {
    type: 'thinking',
    thinking: [
      { type: 'text', text: 'hm, ' },
      { type: 'text', text: 'so' },
    ],
  };
  const events = await eventsOf(delta([thought]), delta([thought, { type: 'text', text: 'hello' }]), delta('!'), ...END);
  const told = { type: 'reasoning-delta', text: 'hm, so' };
  assert.deepEqual(events.slice(0, -1), [told, told, { type: 'text-delta', text: 'hello!' }]);
  const broken = await eventsOf(delta([{ type: 'thinking', thinking: [{ type: 'image' }] }]), ...END);
  assert.partialDeepStrictEqual(broken.at(-1), { type: 'failure', failure: { kind: 'malformed' } });
});

const callPart = (more: object): string => JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...more }] } }] });

test('arguments that a server sends as an object are its JSON, and what is no fragment of a call breaks the answer', async () => {
  const events = await eventsOf(callPart({ id: 'a', function: { name: 'read', arguments: { path: 'x' } } }), ...END);
  assert.deepEqual(events[0], { type: 'tool-call', call: { id: 'a', name: 'read', arguments: '{"path":"x"}' } });
  for (const more of [
    { id: {} },
    { function: { name: {} } },
    { function: { name: 'read', arguments: [1] } },
    { function: { name: 'read', arguments: 7 } },
  ]) {
    assert.partialDeepStrictEqual(
      (await eventsOf(callPart(more), ...END)).at(-1),
      { type: 'failure', failure: { kind: 'malformed' } },
      JSON.stringify(more),
    );
  }
  const refused = await eventsOf(JSON.stringify({ choices: [{ index: 0, delta: { refusal: { text: 'no' } } }] }), ...END);
  assert.partialDeepStrictEqual(refused.at(-1), { type: 'failure', failure: { kind: 'malformed' } });
});
