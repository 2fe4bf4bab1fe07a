import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ModelRequest } from '../../core/provider.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../../../test/fakes/fake-provider-server.ts';
import { vendorProvider } from '../../../test/contract/vendor-providers.ts';

let server: FakeProviderServer;
before(async () => (server = await startFakeProviderServer()));
after(() => server.dispose());

const LONG = 'A rule that every agent keeps to. '.repeat(200);
const HAIKU_SIZED = LONG.repeat(2);
const MARK = { type: 'ephemeral' };

/** What stands in the body of the request that is sent. */
async function sent(
  parts: Partial<ModelRequest>,
): Promise<{ readonly system: unknown; readonly messages: readonly { readonly content: unknown }[] }> {
  server.script({ text: 'yes' });
  const request = { model: 'claude-sonnet-5', system: LONG, messages: [], tools: [], maxOutputTokens: 256, ...parts };
  const provider = vendorProvider('anthropic', { key: () => Promise.resolve('a-key'), baseUrl: server.baseUrl('anthropic') });
  for await (const event of provider.stream(request, new AbortController().signal))
    if (event.type === 'failure') assert.fail(event.failure.message);
  const body: unknown = server.journal.at(-1)?.body;
  assert.ok(typeof body === 'object' && body !== null && 'messages' in body && Array.isArray(body.messages));
  return { system: 'system' in body ? body.system : undefined, messages: body.messages };
}

test('a prompt that is asked once has no breakpoint', async () => {
  const { system, messages } = await sent({ messages: [{ role: 'user', text: LONG }] });
  assert.equal(system, LONG);
  assert.deepEqual(messages[0]?.content, [{ type: 'text', text: LONG }]);
});

test('a talk has one behind the system prompt and one at its end, whatever it ends with', async () => {
  const call = { id: 'toolu_1', name: 'read_file', arguments: '{}' };
  const messages = [
    { role: 'user', text: 'hello' },
    { role: 'assistant', text: '', toolCalls: [call] },
    { role: 'tool', callId: 'toolu_1', name: 'read_file', text: 'the file' },
  ] as const;
  const body = await sent({ messages, resent: 8 });
  assert.deepEqual(body.system, [{ type: 'text', text: LONG, cache_control: MARK }]);
  assert.deepEqual(body.messages.at(-1)?.content, [
    { type: 'tool_result', tool_use_id: 'toolu_1', content: 'the file', cache_control: MARK },
  ]);
  assert.deepEqual(body.messages[0]?.content, [{ type: 'text', text: 'hello' }]);
});

test('where only the beginning of the last message stays the same, the breakpoint stands behind that, and no character is lost', async () => {
  const { messages } = await sent({ messages: [{ role: 'user', text: 'the file\n\nInstruction: be brief' }], resent: 8 });
  assert.deepEqual(messages[0]?.content, [
    { type: 'text', text: 'the file', cache_control: MARK },
    { type: 'text', text: '\n\nInstruction: be brief' },
  ]);
});

test("below the length that the model's cache takes nothing is marked", async () => {
  const messages = [{ role: 'user', text: 'hello' }] as const;
  const haiku = 'claude-haiku-4-5';
  assert.equal((await sent({ model: haiku, messages, resent: 5 })).system, LONG);
  assert.notEqual((await sent({ model: haiku, system: HAIKU_SIZED, messages, resent: 5 })).system, HAIKU_SIZED);
  assert.equal((await sent({ system: 'Be brief.', messages, resent: 5 })).system, 'Be brief.');
});

test('a system prompt too short for the cache is in it with the talk that is long enough', async () => {
  const { system, messages } = await sent({ system: 'Be brief.', messages: [{ role: 'user', text: LONG }], resent: LONG.length });
  assert.equal(system, 'Be brief.');
  assert.deepEqual(messages[0]?.content, [{ type: 'text', text: LONG, cache_control: MARK }]);
});
