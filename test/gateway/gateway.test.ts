import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HELLO, startScene } from './gateway-scene.ts';

test('a whole answer has the text, the usage and what it cost', async () => {
  const { client, upstream, world } = await startScene();
  upstream.script({ text: 'Good day.', usage: { input: 40, output: 9, cacheRead: 10, reasoning: 4 } });
  const { data, response } = await client.chat.completions.create({ model: 'cloud/big', messages: [...HELLO] }).withResponse();
  assert.equal(data.choices[0]?.message.content, 'Good day.');
  assert.equal(data.choices[0]?.finish_reason, 'stop');
  assert.deepEqual(data.usage, {
    prompt_tokens: 50,
    completion_tokens: 9,
    total_tokens: 59,
    prompt_tokens_details: { cached_tokens: 10 },
    completion_tokens_details: { reasoning_tokens: 4 },
  });
  const told = ['model', 'cost-nanos', 'attempts'].map((name) => response.headers.get(`x-centuria-${name}`));
  assert.deepEqual(told, ['cloud/big', '68', '1']);
  assert.deepEqual(world.ledger.sums(), { held: 0, settled: 68 });
});

test('a streamed answer is the same text in pieces, with the usage where it is wanted', async () => {
  const { client, upstream } = await startScene();
  upstream.script({ text: 'A text that comes in several pieces.', paceMs: 1, usage: { input: 7, output: 9 } });
  const stream = await client.chat.completions.create({ model: 'big', messages: [...HELLO], stream: true, stream_options: { include_usage: true } });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), 'A text that comes in several pieces.');
  assert.ok(chunks.length > 4);
  assert.equal(chunks[0]?.choices[0]?.delta.role, 'assistant');
  assert.deepEqual(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? []), ['stop']);
  assert.deepEqual([chunks.at(-1)?.usage?.prompt_tokens, chunks.at(-1)?.usage?.completion_tokens], [7, 9]);
});
