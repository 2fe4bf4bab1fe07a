import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { NOON, atEnd, openedStore, request, settlement } from '../../test/ledger/books.ts';

test('books with every kind of entry balance', (t) => {
  const { ledger, owner, check } = openedStore(t);
  for (const attempt of ['held', 'settled', 'overrun', 'released', 'late']) ledger.reserve(request(attempt, 70));
  ledger.settle(settlement('settled', 20));
  ledger.settle(settlement('overrun', 90));
  ledger.release('released', 'unreachable', NOON);
  ledger.expireOwner(owner.id, NOON);
  ledger.correct(settlement('late', 3));
  ledger.reserve(request('held again', 70));
  assert.deepEqual(check(), { sound: true });
});

for (const [what, sql, ...lines] of [
  [
    'a counter',
    `UPDATE levels SET held = held + 1 WHERE kind = 'day'`,
    'level day 2026-11-23: counter 71 held 0 settled, entries 70 held 0 settled',
  ],
  [
    'a counter of tokens',
    `UPDATE levels SET settled_tokens = 2 WHERE kind = 'day'`,
    'level day 2026-11-23: counter 40 tokens held 2 tokens settled, entries 40 tokens held 0 tokens settled',
  ],
  [
    'a lost counter',
    `DELETE FROM levels WHERE kind = 'task'`,
    'level task task-1: counter 0 held 0 settled, entries 70 held 0 settled',
    'level task task-1: counter 0 tokens held 0 tokens settled, entries 40 tokens held 0 tokens settled',
  ],
  ['a row', `UPDATE attempts SET reserved = 60`, 'attempt a: entries 70 held 0 settled, row 60 held 0 settled'],
  [
    'a row in its tokens',
    `UPDATE attempts SET settled_tokens = 3`,
    'attempt a: entries 40 tokens held 0 tokens settled, row 40 tokens held 3 tokens settled',
  ],
  [
    'a lost row',
    `DELETE FROM attempts`,
    'attempt a: entries 70 held 0 settled, row 0 held 0 settled',
    'attempt a: entries 40 tokens held 0 tokens settled, row 0 tokens held 0 tokens settled',
  ],
] as const) {
  test(`${what} that differs from the entries is found and named`, (t) => {
    const { ledger, check, path } = openedStore(t, { onTrouble: () => undefined });
    ledger.reserve(request('a', 70));
    const other = new DatabaseSync(path);
    atEnd(t, () => other.close());
    other.exec(sql);
    assert.deepEqual(check(), { sound: false, problems: lines });
  });
}
