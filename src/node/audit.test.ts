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

for (const [what, sql, line] of [
  ['a counter', `UPDATE levels SET held = held + 1 WHERE kind = 'day'`, 'level day 2026-11-23: counter 71 held 0 settled, entries 70 held 0 settled'],
  ['a lost counter', `DELETE FROM levels WHERE kind = 'task'`, 'level task task-1: counter 0 held 0 settled, entries 70 held 0 settled'],
  ['a row', `UPDATE attempts SET reserved = 60`, 'attempt a: entries 70 held 0 settled, row 60 held 0 settled'],
  ['a lost row', `DELETE FROM attempts`, 'attempt a: entries 70 held 0 settled, row 0 held 0 settled'],
] as const) {
  test(`${what} that differs from the entries is found and named`, (t) => {
    const { ledger, check, path } = openedStore(t, { onTrouble: () => undefined });
    ledger.reserve(request('a', 70));
    const other = new DatabaseSync(path);
    atEnd(t, () => other.close());
    other.exec(sql);
    assert.deepEqual(check(), { sound: false, problems: [line] });
  });
}
