import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createThinkSplitter } from './think-splitter.ts';

function split(pieces: readonly string[]): { thought: string; said: string } {
  const splitter = createThinkSplitter();
  const parts = [...pieces.flatMap((piece) => splitter.add(piece)), ...splitter.end()];
  const join = (type: string) =>
    parts
      .filter((part) => part.type === type)
      .map((part) => part.text)
      .join('');
  return { thought: join('reasoning-delta'), said: join('text-delta') };
}

test('a leading think part is set apart, however the chunks fall', () => {
  const whole = '\n<think>a < b </ think </thin k></think>\n\nThe answer: <think> is a word.';
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (lengths) => {
      const pieces: string[] = [];
      for (let at = 0, turn = 0; at < whole.length; turn += 1) {
        const length = lengths[turn % lengths.length] ?? 1;
        pieces.push(whole.slice(at, at + length));
        at += length;
      }
      assert.deepEqual(split(pieces), { thought: 'a < b </ think </thin k>', said: 'The answer: <think> is a word.' });
    }),
  );
});

test('text without a think part is unchanged, its leading white space too', () => {
  for (const text of ['  plain', '<b>bold</b>', '<thin', '<', 'x</think>y']) assert.deepEqual(split([text]), { thought: '', said: text });
});

test('a think part that never closes is all thought', () => {
  assert.deepEqual(split(['<think>on and', ' on </thi']), { thought: 'on and on </thi', said: '' });
});
