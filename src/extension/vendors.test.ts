import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keyDoubt, keyHint, VENDORS } from './vendors.ts';

test('a key that begins as those of its vendor do is not doubted, nor is one that is still being typed', () => {
  const rest = fc.stringMatching(/^[A-Za-z0-9_-]{20,60}$/).filter((text) => !text.startsWith('ant-'));
  fc.assert(
    fc.property(fc.constantFrom(...VENDORS), rest, (vendor, end) => {
      for (const begin of vendor.begins) {
        for (let length = 0; length <= begin.length; length += 1) assert.equal(keyDoubt(vendor.id, begin.slice(0, length)), undefined);
        assert.equal(keyDoubt(vendor.id, `${begin}${end}`), undefined);
      }
    }),
  );
});

test('a key of another shape is doubted, and whose it looks like is said', () => {
  assert.equal(keyDoubt('anthropic', 'hello'), 'This does not look like a key of Anthropic: they begin with "sk-ant-".');
  assert.equal(
    keyDoubt('anthropic', 'sk-proj-x'),
    'This does not look like a key of Anthropic: they begin with "sk-ant-". It looks like one of OpenAI.',
  );
  assert.equal(
    keyDoubt('openai', 'sk-ant-x'),
    'This does not look like a key of OpenAI: they begin with "sk-". It looks like one of Anthropic.',
  );
  assert.equal(
    keyDoubt('gemini', 'sk-x'),
    'This does not look like a key of Gemini: they begin with "AIza" or "AQ.". It looks like one of OpenAI.',
  );
});

test('nothing is known of the keys of a server of the settings', () => {
  assert.equal(keyDoubt('my-server', 'anything'), undefined);
  assert.deepEqual([keyHint('my-server'), keyHint('gemini')], ['', 'AIza… or AQ.…']);
});
