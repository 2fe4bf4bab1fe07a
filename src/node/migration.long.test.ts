import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { DAY, NOON, atEnd, dayAndTask, openedStore, request, temporaryFolder } from '../../test/ledger/books.ts';
import { writeFirstVersion } from '../../test/ledger/first-version.ts';
import { MIGRATIONS } from './schema.ts';
import { storePath } from './store.ts';

const DAY_LEVEL = { kind: 'day', id: DAY } as const;

function migrated(t: TestContext) {
  const dataDir = temporaryFolder(t);
  writeFirstVersion(storePath(dataDir));
  return openedStore(t, { dataDir });
}

test('a file of the first version is brought up with all its books in balance, in money and in tokens', (t) => {
  const { ledger, check, path } = migrated(t);
  assert.deepEqual(check(), { sound: true });
  assert.deepEqual(ledger.totals(DAY_LEVEL), { settledNanos: 102, heldNanos: 70, settledTokens: 25, heldTokens: 0 });
  assert.deepEqual(
    ledger.rows({}).map(({ attempt, settledNanos, settledTokens }) => [attempt, settledNanos, settledTokens]),
    [
      ['held', 0, 0],
      ['settled', 20, 15],
      ['released', 0, 0],
      ['expired', 70, 0],
      ['corrected', 12, 10],
    ],
  );
  const other = new DatabaseSync(path);
  atEnd(t, () => other.close());
  assert.equal(other.prepare('PRAGMA user_version').get()?.['user_version'], MIGRATIONS.length);
  assert.throws(() => other.exec('UPDATE entries SET settled_tokens = 0'), /append-only/);
});

test('of what was asked before, the embedded model and Ollama count as local', (t) => {
  const { ledger } = migrated(t);
  assert.deepEqual(
    ledger
      .rows({})
      .filter(({ local }) => local)
      .map(({ attempt }) => attempt),
    ['settled', 'corrected'],
  );
});

test('what an old process left held is expired and corrected as before', (t) => {
  const { ledger, check } = migrated(t);
  assert.deepEqual(ledger.expireOwner('old-owner', NOON), ['held']);
  assert.deepEqual(ledger.totals(DAY_LEVEL), { settledNanos: 172, heldNanos: 0, settledTokens: 25, heldTokens: 0 });
  assert.deepEqual(check(), { sound: true });
});

test('a token cap counts what was used before there were any', (t) => {
  const { ledger } = migrated(t);
  const [day, task] = dayAndTask();
  assert.ok(day && task);
  const reserve = (attempt: string, tokens: number) =>
    ledger.reserve(request(attempt, 1, { tokens, path: [{ ...day, capTokens: 100 }, task] }));
  assert.equal(reserve('too many', 76).granted, false);
  assert.equal(reserve('as many as fit', 75).granted, true);
});
