import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { NOON, atEnd, openedStore, request, settlement } from './books.ts';
import { DIFFERENCES } from '../../src/node/audit.ts';
import type { Store } from '../../src/node/store.ts';

const MANY = 50_000;

/** A store in which as many attempts have ended, half a hundred of each task. Written in bulk, as the ledger would. */
function fill(t: TestContext, store: Store): DatabaseSync {
  const connection = new DatabaseSync(store.path);
  atEnd(t, () => connection.close());
  connection.exec(`
    BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY})
    INSERT INTO attempts (seq, attempt, task, agent, provider, model, state, reserved, settled, outcome, day, reserved_at, owner, path)
    SELECT i, 'old-' || i, 'task-' || i / 50, 'seat', 'p', 'm', 'settled', 10, 7, 'ok', '2026-11-' || (10 + i % 12), ${NOON} - i, 'gone', '[]' FROM n;
    INSERT INTO entries (seq, at, type, attempt, held, settled, detail) SELECT seq * 2, 0, 'reserve', attempt, 10, 0, '{"path":[]}' FROM attempts;
    INSERT INTO entries (seq, at, type, attempt, held, settled, detail) SELECT seq * 2 + 1, 0, 'settle', attempt, -10, 7, '{}' FROM attempts;
    COMMIT`);
  return connection;
}

/** How many pages the log grows by: what a call writes, counted rather than timed. */
function bytesWritten(store: Store, body: () => void): number {
  const before = readFileSync(`${store.path}-wal`).length;
  body();
  return readFileSync(`${store.path}-wal`).length - before;
}

test('no statement of a reservation or settlement reads through a table, with fifty thousand attempts in it', (t) => {
  const store = openedStore(t);
  const connection = fill(t, store);
  const source = ['sqlite-ledger.ts', 'owners.ts']
    .map((file) => readFileSync(new URL(`../../src/node/${file}`, import.meta.url), 'utf8'))
    .join('\n');
  const statements = [...source.matchAll(/['`]((?:SELECT|UPDATE|DELETE)\s[^'`$]*(?:'[a-z]+'[^'`$]*)*)['`]/g)].map(([, sql = '']) => sql);
  assert.ok(statements.length >= 5, 'the statements were not found in the source');
  for (const sql of statements.filter((each) => !each.includes('FROM owners'))) {
    const plan = connection
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
    assert.ok(
      plan.every((step) => !step.startsWith('SCAN')),
      `${sql}\n${plan.join('\n')}`,
    );
  }
});

test('the check of the books reads no table through again for each row of another', (t) => {
  const connection = new DatabaseSync(openedStore(t).path);
  atEnd(t, () => connection.close());
  for (const sql of DIFFERENCES) {
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    // The levels of one entry are its own.
    const scans = plan.filter(({ detail }) => /^SCAN (?!.*VIRTUAL TABLE)/u.test(String(detail))).map(({ parent }) => parent);
    assert.ok(scans.length > 0);
    assert.equal(new Set(scans).size, scans.length, JSON.stringify(plan));
  }
});

test('a reservation and its settlement write as little into a large store as into a small one', (t) => {
  const [small, large] = [openedStore(t), openedStore(t)];
  fill(t, large).exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const pages = (store: Store): number => {
    store.ledger.reserve(request('warm', 1));
    return (
      bytesWritten(store, () => {
        for (let index = 0; index < 20; index++) {
          store.ledger.reserve(request(`new-${index}`, 10));
          store.ledger.settle(settlement(`new-${index}`, 7));
        }
      }) / 4096
    );
  };
  const [few, many] = [pages(small), pages(large)];
  assert.ok(many < few * 2, `${few} pages in a small store, ${many} in a large one`);
});
