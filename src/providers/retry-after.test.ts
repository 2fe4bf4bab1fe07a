import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), NOW);

test('seconds, milliseconds and HTTP dates become milliseconds from now', () => {
  assert.equal(read({ 'retry-after': '3600' }), 3_600_000);
  assert.equal(read({ 'retry-after': '0.5' }), 500);
  assert.equal(read({ 'retry-after-ms': '250', 'retry-after': '9' }), 250);
  assert.equal(read({ 'retry-after': 'Mon, 23 Nov 2026 12:00:10 GMT' }), 10_000);
});

test('a date that has passed means now', () => {
  assert.equal(read({ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }), 0);
});

test('no header and nonsense say nothing', () => {
  assert.equal(read({}), undefined);
  assert.equal(read({ 'retry-after': 'soon' }), undefined);
  assert.equal(read({ 'retry-after': '-5x' }), undefined);
});
