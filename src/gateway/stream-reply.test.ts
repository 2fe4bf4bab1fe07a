import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { apiError } from './api-error.ts';
import { createStreamReply } from './stream-reply.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function reply(isBusy: boolean) {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const { take, fail } = createStreamReply(response, { id: 'chatcmpl-1', created: 1, headers: {}, includeUsage: false, isBusy: () => isBusy });
  return { response, fail, say: (text: string) => take({ type: 'text-delta', text }) };
}

test('the first piece goes out at once where the gateway has nothing else to do', () => {
  const { response, say } = reply(false);
  void say('one');
  assert.equal(response.headersSent, true);
});

test('a busy gateway holds the first piece for a turn, and no longer', async () => {
  const { response, say } = reply(true);
  void say('one');
  await turn();
  assert.equal(response.headersSent, false);
  await turn();
  assert.equal(response.headersSent, true);
});

test('a call that fails while its first piece is held is told by a status, and the piece is never sent', async () => {
  const { response, say, fail } = reply(true);
  void say('one');
  fail(apiError(502, 'upstream_cut', { message: 'It broke off.' }));
  assert.equal(response.statusCode, 502);
  await turn();
  await turn();
  assert.equal(response.writableEnded, true);
});
