import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paceOf } from './pace.ts';

const MEASURED = { day: '2026-11-25', tallies: {}, gaps: [] };
const TOKENS = { prompt: 3_000, answer: 4_000 };

test('a measured model takes the time of loading, reading and writing at its speeds', () => {
  const measured = { ...MEASURED, loadMs: 5_000, readPerSecond: 10, tokensPerSecond: 2 };
  assert.deepEqual(paceOf(measured, TOKENS), { beginMs: 305_000, writeMs: 2_000_000 });
});

test('of what was not measured nothing is said', () => {
  assert.equal(paceOf(undefined, TOKENS), undefined);
  assert.equal(paceOf({ ...MEASURED, loadMs: 5_000 }, TOKENS), undefined);
  assert.deepEqual(paceOf({ ...MEASURED, tokensPerSecond: 4 }, TOKENS), { writeMs: 1_000_000 });
});
