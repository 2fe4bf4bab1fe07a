import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timedIds } from './ids.ts';

test('an id is a UUID of version 7 with the time it was made at', () => {
  const before = Date.now();
  const id = timedIds.next();
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const at = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
  assert.ok(at >= before && at <= Date.now());
});

test('no two ids of the same moment are alike', () => {
  const ids = Array.from({ length: 10_000 }, () => timedIds.next());
  assert.equal(new Set(ids).size, ids.length);
});
