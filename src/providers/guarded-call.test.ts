import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardCall, type GuardedCall } from './guarded-call.ts';
import type { Fetch } from './provider-deps.ts';

const LIMITS = { firstByteMs: 1_000_000, idleMs: 1_000_000 };
const never = <T>() => new Promise<T>(() => undefined);

function call(signal: AbortSignal, more: Partial<GuardedCall<string>>): GuardedCall<string> {
  const openFetch = async () => ({ fetch: () => never<Response>(), dispose: () => undefined });
  return {
    label: 'Mine',
    signal,
    timeouts: LIMITS,
    key: async () => undefined,
    keyRequired: false,
    now: () => 0,
    openFetch,
    async *open() {
      yield 'answer';
    },
    ...more,
  };
}

test('a secret storage that never answers is given up on with the call', async () => {
  const controller = new AbortController();
  const ended = guardCall(call(controller.signal, { key: () => never() })).next();
  controller.abort();
  const { value } = await ended;
  assert.ok(typeof value === 'object');
  assert.deepEqual([value.failure.kind, value.sent], ['aborted', false]);
});

test('a connection that opens after the call was given up is closed at once', async () => {
  const controller = new AbortController();
  const opening = Promise.withResolvers<{ readonly fetch: Fetch; dispose(): void }>();
  const closed = Promise.withResolvers<string>();
  const ended = guardCall(call(controller.signal, { openFetch: () => opening.promise })).next();
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  const { value } = await ended;
  assert.ok(typeof value === 'object');
  assert.deepEqual([value.failure.kind, value.sent], ['aborted', false]);
  opening.resolve({ fetch: () => never(), dispose: () => closed.resolve('closed') });
  assert.equal(await closed.promise, 'closed');
});
