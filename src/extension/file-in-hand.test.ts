import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileInHandWords } from './file-in-hand.ts';

const PIN = { revision: '0'.repeat(40), size: 1, sha256: '0'.repeat(64) };

test('a file that one has goes into the named folder; without a known checksum the hub is still needed', () => {
  assert.match(fileInHandWords({ file: 'a.gguf', pin: PIN }, '/models'), /^If you have a\.gguf already, put it into \/models: it is used/);
  assert.match(fileInHandWords({ file: 'a.gguf' }, '/models'), /only its checksum is asked for/);
});
