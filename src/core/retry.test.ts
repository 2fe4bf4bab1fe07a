import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureKind } from './failure.ts';
import { afterFailure } from './retry.ts';

const KINDS: readonly FailureKind[] = [
  ...(['aborted', 'auth', 'rate-limit', 'quota', 'context-length', 'bad-request', 'tools-unsupported', 'model-missing'] as const),
  ...(['unreachable', 'server', 'malformed', 'cut', 'idle', 'refused', 'damaged-model', 'crashed'] as const),
];

function after(kind: FailureKind, tries = 1) {
  return afterFailure({ kind, message: '', nextStep: '' }, tries);
}

test('a cancelled call stops everything, and nothing else does', () => {
  assert.deepEqual(
    KINDS.filter((kind) => after(kind) === 'stop'),
    ['aborted'],
  );
});

test('what time heals is tried once more, all else goes to the next model at once', () => {
  assert.deepEqual(
    KINDS.filter((kind) => after(kind) === 'retry'),
    ['rate-limit', 'unreachable', 'server', 'crashed'],
  );
  assert.deepEqual(
    KINDS.filter((kind) => after(kind, 2) === 'retry'),
    ['rate-limit'],
  );
});

test('a rate limit is waited for twice, and nothing is tried for ever', () => {
  assert.deepEqual(
    [1, 2, 3, 9].map((tries) => after('rate-limit', tries)),
    ['retry', 'retry', 'next', 'next'],
  );
  assert.deepEqual(
    KINDS.filter((kind) => after(kind, 3) === 'retry'),
    [],
  );
});
