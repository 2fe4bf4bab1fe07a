import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import OpenAI, { APIError } from 'openai';
import type { FakePlan } from '../fakes/fake-provider-server-plan.ts';
import { nanos } from '../../src/core/money.ts';
import { FAKE_SECRET, fakeCard } from '../fakes/fake-world.ts';
import { BIG, HELLO, startScene, type Scene } from './gateway-scene.ts';

function post(scene: Scene, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return scene.fetch('/v1/chat/completions', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });
}

async function errorOf(response: Response): Promise<{ status: number; error: Record<string, unknown> }> {
  const body: unknown = await response.json();
  assert.ok(typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object' && body.error !== null);
  return { status: response.status, error: { ...body.error } };
}

test('a missing or wrong token is told as OpenAI does, and nobody is asked', async () => {
  const { gateway, upstream } = await startScene();
  const client = new OpenAI({ baseURL: `${gateway.address}/v1`, apiKey: 'wrong' });
  await assert.rejects(client.chat.completions.create({ model: 'big', messages: [...HELLO] }), { status: 401, code: 'invalid_api_key' });
  for (const path of ['/v1/models', '/metrics', '/v1/chat/completions'])
    assert.equal((await fetch(`${gateway.address}${path}`)).status, 401);
  assert.equal(upstream.journal.length, 0);
});

test('health needs no token and says nothing', async () => {
  const { gateway } = await startScene();
  const response = await fetch(`${gateway.address}/health`);
  assert.deepEqual([response.status, await response.json()], [200, { status: 'ok' }]);
});

test('a name that is not this machine’s is refused, whatever the token', async () => {
  const { gateway, token } = await startScene();
  const { hostname, port } = new URL(gateway.address);
  for (const [host, status] of [
    [`rebound.example:${port}`, 403],
    ['127.0.0.1.rebound.example', 403],
    [`localhost:${port}`, 200],
    [`[::1]:${port}`, 200],
  ] as const) {
    const answered = await new Promise((resolve, reject) => {
      request({ hostname, port, path: '/v1/models', headers: { host, authorization: `Bearer ${token}` } }, (response) =>
        resolve(response.resume().statusCode),
      )
        .once('error', reject)
        .end();
    });
    assert.equal(answered, status, host);
  }
});

test('no web page may read an answer', async () => {
  const scene = await startScene();
  const response = await scene.fetch('/v1/models', { headers: { origin: 'https://page.example' } });
  assert.equal(
    [...response.headers.keys()].find((name) => name.startsWith('access-control')),
    undefined,
  );
  const preflight = await fetch(`${scene.gateway.address}/v1/models`, { method: 'OPTIONS', headers: { origin: 'https://page.example' } });
  assert.equal(preflight.status, 401);
});

test('a request that is not what it should be names what is wrong', async () => {
  const scene = await startScene();
  const wrong: readonly (readonly [body: unknown, code: string, param: string | null])[] = [
    ['{"model":', 'invalid_json', null],
    [{ messages: HELLO }, 'invalid_value', 'model'],
    [{ model: 'big', messages: [] }, 'invalid_value', 'messages'],
    [
      { model: 'big', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      'invalid_value',
      'messages.0.content',
    ],
    [{ model: 'big', messages: HELLO, n: 2 }, 'invalid_value', 'n'],
    [{ model: 'big', messages: HELLO, stop: ['a', 'b'] }, 'invalid_value', 'stop'],
    [{ model: 'big', messages: HELLO, tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [{ model: 'big', messages: HELLO, response_format: { type: 'json_object' } }, 'invalid_value', 'response_format.type'],
    [{ model: 'big', messages: HELLO, max_tokens: 0 }, 'invalid_value', 'max_tokens'],
  ];
  for (const [body, code, param] of wrong) {
    const { status, error } = await errorOf(await post(scene, body));
    assert.deepEqual([status, error['code'], error['param'], error['type']], [400, code, param, 'invalid_request_error']);
  }
  assert.equal(scene.upstream.journal.length, 0);
});

test('a body above 32 MB is refused, whether it says so or not', async () => {
  const scene = await startScene();
  const size = 33 * 1024 * 1024;
  const { hostname, port } = new URL(scene.gateway.address);
  const headers = { authorization: `Bearer ${scene.token}` };
  const statusOf = (length: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const sent = request(
        { hostname, port, path: '/v1/chat/completions', method: 'POST', headers: { ...headers, ...length } },
        (response) => {
          resolve(response.statusCode);
          sent.destroy();
        },
      );
      sent.once('error', reject);
      sent.write(Buffer.alloc(length['content-length'] === undefined ? size : 1, 'x'));
    });
  assert.equal(await statusOf({ 'content-length': String(size) }), 413);
  assert.equal(await statusOf({}), 413);
});

test('an unknown model, and an unknown path', async () => {
  const scene = await startScene();
  assert.deepEqual((await errorOf(await post(scene, { model: 'none', messages: HELLO }))).error['code'], 'model_not_found');
  assert.equal((await scene.fetch('/v1/embeddings', { method: 'POST' })).status, 404);
});

test('a spent budget is 402 in the words that agents know, and the client asks once', async () => {
  const scene = await startScene({ grant: { capNanos: nanos(0) } });
  await assert.rejects(scene.client.chat.completions.create({ model: 'big', messages: [...HELLO] }), (error) => {
    assert.ok(error instanceof APIError);
    assert.deepEqual([error.status, error.type, error.code], [402, 'budget_exceeded', 'budget_exceeded']);
    assert.match(error.message, /Budget has been exceeded: big: the task's budget of \$0 has nothing left/);
    return true;
  });
  assert.equal(scene.upstream.journal.length, 0);
});

test('each token has a budget of its own', async () => {
  const { gateway, client, tokens } = await startScene({ grant: { capNanos: nanos(0) } });
  const other = new OpenAI({
    baseURL: `${gateway.address}/v1`,
    apiKey: tokens.issue({ name: 'other', task: 'task-2', capNanos: nanos(9_000) }),
  });
  await assert.rejects(client.chat.completions.create({ model: 'big', messages: [...HELLO] }), { status: 402 });
  await other.chat.completions.create({ model: 'big', messages: [...HELLO] });
});

test('a token that was revoked is unknown from the next request on', async () => {
  const { client, tokens, token } = await startScene();
  await client.chat.completions.create({ model: 'big', messages: [...HELLO] });
  tokens.revoke(token);
  await assert.rejects(client.chat.completions.create({ model: 'big', messages: [...HELLO] }), { status: 401 });
});

test('a secret is sent to no cloud, as a message or as the stop text', async () => {
  const scene = await startScene();
  for (const asked of [{ messages: [{ role: 'user', content: FAKE_SECRET }] }, { messages: HELLO, stop: FAKE_SECRET }]) {
    const { status, error } = await errorOf(await post(scene, { model: 'big', ...asked }));
    assert.deepEqual([status, error['code'], JSON.stringify(error).includes(FAKE_SECRET)], [400, 'secret_found', false]);
  }
  assert.equal(scene.upstream.journal.length, 0);
});

test('a model that may not serve is 404 where it was named, and 503 where the route has no other', async () => {
  const scene = await startScene({ policy: { neverPay: true } });
  const named = await errorOf(await post(scene, { model: 'big', messages: HELLO }));
  assert.deepEqual([named.status, named.error['code']], [404, 'model_not_available']);
  assert.match(String(named.error['message']), /never pay is on/);
  const route = await errorOf(await post(scene, { model: 'auto', messages: HELLO }));
  assert.deepEqual([route.status, route.error['code']], [503, 'no_model_available']);
});

test('a conversation longer than the window is a matter of context length', async () => {
  const scene = await startScene({ cards: [fakeCard('big', { provider: 'cloud', family: 'openai', contextWindow: 2048 })] });
  const { status, error } = await errorOf(await post(scene, { model: 'big', messages: [{ role: 'user', content: 'x'.repeat(9000) }] }));
  assert.deepEqual([status, error['code']], [400, 'context_length_exceeded']);
});

const UPSTREAM: readonly (readonly [what: string, plan: FakePlan, status: number, code: string, asked: number])[] = [
  ['its own key is refused', { fault: { kind: 'status', status: 401 } }, 502, 'upstream_auth', 1],
  ['it has no credit', { fault: { kind: 'status', status: 429, code: 'insufficient_quota' } }, 429, 'insufficient_quota', 1],
  [
    'the prompt is too long for it',
    { fault: { kind: 'status', status: 400, code: 'context_length_exceeded' } },
    400,
    'context_length_exceeded',
    1,
  ],
  ['it has an error of its own', { fault: { kind: 'status', status: 500 } }, 502, 'upstream_error', 2],
  ['it is cut', { fault: { kind: 'cut', afterPieces: 0 } }, 502, 'upstream_cut', 1],
  ['it ends without an end', { fault: { kind: 'end', afterPieces: 2 } }, 502, 'upstream_cut', 1],
  ['it refuses', { finish: 'refused', text: '', toolCalls: [] }, 400, 'content_filter', 1],
];

for (const [what, plan, status, code, asked] of UPSTREAM) {
  test(`an upstream that fails because ${what} is ${status} ${code}, after ${asked} request${asked > 1 ? 's' : ''} behind a default client`, async () => {
    const { client, upstream, world } = await startScene();
    upstream.script(plan, plan, plan, plan, plan, plan);
    await assert.rejects(client.chat.completions.create({ model: 'big', messages: [...HELLO] }), { status, code });
    assert.equal(upstream.journal.length, asked);
    assert.equal(world.ledger.sums().held, 0);
  });
}

test('a rate limit says how long to wait', async () => {
  const scene = await startScene();
  scene.upstream.script({ fault: { kind: 'status', status: 429, headers: { 'retry-after-ms': '40500' } } });
  const response = await post(scene, { model: 'big', messages: HELLO });
  assert.equal(response.headers.get('retry-after'), '41');
  const { status, error } = await errorOf(response);
  assert.deepEqual([status, error['type'], error['code']], [429, 'rate_limit_error', 'rate_limit_exceeded']);
});

test('a stream that fails before its first word is an error with a status', async () => {
  const { client, upstream } = await startScene();
  upstream.script({ fault: { kind: 'status', status: 400 } });
  await assert.rejects(client.chat.completions.create({ model: 'big', messages: [...HELLO], stream: true }), {
    status: 400,
    code: 'upstream_bad_request',
  });
});

for (const kind of ['cut', 'end', 'malformed'] as const) {
  test(`a stream that breaks off after its first word (${kind}) is an error to the client, never a clean end`, async () => {
    const scene = await startScene();
    const plan: FakePlan = { text: 'half of an answer', fault: { kind, afterPieces: 1 } };
    scene.upstream.script(plan, plan);
    let text = '';
    await assert.rejects(async () => {
      for await (const { choices } of await scene.client.chat.completions.create({ model: 'big', messages: [...HELLO], stream: true }))
        text += choices[0]?.delta.content ?? '';
    }, APIError);
    assert.equal(text, 'half of ');
    const reader = (await post(scene, { model: 'big', messages: HELLO, stream: true })).body?.getReader();
    let raw = '';
    await assert.rejects(async () => {
      for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) raw += Buffer.from(read.value).toString();
    });
    assert.match(raw, /data: \{"error":\{"message":.+"code":"upstream_(cut|malformed)"\}\}\n\n$/);
    assert.ok(!raw.includes('[DONE]') && !raw.includes('"finish_reason":"stop"'));
    assert.equal(scene.world.ledger.sums().held, 0);
  });
}

test('a whole answer that broke off is asked for again, and only the second is told', async () => {
  const { client, upstream } = await startScene({ cards: [BIG, fakeCard('other', { provider: 'vendor', family: 'openai' })] });
  upstream.script({ text: 'half of an answer', fault: { kind: 'cut', afterPieces: 1 } }, { text: 'whole' });
  const { data, response } = await client.chat.completions.create({ model: 'auto', messages: [...HELLO] }).withResponse();
  assert.equal(data.choices[0]?.message.content, 'whole');
  assert.equal(response.headers.get('x-centuria-attempts'), '2');
});

test('a store that cannot be written is 500 in words, and told to the host', async () => {
  const scene = await startScene();
  scene.world.ledger.reserve = () => {
    throw new Error('the disk is full');
  };
  const { status, error } = await errorOf(await post(scene, { model: 'big', messages: HELLO }));
  assert.deepEqual([status, error['message']], [500, 'the disk is full']);
  assert.equal(scene.troubles.length, 1);
});
