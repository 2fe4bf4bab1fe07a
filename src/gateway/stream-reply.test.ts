import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { mock, test } from 'node:test';
import { createStreamReply } from './stream-reply.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function replied(isCrowded: boolean) {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const write = mock.method(response, 'write', () => true);
  const reply = createStreamReply(response, { id: 'chatcmpl-1', created: 0, headers: {}, crowded: () => isCrowded, includeUsage: false });
  const say = (text: string): void => void reply.take({ type: 'text-delta', text });
  return { say, written: () => write.mock.calls.map(({ arguments: [text] }) => /"content":"([^"]+)"/u.exec(String(text))?.[1]) };
}

test('the first words go out at once, and what comes after them in one turn of the loop together', async () => {
  const { say, written } = replied(false);
  say('one ');
  assert.deepEqual(written(), ['one ']);
  say('two ');
  say('three');
  await turn();
  assert.deepEqual(written(), ['one ', 'two three']);
});

test('in a crowd what comes in two turns of the loop goes out together', async () => {
  const { say, written } = replied(true);
  say('one ');
  await turn();
  assert.deepEqual(written(), []);
  say('two');
  await turn();
  assert.deepEqual(written(), ['one two']);
});
