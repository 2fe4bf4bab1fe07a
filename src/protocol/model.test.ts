import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFromModel, parseToModel } from './model.ts';

const tokens = { input: 10, cached: 64, output: 3, reasoning: 0 };
const generate = {
  type: 'generate',
  id: 7,
  system: 'You are a code editor.',
  turns: [{ role: 'user', text: 'Fix it.' }],
  maxOutputTokens: 100,
};

describe('messages to the model process', () => {
  it('accepts every kind of message, with and without what is optional', () => {
    const messages = [
      { type: 'load', file: '/models/a.gguf', contextSize: 4096, threads: 1 },
      generate,
      { ...generate, answerPrefix: '```js\n', stop: '\n```' },
      { type: 'abort', id: 7 },
    ];
    for (const message of messages) assert.deepEqual(parseToModel(message), { ok: true, message });
  });

  it('survives the JSON that the IPC channel makes of a message', () => {
    const sent: unknown = JSON.parse(JSON.stringify({ ...generate, stop: undefined }));
    assert.equal(parseToModel(sent).ok, true);
  });

  it('refuses messages that are not the protocol and says why', () => {
    const wrong: readonly unknown[] = [
      undefined,
      'load',
      { type: 'shutdown' },
      { ...generate, turns: [] },
      { ...generate, maxOutputTokens: 0 },
      { ...generate, stop: '' },
      { ...generate, turns: [{ role: 'tool', text: 'x' }] },
      { ...generate, surprise: true },
      { type: 'load', file: '', contextSize: 4096, threads: 1 },
      { type: 'load', file: '/models/a.gguf', contextSize: 4096, threads: 0 },
    ];
    for (const value of wrong) {
      const parsed = parseToModel(value);
      assert.equal(parsed.ok, false, JSON.stringify(value));
      assert.ok(!parsed.ok && parsed.why.length > 0);
    }
  });

  it('refuses what only the model process may say', () => {
    assert.equal(parseToModel({ type: 'loaded', contextSize: 4096 }).ok, false);
  });
});

describe('messages from the model process', () => {
  it('accepts every kind of message', () => {
    const messages = [
      { type: 'loading', progress: 0.5 },
      { type: 'loaded', contextSize: 4096 },
      { type: 'load-failed', reason: 'engine', detail: 'no binary' },
      { type: 'prompt', id: 7, tokens },
      { type: 'text', id: 7, text: 'x', tokens },
      { type: 'reasoning', id: 7, text: 'x', tokens },
      { type: 'finished', id: 7, reason: 'length', tokens },
      { type: 'aborted', id: 7, tokens },
      { type: 'too-long', id: 7, promptTokens: 5000, contextSize: 4096 },
      { type: 'failed', id: 7, detail: 'decode failed', tokens },
    ];
    for (const message of messages) assert.deepEqual(parseFromModel(message), { ok: true, message });
  });

  it('refuses token counts that are no counts, and unknown kinds', () => {
    for (const output of [-1, 1.5, Number.NaN, '3', undefined]) {
      assert.equal(parseFromModel({ type: 'aborted', id: 1, tokens: { ...tokens, output } }).ok, false, String(output));
    }
    assert.equal(parseFromModel({ type: 'load', file: '/a', contextSize: 1, threads: 1 }).ok, false);
    assert.equal(parseFromModel({ type: 'loading', progress: 1.2 }).ok, false);
  });
});
