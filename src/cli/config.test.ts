import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConfig, readConfig } from './config.ts';

test('an empty file is the defaults', () => {
  const defaults = { budget: { day: 5, task: 0.5 }, neverPay: false, order: [], servers: [], ollama: {}, tokens: [], gates: {} };
  assert.deepEqual(parseConfig({}), { ok: true, config: defaults });
  assert.deepEqual(parseConfig({ budget: {} }), { ok: true, config: defaults });
});

test('everything that can be said is taken as it is', () => {
  const config = {
    budget: { day: 2, task: 0.1 },
    neverPay: true,
    order: ['mine/qwen'],
    servers: [
      {
        name: 'mine',
        baseUrl: 'http://127.0.0.1:8000/v1',
        models: [{ model: 'qwen', contextWindow: 32_768, maxOutputTokens: 4096, tools: true, reasoning: false, serves: ['automate'] }],
        runsHere: true,
        parallel: 4,
      },
    ],
    ollama: { baseUrl: 'http://127.0.0.1:11434', parallel: 2 },
    tokens: [{ name: 'ci', budget: 0.25, agent: 'automation-01', kind: 'automate' }],
    gates: { types: 'advisory', complexity: 'off', rulesOff: ['F401'], complexityLimits: { lines: 60 } },
  };
  assert.deepEqual(parseConfig(config), { ok: true, config });
});

test('what is wrong is named by its path', () => {
  const server = { name: 'mine', baseUrl: 'http://127.0.0.1:8000/v1', models: [] };
  const wrong: readonly (readonly [value: unknown, path: RegExp])[] = [
    [[], /^the file: /],
    [{ bugdet: {} }, /^bugdet: there is no such setting \(did you mean budget\?\)$/],
    [3, /^the file: it takes an object, and is 3$/],
    [{ order: {} }, /^order: it takes a list, and is an object$/],
    [{ budget: { day: -1 } }, /^budget\.day: an amount of dollars is 0 or more$/],
    [{ budget: { day: '5' } }, /^budget\.day: it takes a number, and is "5"$/],
    [{ servers: [{ ...server, key: 'sk-1' }] }, /^servers\.0\.key: there is no such setting$/],
    [{ servers: [server, { ...server, name: 'Big one' }] }, /^servers\.1: its name must be of small letters/],
    [{ servers: [{ ...server, name: 'openai' }] }, /^servers\.0: its name is the one of OpenAI/],
    [{ servers: [{ ...server, name: 'deepseek' }] }, /^servers\.0: its name is kept for/],
    [{ servers: [{ ...server, models: [{ model: 'qwen', contextWindow: 100 }] }] }, /^servers\.0: the contextWindow of qwen/],
    [{ servers: [server, server] }, /^servers: a name stands there twice/],
    [{ servers: [{ ...server, baseUrl: 'localhost:80' }] }, /^servers\.0: its baseUrl must begin with/],
    [{ servers: [{ ...server, models: [{ model: 'qwen' }] }] }, /^servers\.0\.models\.0\.contextWindow: it is missing$/],
    [{ tokens: [{ name: 'ci', kind: 'all' }] }, /^tokens\.0\.kind: /],
    [{ gates: { lint: 'on' } }, /^gates\.lint: it takes required or advisory or off, and is "on"$/],
    [{ gates: { complexity: 'required' } }, /^gates\.complexity: /],
    [{ gates: { complexityLimits: { lines: 0 } } }, /^gates\.complexityLimits\.lines: it takes a whole number from 1 on$/],
    [{ tokens: [{ name: 'ci' }, { name: 'ci' }] }, /^tokens: a name stands there twice/],
  ];
  for (const [value, path] of wrong) {
    const parsed = parseConfig(value);
    assert.ok(!parsed.ok);
    assert.match(parsed.why, path);
  }
});

test('a file that cannot be read says why in words, not in those of the system', () => {
  const read = (name: string) => readConfig(join(import.meta.dirname, name));
  assert.match(JSON.stringify(read('nowhere.json')), /nowhere\.json: there is no such file"/);
  assert.match(JSON.stringify(read('.')), /: it is a folder"/);
  assert.match(JSON.stringify(read('config.test.ts')), /config\.test\.ts: it is no JSON: /);
});
