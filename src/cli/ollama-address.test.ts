import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ollamaAddress } from './ollama-address.ts';

test('the host of Ollama is read as Ollama reads it', () => {
  const addresses = {
    '192.168.0.7': 'http://192.168.0.7:11434',
    'box.example': 'http://box.example:11434',
    'box:8080': 'http://box:8080',
    ':8080': 'http://127.0.0.1:8080',
    '0.0.0.0': 'http://127.0.0.1:11434',
    '0.0.0.0:5000': 'http://127.0.0.1:5000',
    '[::1]': 'http://[::1]:11434',
    '::1': 'http://[::1]:11434',
    '[::1]:99': 'http://[::1]:99',
    'https://box.example': 'https://box.example',
    'http://box.example:80/ollama': 'http://box.example:80/ollama',
    'box.example/ollama': 'http://box.example:11434/ollama',
    ' "box" ': 'http://box:11434',
  };
  for (const [written, address] of Object.entries(addresses)) {
    assert.equal(ollamaAddress(written), address, written);
    assert.ok(URL.canParse(address));
  }
});

test('an empty host is none', () => {
  for (const written of [undefined, '', '  ', '""']) assert.equal(ollamaAddress(written), undefined);
});
