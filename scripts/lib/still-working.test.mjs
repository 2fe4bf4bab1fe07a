import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stillWorking } from './still-working.mjs';

test('what takes long is told again every 15 seconds, and no more once it has ended, well or not', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  for (const end of ['resolve', 'reject']) {
    const lines = [];
    const work = Promise.withResolvers();
    const done = stillWorking(
      (line) => lines.push(line.replace(/\d+ s/, 'N s')),
      'installing',
      () => work.promise,
    );
    t.mock.timers.tick(14_000);
    assert.deepEqual(lines, ['installing']);
    t.mock.timers.tick(16_000);
    assert.deepEqual(lines, ['installing', '  still at it, N s: installing', '  still at it, N s: installing']);
    work[end](new Error('no network'));
    await done.catch(() => undefined);
    t.mock.timers.tick(60_000);
    assert.equal(lines.length, 3);
  }
});
