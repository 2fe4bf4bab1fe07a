import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ModelRequest, Provider, ProviderEvent, ProviderFailure } from '../../src/core/provider.ts';
import { promptTokens } from '../../src/core/usage.ts';
import { endOf, finishOf, listen, textOf, type Heard, type ListenOptions } from '../contract/listen.ts';
import { READ_TOOL } from '../contract/vendor-providers.ts';
import { CONTINUING, createModels, longRequest, providerOf, R1_SHAPED, requestOf, SMOLLM2 } from './lib/ollama-models.ts';
import { ASKED, ASKED_AND_OVER, startOllamaServer, WITHOUT_OLLAMA, type OllamaServer } from './lib/ollama-server.ts';

// A skipped suite is not counted; a skipped test is, with its reason.
if (WITHOUT_OLLAMA !== false) test('a real Ollama server', { skip: WITHOUT_OLLAMA });

describe('a real Ollama server', { skip: WITHOUT_OLLAMA }, () => {
  let server: OllamaServer;
  let provider: Provider;
  before(async () => {
    server = await startOllamaServer();
    await createModels(server);
    provider = providerOf(server.url);
  });
  after(() => server?.dispose());

  const ask = (request: ModelRequest, { by = provider, ...options }: ListenOptions & { readonly by?: Provider } = {}) =>
    listen({ provider: by, request, dispose: async () => undefined }, options);

  test('a model that is not in memory is loading, then answers; one that is answers at once', async () => {
    assert.deepEqual(await server.loaded(), []);
    const cold = await ask(requestOf());
    assert.equal(cold.events[0]?.type, 'loading');
    assert.notEqual(textOf(cold), '');
    finishOf(cold);
    assert.deepEqual(await server.loaded(), [SMOLLM2]);
    const warm = await ask(requestOf());
    assert.ok(warm.events.every(({ type }) => type !== 'loading'));
    await server.unload(SMOLLM2);
    assert.equal((await ask(requestOf({ maxOutputTokens: 1 }))).events[0]?.type, 'loading');
  });

  test('the usage is counted, also of a prompt that the server has in its cache', async () => {
    const request = requestOf({ messages: [{ role: 'user', text: 'Name a colour that nobody has named before.' }] });
    const first = finishOf(await ask(request));
    const again = finishOf(await ask(request));
    assert.ok(promptTokens(first.usage) > 10 && first.usage.outputTokens > 0);
    assert.deepEqual(again.usage, first.usage);
    assert.equal(first.servedModel, SMOLLM2);
  });

  test('a person who cancels frees the model for the next request, and ends the generation on the server', async () => {
    const from = server.log.text.length;
    failureOf(await ask(longRequest(), { abortAfter: 'text' }), 'aborted');
    await server.log.seen(ASKED_AND_OVER, from);
    finishOf(await ask(requestOf({ maxOutputTokens: 3 })));
  });

  test('a model that is not there is named, with the command that pulls it, and nothing was sent', async () => {
    const { failure, sent } = failureOf(await ask(requestOf({ model: 'nobody:1b' })), 'model-missing');
    assert.match(failure.message, /nobody:1b/);
    assert.match(failure.nextStep, /ollama pull nobody:1b/);
    assert.equal(sent, false);
  });

  test('a model that was removed after it had been listed is missing too', async () => {
    await server.create('short-lived:135m', `FROM ${SMOLLM2}\n`);
    const list = await provider.models(new AbortController().signal);
    assert.ok(list.ok && list.cards.some(({ model }) => model === 'short-lived:135m'));
    await fetch(`${server.url}/api/delete`, { method: 'DELETE', body: JSON.stringify({ model: 'short-lived:135m' }) });
    const { failure } = failureOf(await ask(requestOf({ model: 'short-lived:135m' })), 'model-missing');
    assert.match(failure.nextStep, /ollama pull short-lived:135m/);
  });

  test('a model without tools is never sent any', async () => {
    const from = server.log.text.length;
    const { failure, sent } = failureOf(await ask(requestOf({ tools: [READ_TOOL] })), 'tools-unsupported');
    assert.match(failure.nextStep, /can use tools/);
    assert.equal(sent, false);
    assert.equal(server.log.count(/\| POST +"\/api\/chat"/, from), 0);
    const refusal = await chat(server, { model: SMOLLM2, tools: [{ type: 'function', function: READ_TOOL }] });
    assert.deepEqual([refusal.status, /does not support tools/.test(refusal.body)], [400, true]);
  });

  test("a template of DeepSeek R1's shape has the capability thinking, is asked to think, and refuses tools", async () => {
    const list = await provider.models(new AbortController().signal);
    assert.ok(list.ok);
    const card = list.cards.find(({ model }) => model === R1_SHAPED);
    assert.deepEqual([card?.reasoning, card?.tools], [true, false]);
    // A request that thinks is answered with 400 by a model without the capability.
    finishOf(await ask(requestOf({ model: R1_SHAPED })));
    assert.equal((await chat(server, { model: SMOLLM2, think: true })).status, 400);
    failureOf(await ask(requestOf({ model: R1_SHAPED, tools: [READ_TOOL] })), 'tools-unsupported');
    const refusal = await chat(server, { model: R1_SHAPED, tools: [{ type: 'function', function: READ_TOOL }] });
    assert.deepEqual([refusal.status, /does not support tools/.test(refusal.body)], [400, true]);
  });

  test('the cards have the window of the weights, no price, and the floor of a model below a billion parameters', async () => {
    const list = await provider.models(new AbortController().signal);
    assert.ok(list.ok);
    const card = list.cards.find(({ model }) => model === SMOLLM2);
    assert.ok(card);
    assert.deepEqual(
      [card.key, card.contextWindow, card.local, card.price, card.tools, card.reasoning, card.serves, card.prompt],
      [`ollama/${SMOLLM2}`, 8_192, true, 'free', false, false, ['edit', 'ask'], 'small'],
    );
    assert.match(card.floor ?? '', /^135M parameters/);
    const narrow = await providerOf(server.url, { contextTokens: 512 }).models(new AbortController().signal);
    assert.ok(narrow.ok && narrow.cards.every(({ contextWindow }) => contextWindow === 512));
  });

  test('a prompt that the server cut to its window is no answer', async () => {
    const from = server.log.text.length;
    const narrow = providerOf(server.url, { contextTokens: 256 });
    const heard = await ask(requestOf({ messages: [{ role: 'user', text: 'word '.repeat(350) }] }), { by: narrow });
    const { sent, usage } = failureOf(heard, 'context-length');
    assert.equal(sent, true);
    assert.ok(usage !== undefined && promptTokens(usage) > 0);
    await server.log.seen(/truncating input prompt.* limit=256/, from);
  });

  test('a conversation whose beginning the server left out is no answer', async () => {
    const narrow = providerOf(server.url, { contextTokens: 256 });
    const messages = [
      { role: 'user', text: 'word '.repeat(320) },
      { role: 'assistant', text: 'I have read it.' },
      { role: 'user', text: 'How often was it there?' },
    ] as const;
    failureOf(await ask(requestOf({ messages }), { by: narrow }), 'context-length');
  });

  test('an answer that outgrew the window is not whole', async () => {
    const narrow = providerOf(server.url, { contextTokens: 64 });
    assert.equal(finishOf(await ask(longRequest({ maxOutputTokens: 120 }), { by: narrow })).reason, 'length');
  });

  test('two requests at once are both answered, each from its own prompt', async () => {
    const one = requestOf({ messages: [{ role: 'user', text: 'Say hello.' }] });
    const other = requestOf({ messages: [{ role: 'user', text: 'Count from one to five, please.' }] });
    const alone = [finishOf(await ask(one)), finishOf(await ask(other))];
    const from = server.log.text.length;
    const together = await Promise.all([ask(one), ask(other)]);
    for (const heard of together) assert.notEqual(textOf(heard), '');
    assert.notEqual(textOf(together[0]), textOf(together[1]));
    assert.deepEqual(
      together.map((heard) => finishOf(heard).usage.inputTokens),
      alone.map(({ usage }) => usage.inputTokens),
    );
    assert.equal(server.log.count(ASKED, from), 2);
  });

  test('an abort of one of two requests leaves the other', async () => {
    const [stopped, whole] = await Promise.all([ask(longRequest(), { abortAfter: 'text' }), ask(requestOf())]);
    failureOf(stopped, 'aborted');
    finishOf(whole);
  });

  for (const [model, what] of [
    [CONTINUING, 'leaves the answer open'],
    [SMOLLM2, 'closes the answer'],
  ] as const) {
    test(`the given opening begins the answer, once, and the end is left out, where the template ${what}`, async () => {
      const request = requestOf({ ...EDIT, model });
      const from = server.log.text.length;
      const heard = await ask(request);
      finishOf(heard);
      const text = textOf(heard);
      assert.ok(text.startsWith('```js\n'), text);
      assert.equal(text.split('```').length, 2, text);
      assert.ok(/add|return/.test(text), text);
      const length = Number((await server.log.seen(ASKED, from))[1]);
      assert.equal(length, renderedLength(request, model === CONTINUING));
    });
  }

  test('a server that dies in the middle of an answer has cut it', async () => {
    const other = await startOllamaServer();
    try {
      await createModels(other);
      const events: ProviderEvent[] = [];
      for await (const event of providerOf(other.url).stream(longRequest(), new AbortController().signal)) {
        if (event.type === 'text-delta' && !events.some(({ type }) => type === 'text-delta')) await other.kill();
        events.push(event);
      }
      const { sent } = failureOf({ events }, 'cut');
      assert.equal(sent, true);
    } finally {
      await other.dispose();
    }
  });
});

const EDIT: Partial<ModelRequest> = {
  system: 'You are a code editor. You reply with the complete edited JavaScript code and nothing else.',
  messages: [
    {
      role: 'user',
      text: 'Fix the bug: add must return the sum of a and b.\n\n```js\nfunction add(a, b) { return a - b; }\n```',
    },
  ],
  maxOutputTokens: 100,
  answerPrefix: '```js\n',
  stop: '\n```',
};

/** How long the prompt is after the template: with the opening left open, or without it. */
function renderedLength({ system, messages, answerPrefix = '' }: ModelRequest, continues: boolean): number {
  const turns = [{ role: 'system', text: system }, ...messages].map(({ role, text }) => `<|im_start|>${role}\n${text}<|im_end|>\n`);
  return `${turns.join('')}<|im_start|>assistant\n${continues ? answerPrefix : ''}`.length;
}

function failureOf(heard: Heard, kind: ProviderFailure['failure']['kind']): ProviderFailure {
  const end = endOf(heard);
  assert.ok(end.type === 'failure', `expected a failure, got ${JSON.stringify(end)}`);
  assert.equal(end.failure.kind, kind, end.failure.message);
  return end;
}

/** What the server itself says, without the adapter. */
async function chat(server: OllamaServer, body: object): Promise<{ status: number; body: string }> {
  const messages = [{ role: 'user', content: 'x' }];
  const answer = await fetch(`${server.url}/api/chat`, { method: 'POST', body: JSON.stringify({ messages, ...body, stream: false }) });
  return { status: answer.status, body: await answer.text() };
}
