import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkProviders } from './network-providers.ts';
import { readServers } from './server-settings.ts';

const VENDORS = { ollamaBaseUrl: 'http://127.0.0.1:11434', openaiBaseUrl: '', anthropicBaseUrl: '', geminiBaseUrl: '' };
const MODELS = [{ model: 'qwen', contextWindow: 8_192 }];

function providersOf(setting: unknown, addresses: Partial<typeof VENDORS> = {}) {
  const { servers } = readServers(setting);
  return networkProviders({ ...VENDORS, ...addresses, servers }, { key: () => Promise.resolve(undefined), isPriceKnown: () => false });
}

test('no server of the settings takes the place of another provider', () => {
  const names = ['openai', 'ollama', 'anthropic', 'gemini', 'embedded', 'mine', 'mine', 'other'];
  const providers = providersOf(names.map((name) => ({ name, baseUrl: 'http://127.0.0.1:1/v1', models: MODELS, runsHere: true })));
  assert.deepEqual(
    providers.map(({ id }) => id),
    ['ollama', 'anthropic', 'openai', 'gemini', 'other'],
  );
  assert.equal(providers.find(({ id }) => id === 'openai')?.origin, 'https://api.openai.com');
});

test('a server is local only at an address of this machine and on the word of the person', () => {
  const local = (baseUrl: string, runsHere?: boolean) => {
    const server = { name: 'mine', baseUrl, models: MODELS, ...(runsHere === undefined ? {} : { runsHere }) };
    return providersOf([server]).at(-1)?.local;
  };
  assert.equal(local('http://127.0.0.1:8000/v1', true), true);
  assert.equal(local('http://127.0.0.1:4000/v1'), false);
  assert.equal(local('http://127.0.0.1:4000/v1', false), false);
  assert.equal(local('https://models.example/v1', true), false);
});

test('a vendor behind an address of this machine is still a cloud', () => {
  const addresses = { openaiBaseUrl: 'http://127.0.0.1:1/v1', anthropicBaseUrl: 'http://127.0.0.1:1', geminiBaseUrl: 'http://127.0.0.1:1' };
  assert.deepEqual(
    providersOf([], addresses).map(({ id, local }) => [id, local]),
    [
      ['ollama', true],
      ['anthropic', false],
      ['openai', false],
      ['gemini', false],
    ],
  );
});
