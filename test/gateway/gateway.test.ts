import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nanos } from '../../src/core/money.ts';
import { fakeCard } from '../fakes/fake-world.ts';
import { BIG, HELLO, startScene } from './gateway-scene.ts';

test('a whole answer has the text, the usage and what it cost', async () => {
  const { client, upstream, world } = await startScene();
  upstream.script({ text: 'Good day.', usage: { input: 40, output: 9, cacheRead: 10, reasoning: 4 } });
  const { data, response } = await client.chat.completions.create({ model: 'cloud/big', messages: [...HELLO] }).withResponse();
  assert.deepEqual(data.choices[0]?.message.content, 'Good day.');
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
  assert.deepEqual(
    world.ledger.rows({}).map(({ task }) => `chatcmpl-${task}`),
    [data.id],
  );
});

test('a streamed answer is the same text in pieces, with the usage where it is wanted', async () => {
  const { client, upstream } = await startScene();
  upstream.script({ text: 'A text that comes in several pieces.', reasoning: 'let me think', paceMs: 1, usage: { input: 7, output: 9 } });
  const stream = await client.chat.completions.create({
    model: 'big',
    messages: [...HELLO],
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), 'A text that comes in several pieces.');
  assert.match(JSON.stringify(chunks), /"reasoning_content":"let me think"/);
  assert.ok(chunks.length > 4);
  assert.equal(chunks[0]?.choices[0]?.delta.role, 'assistant');
  assert.deepEqual(
    chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? []),
    ['stop'],
  );
  assert.deepEqual([chunks.at(-1)?.usage?.prompt_tokens, chunks.at(-1)?.usage?.completion_tokens], [7, 9]);
  assert.match(JSON.stringify(chunks.at(-1)), /"centuria":\{"model":"cloud\/big","cost_nanos":25,"attempts":1\}/);
});

test('a stream that did not ask for its usage has none, and still says what it cost', async () => {
  const { fetch, upstream } = await startScene();
  upstream.script({ text: 'Hi.', usage: { input: 7, output: 9 } });
  const body = await (
    await fetch('/v1/chat/completions', { method: 'POST', body: JSON.stringify({ model: 'big', messages: HELLO, stream: true }) })
  ).text();
  assert.ok(!body.includes('"usage"'));
  assert.match(
    body,
    /"finish_reason":"stop"\}\],"centuria":\{"model":"cloud\/big","cost_nanos":25,"attempts":1\}\}\n\ndata: \[DONE\]\n\n$/,
  );
});

test('an answer without a word is still an answer', async () => {
  const { client, upstream } = await startScene();
  upstream.script({ text: '', toolCalls: [] }, { text: '', toolCalls: [] });
  const whole = await client.chat.completions.create({ model: 'big', messages: [...HELLO] });
  assert.equal(whole.choices[0]?.message.content, '');
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({ model: 'big', messages: [...HELLO], stream: true })) chunks.push(chunk);
  assert.deepEqual(
    chunks.map(({ choices }) => [choices[0]?.delta.role, choices[0]?.finish_reason]),
    [
      ['assistant', null],
      [undefined, 'stop'],
    ],
  );
});

const READ = {
  type: 'function',
  function: { name: 'read', description: 'Reads a file.', parameters: { type: 'object', properties: { path: { type: 'string' } } } },
} as const;

test('a tool is offered, called, and its result reaches the model', async () => {
  const { client, upstream } = await startScene();
  upstream.script({
    text: 'I look.',
    toolCalls: [
      { id: 'call_1', name: 'read', arguments: { path: 'a.ts' } },
      { id: 'call_2', name: 'read', arguments: { path: 'b.ts' } },
    ],
  });
  const first = await client.chat.completions.create({ model: 'centuria', messages: [...HELLO], tools: [READ] });
  const message = first.choices[0]?.message;
  assert.deepEqual([first.choices[0]?.finish_reason, message?.content], ['tool_calls', 'I look.']);
  assert.deepEqual(message?.tool_calls, [
    { id: 'call_1', type: 'function', function: { name: 'read', arguments: '{"path":"a.ts"}' } },
    { id: 'call_2', type: 'function', function: { name: 'read', arguments: '{"path":"b.ts"}' } },
  ]);
  assert.ok(message);
  const results = ['call_1', 'call_2'].map((id) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: [{ type: 'text' as const, text: `result of ${id}` }],
  }));
  await client.chat.completions.create({
    model: 'centuria',
    messages: [{ role: 'system', content: 'Be brief.' }, ...HELLO, message, ...results],
    tools: [READ],
  });
  const { messages, tools } = upstream.journal[1]?.body ?? {};
  assert.deepEqual(tools, [READ]);
  assert.deepEqual(messages, [
    { role: 'system', content: 'Be brief.' },
    ...HELLO,
    { role: 'assistant', content: 'I look.', tool_calls: message.tool_calls },
    ...['call_1', 'call_2'].map((id) => ({ role: 'tool', tool_call_id: id, content: `result of ${id}` })),
  ]);
});

test('tool calls of a stream have their place, and end it as tool calls', async () => {
  const { client, upstream } = await startScene();
  upstream.script({
    text: 'I look.',
    toolCalls: [
      { id: 'call_1', name: 'read', arguments: { path: 'a.ts' } },
      { id: 'call_2', name: 'read', arguments: {} },
    ],
  });
  const runner = client.chat.completions.stream({ model: 'big', messages: [...HELLO], tools: [READ] });
  const { choices } = await runner.finalChatCompletion();
  assert.equal(choices[0]?.finish_reason, 'tool_calls');
  assert.equal(choices[0]?.message.content, 'I look.');
  assert.deepEqual(
    choices[0]?.message.tool_calls?.map((call) => [call.id, 'function' in call && call.function.arguments]),
    [
      ['call_1', '{"path":"a.ts"}'],
      ['call_2', '{}'],
    ],
  );
});

test('the longest answer and the stop text go along, by their old and new names', async () => {
  const { client, upstream } = await startScene();
  await client.chat.completions.create({ model: 'big', messages: [...HELLO], max_tokens: 50 });
  await client.chat.completions.create({ model: 'big', messages: [...HELLO], max_completion_tokens: 60, stop: 'END' });
  assert.deepEqual(
    upstream.journal.map(({ body }) => [body['max_tokens'], body['stop']]),
    [
      [50, undefined],
      [60, ['END']],
    ],
  );
});

test('what only tunes an answer is ignored, and named in a header', async () => {
  const { client } = await startScene();
  const { response } = await client.chat.completions.create({ model: 'big', messages: [...HELLO], temperature: 0, seed: 1 }).withResponse();
  assert.equal(response.headers.get('x-centuria-ignored'), 'temperature, seed');
});

test('the models are those of the route, and the names of the route itself', async () => {
  const { client } = await startScene({ cards: [BIG, fakeCard('other', { provider: 'vendor', family: 'openai' })] });
  const ids = (await client.models.list()).data.map(({ id }) => id);
  assert.deepEqual(ids, ['centuria', 'auto', 'cloud/big', 'vendor/other']);
});

test('a model that was named is asked, and no other', async () => {
  const { client, upstream } = await startScene({ cards: [BIG, fakeCard('other', { provider: 'vendor', family: 'openai' })] });
  upstream.script({ fault: { kind: 'status', status: 404 } });
  await assert.rejects(client.chat.completions.create({ model: 'vendor/other', messages: [...HELLO] }), {
    status: 404,
    code: 'model_not_found',
  });
  assert.deepEqual(
    upstream.journal.map(({ model }) => model),
    ['other'],
  );
});

test('a model that was named is asked also where the order leaves it out', async () => {
  const { client } = await startScene({
    cards: [BIG, fakeCard('other', { provider: 'vendor', family: 'openai' })],
    policy: { order: ['vendor/other'] },
  });
  assert.equal((await client.chat.completions.create({ model: 'cloud/big', messages: [...HELLO] })).model, 'cloud/big');
});

test('a route goes on to the next model before the first word', async () => {
  const { client, upstream } = await startScene({
    cards: [BIG, fakeCard('other', { provider: 'vendor', family: 'openai' })],
    policy: { order: ['vendor/other', 'cloud/big'] },
  });
  upstream.script({ text: 'half', fault: { kind: 'cut', afterPieces: 0 } }, { text: 'whole' });
  let text = '';
  for await (const { choices } of await client.chat.completions.create({ model: 'auto', messages: [...HELLO], stream: true }))
    text += choices[0]?.delta.content ?? '';
  assert.equal(text, 'whole');
  assert.deepEqual(
    upstream.journal.map(({ model }) => model),
    ['other', 'big'],
  );
});

test('the books have the call under the token’s task and agent', async () => {
  const { client, world } = await startScene({
    grant: { name: 'fix the build', task: 'task-7', agent: 'automation-03', kind: 'automate' },
  });
  await client.chat.completions.create({ model: 'centuria', messages: [...HELLO] });
  const [row] = world.ledger.rows({});
  assert.equal(row?.agent, 'automation-03');
  assert.equal(world.ledger.totals({ kind: 'task', id: 'task-7' }).settledNanos, row?.settledNanos);
  const created = world.events.find(({ event }) => event.type === 'created');
  assert.equal(created?.task, row?.task);
  assert.ok(created?.event.type === 'created');
  assert.deepEqual(
    [created.event.subject.kind, created.event.subject.title, created.event.subject.seat],
    ['automate', 'fix the build', 'automation-03'],
  );
});

test('metrics count what passed, by provider and model', async () => {
  const { client, upstream, fetch } = await startScene({ dayCap: 100_000 });
  upstream.script({ text: 'Hi.', usage: { input: 7, output: 9, cacheRead: 3 } }, { fault: { kind: 'status', status: 400 } });
  await client.chat.completions.create({ model: 'big', messages: [...HELLO] });
  await assert.rejects(client.chat.completions.create({ model: 'big', messages: [...HELLO] }));
  await assert.rejects(client.chat.completions.create({ model: 'big', messages: [{ role: 'user', content: 'x'.repeat(110_000) }] }), {
    status: 402,
  });
  const text = await (await fetch('/metrics')).text();
  const of = 'provider="cloud",model="big"';
  for (const line of [
    `centuria_calls_total{${of}} 2`,
    `centuria_failures_total{${of},kind="bad-request"} 1`,
    `centuria_tokens_total{${of},bucket="input"} 7`,
    `centuria_tokens_total{${of},bucket="cache_read"} 3`,
    `centuria_tokens_total{${of},bucket="output"} 9`,
    `centuria_settled_nanodollars_total{${of}} 28`,
    `centuria_held_nanodollars{${of}} 0`,
    `centuria_in_flight{${of}} 0`,
    `centuria_refusals_total{${of},reason="budget_day"} 1`,
    'centuria_requests_total{outcome="answered"} 1',
    '# TYPE centuria_calls_total counter',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line} in\n${text}`);
  }
});

test('the next turn of a conversation knows what the model of the turn before has cached, and the receipt says what it keeps', async () => {
  const cards = [fakeCard('cheap', { provider: 'one', family: 'openai' }), fakeCard('dear', { provider: 'two', family: 'openai' })];
  const { client, upstream, world } = await startScene({ cards });
  const cost = world.prices.cost.bind(world.prices);
  // The dear one is twice as dear, and what it has cached costs a tenth.
  world.prices.cost = (...[provider, model, usage, at]: Parameters<typeof cost>) => {
    const { nanos: base } = cost(provider, model, { ...usage, cacheReadTokens: 0 }, at);
    return { nanos: nanos(base * (model === 'dear' ? 2 : 1) + Math.floor(usage.cacheReadTokens / 10)), known: true };
  };
  upstream.answer('openai', () => ({ text: 'yes', usage: { input: 100, output: 1, cacheWrite5m: 5_000 } }));
  const opening = [{ role: 'user', content: `hello ${'x'.repeat(15_000)}` }] as const;
  await client.chat.completions.create({ model: 'dear', messages: [...opening] });
  const turn = [...opening, { role: 'assistant', content: 'yes' } as const, { role: 'user', content: 'more' } as const];
  const { model } = await client.chat.completions.create({ model: 'centuria', messages: turn });
  assert.equal(model, 'two/dear');
  const reason = world.events.findLast(({ event }) => event.type === 'attempt-started')?.event;
  assert.match(reason?.type === 'attempt-started' ? reason.reason : '', /keeps 5,0\d\d cached tokens, .* cheaper than a switch/);
  const other = await client.chat.completions.create({ model: 'centuria', messages: [{ role: 'user', content: 'another talk' }] });
  assert.equal(other.model, 'one/cheap');
});
