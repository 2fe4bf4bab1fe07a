import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FailureKind } from './failure.ts';
import { afterFailure } from './retry.ts';

function after(kind: FailureKind, tries = 1, retryAfterMs?: number) {
  return afterFailure({ kind, message: '', nextStep: '', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }, tries);
}

test('a cancelled call stops everything', () => assert.deepEqual(after('aborted'), { do: 'stop' }));

test('what time heals is tried once more, after a short delay', () => {
  for (const kind of ['server', 'unreachable', 'crashed'] as const) {
    assert.deepEqual(after(kind), { do: 'retry', delayMs: 500 }, kind);
    assert.deepEqual(after(kind, 2), { do: 'next' }, kind);
  }
});

test('a rate limit is waited for as long as was asked, within patience', () => {
  assert.deepEqual(after('rate-limit'), { do: 'retry', delayMs: 1000 });
  assert.deepEqual(after('rate-limit', 1, 20_000), { do: 'retry', delayMs: 20_000 });
  assert.deepEqual(after('rate-limit', 1, 20_001), { do: 'next' });
  assert.deepEqual(after('rate-limit', 2, 1), { do: 'next' });
});

test('what time does not heal goes to the next model at once', () => {
  const kinds: readonly FailureKind[] = ['auth', 'quota', 'context-length', 'bad-request', 'tools-unsupported', 'model-missing', 'malformed', 'cut', 'idle', 'refused', 'damaged-model'];
  for (const kind of kinds) assert.deepEqual(after(kind), { do: 'next' }, kind);
});

test('no failure is retried more than once, and no delay passes patience', () => {
  const kind = fc.constantFrom<FailureKind>('rate-limit', 'server', 'unreachable', 'crashed', 'idle');
  fc.assert(
    fc.property(kind, fc.integer({ min: 1, max: 9 }), fc.option(fc.double({ min: 0 }), { nil: undefined }), (one, tries, wait) => {
      const decision = after(one, tries, wait);
      if (decision.do === 'retry') assert.ok(tries < 2 && decision.delayMs >= 0 && decision.delayMs <= 20_000);
    }),
  );
});
