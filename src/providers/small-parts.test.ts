import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callId, splitCallId } from './gemini/call-id.ts';
import { failureOfProblem } from './failure-of-problem.ts';
import { isLoopback } from './is-loopback.ts';
import { originOf } from './origin-of.ts';
import { wasTruncated, cannotFit } from './ollama/prompt-fit.ts';
import { createToolCallParts } from './openai/tool-call-parts.ts';
import { portableCallIds } from './portable-call-ids.ts';

test('only addresses that cannot leave the machine are loopback', () => {
  for (const url of ['http://127.0.0.1:11434', 'http://localhost', 'http://[::1]:8080/v1', 'http://127.3.2.1/']) {
    assert.ok(isLoopback(url), url);
  }
  for (const url of [
    'http://192.168.0.2',
    'http://127.0.0.1.evil.example',
    'http://evil.localhost:8080',
    'http://localhost.evil.example',
    'https://api.openai.com',
    'http://0.0.0.0',
    'nonsense',
  ]) {
    assert.ok(!isLoopback(url), url);
  }
});

test('of an address only what leads to the server is shown', () => {
  // centuria-ignore-next-line http-url -- made up here, of a host that is not there
  assert.equal(originOf(`https://me:${'hunter2'}@models.example:8443/v1?key=sk-1#x`), 'https://models.example:8443');
  assert.doesNotMatch(originOf('me:hunter2@nowhere'), /hunter2/);
});

test('no part of a key is left of a quoted one, wherever the text is cut and however it was encoded', () => {
  const secret = 'sk-"a/b+c"-0123456789abcdef';
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret).toLowerCase()];
  for (const form of forms) {
    for (let before = 180; before < 245; before += 1) {
      const detail = `${'x'.repeat(before)}${form} and more of it than is shown`;
      const { message } = failureOfProblem({ kind: 'bad-request', detail }, { label: 'Mine', secret });
      assert.doesNotMatch(message, /sk-|a\/b|0123/, `${form} at ${before}`);
    }
  }
});

test('a call keeps its id where every vendor takes it, and else gets the same new one as its result', () => {
  const long = `id|${'x'.repeat(60)}`;
  const call = (id: string) => ({ id, name: 'f', arguments: '{}' });
  const id = portableCallIds([
    { role: 'assistant', text: '', toolCalls: [call('toolu_01'), call(long)] },
    { role: 'tool', callId: long, name: 'f', text: 'ok' },
  ]);
  assert.equal(id('toolu_01'), 'toolu_01');
  assert.match(id(long), /^call_x\d+$/);
  assert.equal(id(long), id(long));
});

test('a signature travels in the id of a Gemini call and comes back', () => {
  assert.deepEqual(splitCallId(callId('a', 'c2ln+/==')), { id: 'a', signature: 'c2ln+/==' });
  assert.deepEqual(splitCallId(callId('a', undefined)), { id: 'a' });
});

test('fragments of tool calls are put together by index, without ids too', () => {
  const parts = createToolCallParts();
  parts.add([
    { index: 0, id: 'a', function: { name: 'f', arguments: '{"x"' } },
    { index: 1, function: { name: 'g' } },
  ]);
  parts.add([{ index: 0, function: { arguments: ':1}' } }]);
  assert.deepEqual(parts.complete(), [
    { id: 'a', name: 'f', arguments: '{"x":1}' },
    { id: 'call_1', name: 'g', arguments: '{}' },
  ]);
});

const fragment = (id: string | undefined, name: string | undefined, args?: unknown) => ({
  ...(id === undefined ? {} : { id }),
  function: { name, arguments: args },
});

test('tool calls without an index are told apart by their ids, and without these a whole call ends where the next one has a name', () => {
  const whole = [
    { id: 'a', name: 'f', arguments: '{"a":1}' },
    { id: 'b', name: 'g', arguments: '{"b":2}' },
  ];
  const streams = [
    [fragment('a', 'f', '{"a"'), fragment('a', undefined, ':1}'), fragment('b', 'g', '{"b":2}')],
    [fragment('a', 'f', '{"a"'), fragment(undefined, undefined, ':1}'), fragment('b', 'g', '{"b"'), fragment(undefined, undefined, ':2}')],
    [fragment('a', 'f', { a: 1 }), fragment('a', 'f', { a: 1 }), fragment('b', 'g', { b: 2 })],
  ];
  for (const stream of streams) {
    const parts = createToolCallParts();
    assert.ok(stream.every((one) => parts.add([one])));
    assert.deepEqual(parts.complete(), whole);
  }
  const nameless = createToolCallParts();
  assert.ok(nameless.add([fragment(undefined, 'f', '{"a":1}'), fragment(undefined, 'g', '{"b"'), fragment(undefined, 'g', ':2}')]));
  assert.deepEqual(nameless.complete(), [
    { ...whole[0], id: 'call_0' },
    { ...whole[1], id: 'call_1' },
  ]);
});

test('arguments that go on behind an object are no fragment, and a call without a name is none', () => {
  for (const more of [{ a: 2 }, '{"a":1}', '}']) {
    const parts = createToolCallParts();
    assert.ok(parts.add([{ index: 0, ...fragment('a', 'f', { a: 1 }) }]));
    assert.equal(parts.add([{ index: 0, ...fragment(undefined, undefined, more) }]), false, JSON.stringify(more));
  }
  for (const none of [7, {}, [null], ['call']]) assert.equal(createToolCallParts().add(none), false);
  const unnamed = createToolCallParts();
  assert.ok(unnamed.add([{ index: 0, ...fragment('a', undefined, '{}') }]));
  assert.equal(unnamed.complete(), undefined);
});

test('a count near the prompt, and no count at all, are no sign of a cut; a full window is', () => {
  assert.equal(wasTruncated(40_000, 9_000, 16_384), false);
  assert.equal(wasTruncated(60_000, 0, 16_384), false);
  assert.equal(wasTruncated(60_000, 14_000, 16_384), false);
  assert.equal(wasTruncated(80_000, 8_192, 16_384), true);
  assert.equal(wasTruncated(60_000, 16_384, 16_384), true);
  assert.equal(cannotFit(16_384 * 8, 16_384), false);
  assert.equal(cannotFit(16_384 * 8 + 1, 16_384), true);
});

test('a wait of more than a day is told as the day that it is held to', () => {
  const { retryAfterMs, nextStep } = failureOfProblem({ kind: 'rate-limit', retryAfterMs: 99_999_999_000 }, { label: 'the server' });
  assert.deepEqual([retryAfterMs, nextStep], [86_400_000, 'Wait 86400 s, or let another model answer.']);
});
