import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BoundedCache } from './bounded-cache.ts';

test('whatever is put in, it never holds more bytes than it may, and a kept value is the last one given', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), bytes: fc.integer({ min: 0, max: 60 }), read: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const cache = new BoundedCache<number>(() => 100);
      const last = new Map<string, number>();
      for (const [value, { key, bytes, read }] of steps.entries()) {
        if (read) {
          const kept = cache.get(key);
          assert.ok(kept === undefined || kept === last.get(key));
        } else {
          cache.set(key, value, bytes);
          last.set(key, value);
        }
        assert.ok(cache.bytes <= 100);
      }
    }),
  );
});

test('what was not used for the longest time goes first', () => {
  const cache = new BoundedCache<string>(() => 3);
  for (const key of ['a', 'b', 'c']) cache.set(key, key, 1);
  cache.get('a');
  cache.set('d', 'd', 1);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => cache.get(key)),
    ['a', undefined, 'c', 'd'],
  );
  cache.set('huge', 'huge', 4);
  assert.equal(cache.get('huge'), undefined);
  assert.equal(cache.get('a'), 'a');
});
