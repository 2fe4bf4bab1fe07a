import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelRequest } from '../../core/provider.ts';
import { cacheOptions } from './cache-options.ts';

const REQUEST: ModelRequest = {
  model: 'gpt-6-sol',
  system: 'Be brief.',
  messages: [{ role: 'user', text: 'hello' }],
  tools: [],
  maxOutputTokens: 256,
};

test('all turns of a talk have one key, and another talk has another', () => {
  const later = { ...REQUEST, messages: [...REQUEST.messages, { role: 'assistant', text: 'hi' }, { role: 'user', text: 'more' }] } as const;
  const key = cacheOptions({ ...REQUEST, resent: 5 }).prompt_cache_key;
  assert.match(key ?? '', /^[0-9a-f]{32}$/);
  assert.equal(cacheOptions({ ...later, resent: 4 }).prompt_cache_key, key);
  assert.notEqual(cacheOptions({ ...REQUEST, messages: [{ role: 'user', text: 'bye' }], resent: 3 }).prompt_cache_key, key);
});

test('what is asked once is kept out of a cache that costs to write, and older models are told nothing', () => {
  for (const model of ['gpt-5.6-terra', 'gpt-6-luna', 'gpt-6-sol-2026-10-01'])
    assert.deepEqual(cacheOptions({ ...REQUEST, model }), { prompt_cache_options: { mode: 'explicit' } });
  for (const model of ['gpt-5.4-mini', 'gpt-4.1', 'o3']) assert.deepEqual(cacheOptions({ ...REQUEST, model }), {});
});
