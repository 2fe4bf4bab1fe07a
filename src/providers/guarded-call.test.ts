import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardCall, type GuardedCall } from './guarded-call.ts';

const LIMITS = { firstByteMs: 1_000_000, idleMs: 1_000_000 };
const never = <T>() => new Promise<T>(() => undefined);

function call(signal: AbortSignal, more: Partial<GuardedCall<string>>): GuardedCall<string> {
  const openFetch = async () => () => never<Response>();
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
