import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchForDone } from './sse-end.ts';

function seenIn(pieces: readonly string[]): boolean {
  const done = watchForDone();
  for (const piece of pieces) done.inspect(piece, false);
  return done.seen();
}

test('the closing line is seen wherever the chunks split it', () => {
  const whole = 'data: {"a":1}\r\n\r\ndata: [DONE]\r\n\r\n';
  for (let at = 1; at < whole.length; at += 1) assert.ok(seenIn([whole.slice(0, at), whole.slice(at)]), String(at));
  assert.ok(seenIn([...whole]));
  assert.ok(seenIn(['data:[DONE]\n\n']));
});

test('the same words inside an answer are not the closing line', () => {
  assert.equal(seenIn(['data: {"text":"data: [DONE]"}\n\n']), false);
  assert.equal(seenIn(['data: {"text":"\\ndata: [DONE]\\n"}\n\n']), false);
  assert.equal(seenIn(['data: [DO']), false);
});
