import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { offsetsRun, union } from './v8-coverage.ts';

test('the innermost range that holds an offset says whether it was run', () => {
  const module = { ranges: [{ startOffset: 0, endOffset: 30, count: 1 }] };
  const called = {
    ranges: [
      { startOffset: 5, endOffset: 20, count: 2 },
      { startOffset: 10, endOffset: 15, count: 0 },
    ],
  };
  const run = offsetsRun([called, module], 32);
  assert.deepEqual([run[0], run[5], run[10], run[14], run[15], run[29], run[30]], [1, 1, 0, 0, 1, 1, 0]);
});

test('a function that was never called is not run, though its module is', () => {
  const run = offsetsRun(
    [{ ranges: [{ startOffset: 0, endOffset: 10, count: 1 }] }, { ranges: [{ startOffset: 4, endOffset: 8, count: 0 }] }],
    10,
  );
  assert.equal([...run].join(''), '1111000011');
});

test('of several processes, one that ran it is enough', () => {
  const bits = fc.array(fc.constantFrom(0, 1), { minLength: 8, maxLength: 8 }).map((list) => Uint8Array.from(list));
  fc.assert(
    fc.property(fc.array(bits), (runs) => {
      const any = union(runs, 8);
      for (let offset = 0; offset < 8; offset++)
        assert.equal(
          any[offset] === 1,
          runs.some((run) => run[offset] === 1),
        );
    }),
  );
});
