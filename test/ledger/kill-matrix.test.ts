import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, NOON, dayAndTask, openedStore, request, temporaryFolder } from './books.ts';
import { KILL_POINTS, assertBooksAfter, killed } from './kill.ts';

for (const point of KILL_POINTS) {
  test(`a process killed with -9 at "${point}" leaves nothing free and nothing charged twice`, async (t) => {
    const dataDir = temporaryFolder(t);
    const afterLines = point === 'settling' ? 37 : undefined;
    const words = await killed(t, { dataDir, name: point, point, calls: 500, cap: 1_000, ...(afterLines && { afterLines }) });
    assert.ok(words.reserved.length > 0);
    assertBooksAfter(t, { dataDir, words: [words], cap: 1_000 });
    assertBooksAfter(t, { dataDir, words: [words], cap: 1_000 });
  });
}

test('the next process books what a dead one held at its worst case before it reserves anything', async (t) => {
  const dataDir = temporaryFolder(t);
  await killed(t, { dataDir, name: 'x', point: 'mid-call', calls: 100, cap: 1_000 });
  const { ledger } = openedStore(t, { dataDir, now: Date.now });
  assert.partialDeepStrictEqual(ledger.totals({ kind: 'day', id: DAY }), { settledNanos: 1_000, heldNanos: 0 });
  const result = ledger.reserve(request('more', 1, { path: dayAndTask({ day: 1_000 }), at: NOON }));
  assert.equal(result.granted, false);
});
