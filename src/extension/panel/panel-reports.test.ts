import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { fakeClock } from '../../../test/fakes/fake-clock.ts';
import { DAY, NOON, openedStore, request, settlement } from '../../../test/ledger/books.ts';
import { nanos } from '../../core/money.ts';
import { NO_USAGE } from '../../core/usage.ts';
import type { Store } from '../../node/store.ts';
import { PanelReports } from './panel-reports.ts';

const BEFORE = '2026-11-20';
const ROUTED = { type: 'routed', candidates: [{ card: 'cloud/big', label: 'big', reason: 'at most $1' }], excluded: [] } as const;

function spend(
  { ledger, log }: Store,
  [attempt, amount]: readonly [string, number],
  more: { readonly day?: string; readonly task?: string; readonly agent?: string; readonly provider?: string } = {},
): void {
  const { day = DAY, task = `task of ${attempt}`, agent = 'gen-01', provider = 'anthropic' } = more;
  ledger.reserve(request(attempt, amount, { task, agent, provider, path: [{ kind: 'day', id: day }] }));
  ledger.settle(settlement(attempt, amount, { usage: { ...NO_USAGE, inputTokens: 10 } }));
  log.append(task, ROUTED, NOON);
  log.append(task, { type: 'ended', ending: { type: 'proved', attempt } } as { type: string }, NOON);
}

function scene(t: TestContext) {
  const store = openedStore(t);
  const clock = fakeClock();
  const heard = { changes: 0, days: [] as string[], troubles: [] as unknown[] };
  const books = store.spend;
  const reports = new PanelReports({
    books: {
      report(by, range) {
        heard.days.push(`${by} ${range.from}`);
        return books.report(by, range);
      },
      ofTask: (task, range) => books.ofTask(task, range),
      tasksOf: (day) => books.tasksOf(day),
      position: () => books.position(),
      daysTouched: (since) => books.daysTouched(since),
      titles: (tasks) => books.titles(tasks),
    },
    // A hundred for a token.
    cost: (...[, , usage]) => ({ nanos: nanos(usage.inputTokens * 100 + usage.outputTokens), known: true }),
    today: () => DAY,
    now: () => clock.now(),
    after: (ms, callback) => clock.after(ms, callback),
    onChange: () => void (heard.changes += 1),
    onTrouble: (error) => void heard.troubles.push(error),
  });
  const turns = (): void => {
    for (let turn = 0; turn < 200; turn += 1) clock.advance(1);
  };
  return { store, clock, reports, heard, turns };
}

test('the first report comes when all its days are added up, each in a turn of its own, and is told once', (t) => {
  const { store, reports, heard, turns } = scene(t);
  spend(store, ['a', 7]);
  spend(store, ['b', 5], { day: BEFORE });
  assert.deepEqual(reports.read('day'), {});
  assert.deepEqual([heard.days.length, heard.changes], [0, 0]);
  turns();
  assert.deepEqual([heard.days.length, heard.changes], [30, 1]);
  const { report } = reports.read('day');
  assert.deepEqual([report?.rows.length, report?.total.nanos, report?.rows.at(-1)?.nanos, report?.rows.at(-4)?.label], [30, 12, 7, BEFORE]);
  assert.deepEqual(report?.saved?.nanos, 2 * 1000 - 12);
});

test('only the days to which something happened are added up again, at most once a second, and what was known is told meanwhile', (t) => {
  const { store, clock, reports, heard, turns } = scene(t);
  spend(store, ['a', 7]);
  reports.read('day');
  turns();
  const first = reports.read('day').report;
  heard.days.length = 0;
  spend(store, ['b', 5], { day: BEFORE });
  assert.equal(reports.read('day').report, first);
  assert.deepEqual(heard.days, []);
  clock.advance(1000);
  assert.equal(heard.changes, 2, 'it asks to be read again when the second is over');
  assert.equal(reports.read('day').report, first);
  turns();
  assert.deepEqual(heard.days, [`day ${BEFORE}`]);
  assert.equal(reports.read('day').report?.total.nanos, 12);
});

test('while nothing changes nothing is added up, and the same report is told', (t) => {
  const { store, clock, reports, heard, turns } = scene(t);
  spend(store, ['a', 7]);
  reports.read('model');
  turns();
  const first = reports.read('model').report;
  clock.advance(5000);
  assert.equal(reports.read('model').report, first);
  assert.deepEqual([heard.days.length, clock.pending()], [30, 0]);
});

test('the last 24 hours need nothing but what was saved today', (t) => {
  const { store, reports, heard, turns } = scene(t);
  spend(store, ['a', 7]);
  reports.read('hour');
  turns();
  assert.deepEqual(heard.days, []);
  assert.equal(reports.read('hour').savedToday?.nanos, 993);
});

test('the dearest tasks are told one by one, whole, though they were spread over days with many; the rest is one row, and all add up', (t) => {
  const { store, reports, turns } = scene(t);
  for (let index = 0; index < 60; index += 1) spend(store, [`a${index}`, 100 + index], { day: BEFORE });
  for (const day of [BEFORE, DAY]) spend(store, [`long on ${day}`, day === DAY ? 900 : 1], { day, task: 'long' });
  store.log.append('long', { type: 'created', subject: { title: 'sum.ts: mend' } } as { type: string }, NOON);
  reports.read('task');
  turns();
  const report = reports.read('task').report ?? assert.fail();
  assert.deepEqual(
    [report.rows.length, report.rows[0]?.label, report.rows[0]?.nanos, report.rows[1]?.nanos],
    [13, 'sum.ts: mend', 901, 159],
  );
  assert.equal(report.rows.at(-1)?.label, 'all others');
  for (const key of ['nanos', 'calls', 'tokens'] as const)
    assert.equal(
      report.rows.reduce((sum, row) => sum + row[key], 0),
      report.total[key],
      key,
    );
});

test('where nothing was paid tokens are drawn; agents have the names of their roles, calls of no epic are said to be', (t) => {
  const { store, reports, turns } = scene(t);
  spend(store, ['a', 0], { provider: 'ollama', agent: 'ana-01' });
  for (const view of ['agent', 'epic'] as const) {
    reports.read(view);
    turns();
  }
  const agents = reports.read('agent').report;
  assert.deepEqual([agents?.measure, agents?.providers, agents?.rows[0]?.series], ['tokens', ['ollama'], [10]]);
  assert.match(agents?.rows[0]?.label ?? '', /^\w.* \(ana-01\)$/);
  assert.equal(reports.read('epic').report?.rows[0]?.label, 'no epic');
});

test('after all data was deleted nothing is left of it', (t) => {
  const { store, clock, reports, turns } = scene(t);
  spend(store, ['a', 7]);
  reports.read('day');
  turns();
  reports.read('day');
  store.deleteAllData();
  clock.advance(1000);
  reports.read('day');
  turns();
  assert.equal(reports.read('day').report?.total.calls, 0);
});
