import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import fc from 'fast-check';
import { atEnd, NOON, openedStore, request, settlement } from '../../test/ledger/books.ts';
import type { LedgerRow } from '../core/ledger.ts';
import { nanos } from '../core/money.ts';
import { daysOf, SPEND_BY, sumOf, type SpendBy, type SpendSums } from '../core/spend-report.ts';
import { NO_USAGE, totalTokens } from '../core/usage.ts';
import { cellsSql } from './spend-cells.ts';
import type { Store } from './store.ts';

const DAYS = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'] as const;
// As awkward as ids can be: an agent that holds the bytes by which an epic is found.
const EPICS = [undefined, 'e1', 'e"2', '"kind":"epic"'] as const;

const call = fc.record({
  day: fc.constantFrom(...DAYS),
  epic: fc.constantFrom(...EPICS),
  task: fc.constantFrom('t1', 't2', 't3'),
  agent: fc.constantFrom('gen-01', 'ana-02', '"kind":"epic"'),
  provider: fc.constantFrom('ollama', 'gemini', 'anthropic'),
  model: fc.constantFrom('a', 'b'),
  local: fc.boolean(),
  reserved: fc.nat(9e9),
  settled: fc.nat(9e9),
  tokens: fc.nat(5000),
  source: fc.constantFrom('reported', 'estimated'),
  end: fc.constantFrom('ok', 'cut', 'aborted', 'release', 'expire', 'correct', 'none'),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

function book({ ledger, owner }: Store, one: Call, attempt: string): void {
  const { day, epic, task, agent, provider, model, local, reserved } = one;
  const path = [
    { kind: 'day', id: day } as const,
    ...(epic === undefined ? [] : [{ kind: 'epic', id: epic } as const]),
    { kind: 'task', id: task } as const,
  ];
  ledger.reserve(request(attempt, reserved, { task, agent, provider, model, local, path }));
  const usage = {
    ...NO_USAGE,
    inputTokens: one.tokens,
    cacheReadTokens: one.tokens % 7,
    outputTokens: one.tokens % 100,
    reasoningTokens: one.tokens % 11,
  };
  const told = settlement(attempt, one.settled, { usage, usageSource: one.source });
  if (one.end === 'release') ledger.release(attempt, 'unreachable', NOON);
  else if (one.end === 'expire' || one.end === 'correct') ledger.expireOwner(owner.id, NOON);
  else if (one.end !== 'none') ledger.settle({ ...told, outcome: one.end });
  if (one.end === 'correct') ledger.correct(told);
}

function keyOf(by: SpendBy, row: LedgerRow, epic: string | undefined): string {
  return { day: row.day, model: `${row.provider}/${row.model}`, agent: row.agent, task: row.task, epic: epic ?? '' }[by];
}

/** One row's part, said plainly. */
function naive(row: LedgerRow): SpendSums {
  const isUnderWay = row.state === 'reserved';
  return {
    calls: 1,
    failed: isUnderWay || row.outcome === 'ok' || row.outcome === 'aborted' ? 0 : 1,
    underWay: isUnderWay ? 1 : 0,
    estimated: row.usageSource === 'estimated' ? 1 : 0,
    usage: row.usage,
    settledNanos: row.settledNanos,
    heldNanos: nanos(isUnderWay ? row.reservedNanos : 0),
    overrunNanos: nanos(Math.max(0, row.settledNanos - row.reservedNanos)),
    localCalls: row.local ? 1 : 0,
    localTokens: row.local ? totalTokens(row.usage) : 0,
  };
}

test('each view of what the real ledger wrote is, to the nano-dollar, the sum of its rows, and all views have the same total', (t) => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 25 }), fc.constantFrom(...DAYS), fc.constantFrom(...DAYS), (calls, from, to) => {
      const store = openedStore(t);
      calls.forEach((one, index) => book(store, one, `a${index}`));
      const rows = calls.flatMap((one, index) => {
        const row = store.ledger.row(`a${index}`);
        return row !== undefined && from <= row.day && row.day <= to ? [{ row, epic: one.epic }] : [];
      });
      const total = sumOf(rows.map(({ row }) => naive(row)));
      for (const by of SPEND_BY) {
        const report = store.spend.report(by, { from, to });
        assert.deepEqual(report.total, total, by);
        assert.deepEqual(sumOf(report.groups), total, by);
        assert.deepEqual(sumOf(report.byProvider), total, by);
        const expected = Map.groupBy(rows, ({ row, epic }) => keyOf(by, row, epic));
        assert.deepEqual(report.groups.map(({ key }) => key).toSorted(), [...expected.keys()].toSorted(), by);
        for (const { key, byProvider, ...sums } of report.groups) {
          assert.deepEqual(sums, sumOf((expected.get(key) ?? []).map(({ row }) => naive(row))), `${by} ${key}`);
          assert.deepEqual(sumOf(byProvider), sums, `${by} ${key}`);
        }
      }
      assert.deepEqual(store.spend.days({ from, to }), [...new Set(rows.map(({ row }) => row.day))].toSorted());
      store.dispose();
    }),
    { numRuns: 40 },
  );
});

test('days come in their order, all else the dearest first', (t) => {
  const store = openedStore(t);
  for (const [day, amount, model] of [
    [DAYS[2], 5, 'small'],
    [DAYS[0], 1, 'small'],
    [DAYS[1], 9, 'big'],
  ] as const) {
    store.ledger.reserve(request(day, amount, { model, path: [{ kind: 'day', id: day }] }));
    store.ledger.settle(settlement(day, amount));
  }
  const range = { from: DAYS[0], to: DAYS[3] };
  assert.deepEqual(
    store.spend.report('day', range).groups.map(({ key }) => key),
    [DAYS[0], DAYS[1], DAYS[2]],
  );
  assert.deepEqual(
    store.spend.report('model', range).groups.map(({ key }) => key),
    ['anthropic/big', 'anthropic/small'],
  );
});

test('a report looks its days up in an index and reads nothing of others', (t) => {
  const connection = new DatabaseSync(openedStore(t).path);
  atEnd(t, () => connection.close());
  for (const by of SPEND_BY) {
    const plan = connection
      .prepare(`EXPLAIN QUERY PLAN ${cellsSql(by)}`)
      .all()
      .map(({ detail }) => String(detail));
    assert.ok(
      plan.some((step) => /^SEARCH attempts USING INDEX attempts_of_day/.test(step)),
      plan.join('\n'),
    );
    assert.ok(!plan.some((step) => /^SCAN attempts/.test(step)), plan.join('\n'));
  }
});

test('the days of a range are all there, over the ends of months and years', () => {
  assert.deepEqual(daysOf({ from: '2026-12-30', to: '2027-01-02' }), ['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
  assert.deepEqual(daysOf({ from: '2028-02-28', to: '2028-03-01' }), ['2028-02-28', '2028-02-29', '2028-03-01']);
});
