import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patient } from './call-options.ts';

const TIMEOUTS = { firstByteMs: 600_000, idleMs: 120_000, totalMs: 1_800_000 };

test('a model that was measured to be slow has more time, and a quick one no less than others', () => {
  assert.deepEqual(patient(TIMEOUTS), TIMEOUTS);
  assert.deepEqual(patient(TIMEOUTS, { beginMs: 2_000, writeMs: 60_000 }), TIMEOUTS);
  assert.deepEqual(patient(TIMEOUTS, { beginMs: 400_000, writeMs: 1_000_000 }), {
    firstByteMs: 1_200_000,
    idleMs: 120_000,
    totalMs: 3_000_000,
  });
});

test('there is an end to patience', () => {
  assert.deepEqual(patient(TIMEOUTS, { beginMs: 1e12, writeMs: 1e12 }), { firstByteMs: 7_200_000, idleMs: 120_000, totalMs: 7_200_000 });
});
