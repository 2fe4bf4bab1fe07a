import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fenced, promptAsText, promptTexts, type Prompt } from './prompt.ts';

const PROMPT: Prompt = {
  system: 'sys',
  messages: [
    { role: 'user', text: 'one' },
    { role: 'assistant', text: 'two' },
  ],
  maxOutputTokens: 1,
  answerPrefix: '```ts\n',
  parts: [],
  leftOut: [],
};

test('everything that is sent is counted, the given beginning of the answer and its stop text too', () => {
  assert.deepEqual(promptTexts(PROMPT), ['sys', 'one', 'two', '```ts\n']);
  assert.deepEqual(promptTexts({ ...PROMPT, stop: 'END' }), ['sys', 'one', 'two', '```ts\n', 'END']);
});

test('a person reads all that is sent, in order', () => {
  assert.equal(promptAsText(PROMPT), '## system\n\nsys\n\n## user\n\none\n\n## assistant\n\ntwo\n\n## answer begins with\n\n```ts\n');
});

test('nothing inside a text closes its fence', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n') }), (text) => {
      const [open = '', ...rest] = fenced(text, 'ts').split('\n');
      const fence = open.slice(0, -2);
      assert.match(fence, /^`{3,}$/);
      assert.equal(
        rest.findIndex((line) => line.startsWith(fence)),
        rest.length - 1,
      );
      assert.equal(rest.slice(0, -1).join('\n'), text);
    }),
  );
});
