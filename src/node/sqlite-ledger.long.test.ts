import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { DAY, NOON, atEnd, dayAndTask, openedStore, request, settlement, temporaryFolder } from '../../test/ledger/books.ts';
import { nanos } from '../core/money.ts';
import { NO_USAGE } from '../core/usage.ts';
import { storePath } from './store.ts';

const DAY_LEVEL = { kind: 'day', id: DAY } as const;
const TASK_LEVEL = { kind: 'task', id: 'task-1' } as const;

test('a reservation is held on every level of its path', (t) => {
  const { ledger } = openedStore(t);
  assert.deepEqual(ledger.reserve(request('a', 70)), { granted: true, nearCap: [] });
  for (const level of [DAY_LEVEL, TASK_LEVEL]) assert.partialDeepStrictEqual(ledger.totals(level), { settledNanos: 0, heldNanos: 70 });
});

test('a refusal names the level and its totals, and books nothing on any level', (t) => {
  const { ledger } = openedStore(t);
  const path = dayAndTask({ day: 1000, task: 100 });
  ledger.reserve(request('a', 60, { path }));
  const refused = ledger.reserve(request('b', 41, { path }));
  assert.deepEqual(refused, {
    granted: false,
    refusal: { level: path[1], measure: 'money', cap: 100, settled: 0, held: 60, needed: 41 },
  });
  assert.equal(ledger.row('b'), undefined);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 0, heldNanos: 60 });
});

test('a settlement books the real cost and frees the rest', (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('a', 70));
  assert.equal(ledger.settle(settlement('a', 25)), true);
  assert.partialDeepStrictEqual(ledger.totals(TASK_LEVEL), { settledNanos: 25, heldNanos: 0 });
  assert.deepEqual(ledger.row('a'), {
    attempt: 'a',
    task: 'task-1',
    agent: 'generation-01',
    provider: 'anthropic',
    model: 'a-model',
    local: false,
    state: 'settled',
    reservedNanos: 70,
    settledNanos: 25,
    reservedTokens: 40,
    settledTokens: 15,
    outcome: 'ok',
    usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 },
    usageSource: 'reported',
    day: DAY,
    reservedAt: NOON,
    endedAt: NOON + 1_000,
  });
});

test('a second settle or release changes nothing and returns false', (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('a', 70));
  ledger.settle(settlement('a', 25));
  assert.equal(ledger.settle(settlement('a', 60)), false);
  assert.equal(ledger.release('a', 'cancelled', NOON), false);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 25, heldNanos: 0 });
});

test('settling or releasing what was never reserved returns false', (t) => {
  const { ledger } = openedStore(t);
  assert.equal(ledger.settle(settlement('never', 1)), false);
  assert.equal(ledger.release('never', 'cancelled', NOON), false);
  assert.equal(ledger.correct(settlement('never', 1)), false);
});

test('a released reservation costs nothing and keeps its row', (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('a', 70));
  assert.equal(ledger.release('a', 'unreachable', NOON + 5), true);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 0, heldNanos: 0 });
  const { state, settledNanos, outcome, endedAt } = ledger.row('a') ?? {};
  assert.deepEqual([state, settledNanos, outcome, endedAt], ['released', 0, 'unreachable', NOON + 5]);
});

test('a free attempt has a row too, and is granted where the cap is used up', (t) => {
  const { ledger } = openedStore(t);
  const path = dayAndTask({ day: 10 });
  ledger.reserve(request('paid', 10, { path }));
  assert.equal(ledger.reserve(request('free', 0, { path })).granted, true);
  assert.equal(ledger.row('free')?.state, 'reserved');
});

test('a cost above the reservation is booked as it is and listed as an overrun', (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('a', 10));
  ledger.reserve(request('b', 10));
  ledger.settle(settlement('a', 25));
  ledger.settle(settlement('b', 10));
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 35, heldNanos: 0 });
  assert.deepEqual(
    ledger.overruns({ day: DAY }).map(({ attempt }) => attempt),
    ['a'],
  );
  assert.deepEqual(ledger.overruns({ day: '2026-11-24' }), []);
});

test('the same id reserved twice is one reservation', (t) => {
  const { ledger } = openedStore(t);
  const path = dayAndTask({ day: 100 });
  ledger.reserve(request('a', 70, { path }));
  assert.equal(ledger.reserve(request('a', 70, { path })).granted, true);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 0, heldNanos: 70 });
});

test('an id whose money is no longer held for this caller is not granted again', (t) => {
  const dataDir = temporaryFolder(t);
  const [one, other] = [openedStore(t, { dataDir }), openedStore(t, { dataDir })];
  one.ledger.reserve(request('a', 70));
  assert.throws(() => other.ledger.reserve(request('a', 70)), /another process/);
  assert.throws(() => one.ledger.reserve(request('a', 71)), /another amount/);
  assert.throws(() => one.ledger.reserve(request('a', 70, { tokens: 41 })), /another amount/);
  one.ledger.settle(settlement('a', 70));
  assert.throws(() => one.ledger.reserve(request('a', 70)), /has ended \(settled\)/);
});

test('tokens are held and settled beside the money, on every level, free calls too', (t) => {
  const { ledger, owner } = openedStore(t);
  ledger.reserve(request('free', 0, { tokens: 100 }));
  assert.partialDeepStrictEqual(ledger.totals(TASK_LEVEL), { heldNanos: 0, heldTokens: 100 });
  ledger.settle(settlement('free', 0));
  ledger.reserve(request('lost', 5, { tokens: 60 }));
  ledger.expireOwner(owner.id, NOON);
  assert.partialDeepStrictEqual(ledger.totals(TASK_LEVEL), { settledNanos: 5, heldTokens: 0, settledTokens: 15 + 60 });
  ledger.correct(settlement('lost', 5));
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { heldTokens: 0, settledTokens: 15 + 15 });
});

test('a cap on tokens refuses a free call, and books nothing', (t) => {
  const { ledger } = openedStore(t);
  const [day, task] = dayAndTask();
  assert.ok(day && task);
  const path = [{ ...day, capTokens: 100 }, task];
  ledger.reserve(request('a', 0, { path, tokens: 70 }));
  const refusal = { level: path[0], measure: 'tokens', cap: 100, settled: 0, held: 70, needed: 31 };
  assert.deepEqual(ledger.reserve(request('b', 0, { path, tokens: 31 })), { granted: false, refusal });
  assert.equal(ledger.row('b'), undefined);
});

test('a number of tokens that is none is a mistake, and nothing is booked', (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('a', 1));
  for (const tokens of [-1, 0.5, Number.NaN, Infinity]) assert.throws(() => ledger.reserve(request('b', 1, { tokens })), RangeError);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { heldTokens: 40 });
});

test('a path that names a level twice is refused, since it would be counted twice', (t) => {
  const { ledger } = openedStore(t);
  const [day] = dayAndTask();
  assert.ok(day);
  assert.throws(() => ledger.reserve(request('a', 1, { path: [day, day] })), RangeError);
});

test('80 % of a cap is told with the grant', (t) => {
  const { ledger } = openedStore(t);
  const path = dayAndTask({ day: 100, task: 1000 });
  assert.deepEqual(ledger.reserve(request('a', 80, { path })), {
    granted: true,
    nearCap: [{ level: path[0], measure: 'money', cap: 100, used: 80 }],
  });
});

test('what an owner holds expires to its worst case', (t) => {
  const { ledger, owner } = openedStore(t);
  ledger.reserve(request('a', 70));
  ledger.reserve(request('b', 5));
  ledger.settle(settlement('b', 1));
  assert.deepEqual(ledger.expireOwner(owner.id, NOON), ['a']);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 71, heldNanos: 0 });
  assert.equal(ledger.row('a')?.state, 'expired');
  assert.deepEqual(ledger.expireOwner(owner.id, NOON), []);
});

test('usage that arrives after the expiry makes the sum the truth, once', (t) => {
  const { ledger, owner } = openedStore(t);
  ledger.reserve(request('a', 70));
  ledger.expireOwner(owner.id, NOON);
  assert.equal(ledger.settle(settlement('a', 20)), false, 'it has ended already');
  assert.equal(ledger.correct(settlement('a', 20)), true);
  assert.equal(ledger.correct(settlement('a', 20)), false);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 20, heldNanos: 0 });
  const { state, settledNanos, usageSource, endedAt } = ledger.row('a') ?? {};
  assert.deepEqual([state, settledNanos, usageSource, endedAt], ['settled', 20, 'reported', NOON]);
});

test('a reservation that is still held is settled, not corrected', (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('a', 70));
  assert.equal(ledger.correct(settlement('a', 20)), false);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 0, heldNanos: 70 });
});

test('a settlement with an impossible usage is refused and leaves the money held', (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('a', 70));
  const usage = { ...NO_USAGE, outputTokens: Number.NaN };
  assert.throws(() => ledger.settle(settlement('a', 1, { usage })), RangeError);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 0, heldNanos: 70 });
});

test('a sum that could not be exact is refused before anything is written', (t) => {
  const { ledger, check } = openedStore(t);
  ledger.reserve(request('a', Number.MAX_SAFE_INTEGER - 1));
  assert.throws(() => ledger.reserve(request('b', 2)), RangeError);
  assert.equal(ledger.row('b'), undefined);
  assert.deepEqual(check(), { sound: true });
});

test("the day is the path's, else the person's at the reservation", (t) => {
  const { ledger } = openedStore(t);
  ledger.reserve(request('a', 1, { path: [{ kind: 'day', id: '2020-02-29' }] }));
  ledger.reserve(request('b', 1, { path: [], at: new Date(2026, 10, 23, 0, 0, 1).getTime() }));
  assert.equal(ledger.row('a')?.day, '2020-02-29');
  assert.equal(ledger.row('b')?.day, DAY);
});

test('rows come in the order of their reservation, by task or day, with a limit the latest', (t) => {
  const { ledger } = openedStore(t);
  for (const [attempt, task] of [
    ['a', 'x'],
    ['b', 'y'],
    ['c', 'x'],
    ['d', 'x'],
  ] as const)
    ledger.reserve(request(attempt, 1, { task }));
  const names = (filter: Parameters<typeof ledger.rows>[0]) => ledger.rows(filter).map(({ attempt }) => attempt);
  assert.deepEqual(names({}), ['a', 'b', 'c', 'd']);
  assert.deepEqual(names({ task: 'x' }), ['a', 'c', 'd']);
  assert.deepEqual(names({ task: 'x', day: DAY, limit: 2 }), ['c', 'd']);
  assert.deepEqual(names({ day: '2026-11-24' }), []);
});

test('while another process writes, a reservation is told to come back, soon', (t) => {
  const { ledger, path } = openedStore(t);
  const other = new DatabaseSync(path);
  atEnd(t, () => other.close());
  other.exec('BEGIN IMMEDIATE');
  const before = performance.now();
  assert.deepEqual(ledger.reserve(request('a', 1)), { granted: false, busy: true });
  assert.ok(performance.now() - before < 500, 'the event loop was blocked for long');
  other.exec('ROLLBACK');
  assert.equal(ledger.reserve(request('a', 1)).granted, true);
});

test('entries can be neither changed nor deleted, nor ended twice, by any connection', (t) => {
  const dataDir = temporaryFolder(t);
  const { ledger } = openedStore(t, { dataDir });
  ledger.reserve(request('a', 70));
  ledger.settle(settlement('a', 20));
  const other = new DatabaseSync(storePath(dataDir));
  atEnd(t, () => other.close());
  assert.throws(() => other.exec('UPDATE entries SET settled = 0'), /append-only/);
  assert.throws(() => other.exec('DELETE FROM entries'), /append-only/);
  const again = (type: string) =>
    other.exec(`INSERT INTO entries (at, type, attempt, held, settled, detail) VALUES (0, '${type}', 'a', 0, 0, '{}')`);
  for (const type of ['reserve', 'settle', 'release', 'expire']) assert.throws(() => again(type), /UNIQUE/);
});

test('the history of an attempt is all in the entries', (t) => {
  const dataDir = temporaryFolder(t);
  const { ledger, owner } = openedStore(t, { dataDir });
  ledger.reserve(request('a', 70));
  ledger.expireOwner(owner.id, NOON);
  ledger.correct(settlement('a', 90, { nanos: nanos(90) }));
  const other = new DatabaseSync(storePath(dataDir));
  atEnd(t, () => other.close());
  const rows = other.prepare(`SELECT type, held, settled, detail ->> 'overrun' AS overrun FROM entries ORDER BY seq`).all();
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [
      { type: 'reserve', held: 70, settled: 0, overrun: null },
      { type: 'expire', held: -70, settled: 70, overrun: null },
      { type: 'correct', held: 0, settled: 20, overrun: 20 },
    ],
  );
});
