import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChat } from './chat-request.ts';

function parsed(body: object) {
  const result = parseChat({ model: 'm', messages: [{ role: 'user', content: 'hello' }], ...body });
  assert.ok(result.ok, JSON.stringify(result));
  return result.request;
}

test('system and developer messages are the system text, wherever they stand', () => {
  const messages = [
    { role: 'system', content: 'one' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    },
    { role: 'developer', content: [{ type: 'text', text: 'two' }] },
  ];
  const { conversation } = parsed({ messages });
  assert.deepEqual([conversation.system, conversation.messages], ['one\n\ntwo', [{ role: 'user', text: 'ab' }]]);
});

test('a tool’s result has the name of the tool that was called', () => {
  const call = (id: string, name: string) => ({ id, type: 'function', function: { name, arguments: '{}' } });
  const messages = [
    { role: 'user', content: 'go' },
    { role: 'assistant', content: null, tool_calls: [call('c1', 'read'), call('c2', 'write')] },
    { role: 'tool', tool_call_id: 'c2', content: 'done' },
    { role: 'tool', tool_call_id: 'unknown', content: '' },
  ];
  assert.deepEqual(parsed({ messages }).conversation.messages.slice(1), [
    {
      role: 'assistant',
      text: '',
      toolCalls: [
        { id: 'c1', name: 'read', arguments: '{}' },
        { id: 'c2', name: 'write', arguments: '{}' },
      ],
    },
    { role: 'tool', callId: 'c2', name: 'write', text: 'done' },
    { role: 'tool', callId: 'unknown', name: 'tool', text: '' },
  ]);
});

test('a tool may leave out what it does and what it takes', () => {
  const { conversation } = parsed({ tools: [{ type: 'function', function: { name: 'now' } }] });
  assert.deepEqual(conversation.tools, [{ name: 'now', description: '', parameters: { type: 'object', properties: {} } }]);
});

test('tools that may not be called are not offered', () => {
  const tools = [{ type: 'function', function: { name: 'now' } }];
  assert.equal(parsed({ tools, tool_choice: 'none' }).conversation.tools.length, 0);
  assert.equal(parsed({ tools, tool_choice: 'auto' }).conversation.tools.length, 1);
});

test('the newer name of the longest answer wins, and null is nothing said', () => {
  assert.equal(parsed({ max_tokens: 5, max_completion_tokens: 6 }).conversation.maxOutputTokens, 6);
  assert.equal(parsed({ max_tokens: 5, max_completion_tokens: null }).conversation.maxOutputTokens, 5);
  const none = {
    max_tokens: null,
    stop: null,
    stream: null,
    stream_options: null,
    tools: null,
    n: null,
    response_format: null,
    functions: null,
  };
  assert.deepEqual(parsed(none).conversation, parsed({}).conversation);
});

test('one stop text may stand alone or in a list', () => {
  assert.deepEqual(
    [parsed({ stop: 'END' }).conversation.stop, parsed({ stop: ['END'] }).conversation.stop, parsed({ stop: [] }).conversation.stop],
    ['END', 'END', undefined],
  );
});

test('what is not understood is named, and what is understood is not', () => {
  assert.deepEqual(
    parsed({ temperature: 1, stream: true, stream_options: { include_usage: true }, tool_choice: 'auto', n: 1, user: 'x' }).ignored,
    ['temperature', 'user'],
  );
});

test('parameters of a tool that are nested beyond any schema are refused, with the name of the field', () => {
  const asked = (depth: number, open: string, close: string) => {
    const parameters: unknown = JSON.parse(`{"a":${open.repeat(depth)}1${close.repeat(depth)}}`);
    return parseChat({
      model: 'm',
      messages: [{ role: 'user', content: 'x' }],
      tools: [{ type: 'function', function: { name: 'deep', parameters } }],
    });
  };
  for (const [open, close] of [
    ['{"a":', '}'],
    ['[', ']'],
  ] as const) {
    const deep = asked(20_000, open, close);
    assert.deepEqual(deep, { ok: false, why: 'it is nested more than 200 levels deep', param: 'tools.0.function.parameters' });
    assert.equal(asked(100, open, close).ok, true);
  }
});

test('a field that is missing is said to be so, by its name', () => {
  assert.deepEqual(parseChat({ messages: [{ role: 'user', content: 'x' }] }), { ok: false, why: 'it is missing', param: 'model' });
});
