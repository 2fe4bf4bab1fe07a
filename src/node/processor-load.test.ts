import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processorLoad } from './processor-load.ts';

test('the load is a share, also over no time at all', async () => {
  for (const ms of [0, 50]) {
    const load = await processorLoad(ms);
    assert.ok(load >= 0 && load <= 1, String(load));
  }
});
