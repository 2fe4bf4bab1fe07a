import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOpenAiProvider } from './create-openai-provider.ts';

/** What is made of a server's list of models. */
async function listOf(answer: string, headers: Record<string, string>) {
  const fetch = () => Promise.resolve(new Response(new TextEncoder().encode(answer), { headers }));
  const provider = createOpenAiProvider({
    id: 'o',
    label: 'the server',
    baseUrl: 'http://127.0.0.1:9/v1',
    key: () => Promise.resolve(undefined),
    fetch,
  });
  const list = await provider.models(new AbortController().signal);
  return list.ok ? list.cards.map(({ model }) => model) : list.failure;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const LIST = JSON.stringify({
  object: 'list',
  data: [
    { id: 'qwen', object: 'model' },
    { id: 'llama', object: 'model' },
  ],
});

test('a list is read whatever its answer says it is', async () => {
  for (const headers of [JSON_TYPE, {}, { 'content-type': 'text/plain' }]) assert.deepEqual(await listOf(LIST, headers), ['qwen', 'llama']);
});

test('a server without models has an empty list', async () => {
  for (const data of [[], null]) assert.deepEqual(await listOf(JSON.stringify({ object: 'list', data }), JSON_TYPE), []);
});

test('an answer that is no list is a failure in words', async () => {
  for (const answer of ['', '<html>Sign in</html>', '{}', '[]', 'null', '{"data":"x"}']) {
    for (const headers of [JSON_TYPE, {}]) {
      const failure = await listOf(answer, headers);
      assert.partialDeepStrictEqual(
        failure,
        { kind: 'malformed', message: 'the server sent something that is not its protocol: the answer is no list of models' },
        answer,
      );
    }
  }
});
