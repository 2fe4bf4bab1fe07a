import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readServers } from './server-settings.ts';

const MODEL = { model: 'qwen', contextWindow: 8_192 };
const SERVER = { name: 'mine', baseUrl: 'http://127.0.0.1:8000/v1', models: [MODEL] };

function refusal(...servers: readonly unknown[]): string | undefined {
  const { servers: used, refused } = readServers(servers);
  assert.equal(used.length + refused.length, servers.length);
  return refused[0]?.why;
}

test('a server as the schema wants it is used, and runs here only if it says so', () => {
  const more = { ...SERVER, models: [{ ...MODEL, id: 'other', serves: 'all' }] };
  assert.deepEqual(readServers([more]).servers[0]?.models, [MODEL]);
  assert.deepEqual(readServers([SERVER]), { servers: [{ ...SERVER, runsHere: false }], refused: [] });
  const here = { ...SERVER, runsHere: true, models: [{ ...MODEL, maxOutputTokens: 64, tools: true }] };
  assert.deepEqual(readServers([here]), { servers: [here], refused: [] });
});

test('a name that is another provider is refused, so that it gets neither its prompts nor its key', () => {
  for (const [name, words] of [
    ['openai', /OpenAI/],
    ['anthropic', /Anthropic/],
    ['gemini', /Gemini/],
    ['ollama', /Ollama/],
    ['embedded', /embedded model/],
  ] as const) {
    assert.match(refusal({ ...SERVER, name }) ?? 'used', words);
  }
  assert.equal(refusal({ ...SERVER, name: 'constructor' }), undefined);
});

test('a name that has prices in the price list is kept for the vendor they are of', () => {
  assert.match(refusal({ ...SERVER, name: 'deepseek' }) ?? 'used', /kept for https:\/\/api\.deepseek\.com/);
  assert.equal(refusal({ ...SERVER, name: 'deepseek', baseUrl: 'https://api.deepseek.com/v1' }), undefined);
});

test('of servers with one name none is used: which one is meant cannot be known', () => {
  const { servers, refused } = readServers([SERVER, { ...SERVER, baseUrl: 'http://10.0.0.1/v1' }, { ...SERVER, name: 'other' }]);
  assert.deepEqual(
    servers.map(({ name }) => name),
    ['other'],
  );
  assert.deepEqual(
    refused.map(({ label }) => label),
    ['mine', 'mine'],
  );
});

test('an address that holds a secret, and one that is none, are refused without being quoted', () => {
  for (const baseUrl of [
    // centuria-ignore-next-line http-url -- made up here, of a host that is not there
    `http://me:${'hunter2'}@host/v1`,
    'http://host/v1?key=hunter2',
    'http://host/#hunter2',
    'ftp://hunter2',
    'hunter2',
    7,
  ]) {
    const why = refusal({ ...SERVER, baseUrl });
    assert.ok(why !== undefined, String(baseUrl));
    assert.doesNotMatch(why, /hunter2/);
  }
});

test('numbers that would reserve money by a slip of the pen are refused, and the model is named', () => {
  const wrong = [
    { ...MODEL, maxOutputTokens: -1_000 },
    { ...MODEL, maxOutputTokens: 8_193 },
    { ...MODEL, maxOutputTokens: 100.5 },
    { ...MODEL, contextWindow: -1 },
    { ...MODEL, contextWindow: 1e15 },
    { ...MODEL, contextWindow: Number.NaN },
    { model: 'qwen' },
  ];
  for (const model of wrong) assert.match(refusal({ ...SERVER, models: [model] }) ?? 'used', /of qwen is no whole number/);
});

test('a price needs both of its parts, within reason; it is kept as it was written', () => {
  for (const price of [{ input: 1 }, { input: -1, output: 1 }, { input: 1, output: 20_000 }, { input: '1', output: 1 }, 5]) {
    assert.match(refusal({ ...SERVER, models: [{ ...MODEL, price }] }) ?? 'used', /the price of qwen must have an input and an output/);
  }
  const price = { input: 0, output: 1.5 };
  assert.deepEqual(readServers([{ ...SERVER, models: [{ ...MODEL, price }] }]).servers[0]?.models[0]?.price, price);
});

test('whatever stands in the setting, nothing throws, and a used server is one of the schema', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.array(fc.record({ name: fc.anything(), baseUrl: fc.anything(), models: fc.anything() }))),
      (value) => {
        for (const { name, baseUrl, models } of readServers(value).servers) {
          assert.ok(/^[a-z][a-z0-9-]*$/.test(name) && URL.canParse(baseUrl));
          for (const { contextWindow, maxOutputTokens = 64 } of models) assert.ok(contextWindow >= 1_024 && maxOutputTokens >= 64);
        }
      },
    ),
  );
});
