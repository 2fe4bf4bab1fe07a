import type { PanelDetail, PanelModel, PanelReport, PanelReportRow, PanelSeat } from '../../src/protocol/panel.ts';
import { SEATS } from '../../src/core/roster.ts';

const HOUR = 3_600_000;
/** 23 November 2026, 14:20 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 14, 20);

export const EMPTY: PanelModel = {
  spend: { todayNanos: 0, capNanos: 5e9, heldNanos: 0, neverPay: true },
  notices: [],
  routes: [],
  hours: [],
  seats: SEATS.map((seat): PanelSeat => ({
    id: seat.id,
    kind: seat.kind,
    role: seat.role.title,
    does: seat.role.does,
    state: 'unavailable',
    reason: seat.kind === 'automation' ? 'no OpenHands server is set up' : 'no model for this kind of task',
  })),
  working: [],
  needsYou: [],
  recent: [],
  emptyState: {
    text: 'No model can answer yet. SmolLM2 is 105 MB, runs on this machine and costs nothing.',
    actions: [
      { label: 'Download a model', command: 'centuria.model.download' },
      { label: 'Set a key', command: 'centuria.key.set' },
    ],
  },
};

const DETAIL: PanelDetail = {
  task: 't-1',
  title: 'sum.ts: handle an empty list',
  transcript: [
    { who: 'earlier', text: 'return list.reduce((a, b) => a + b);', at: NOW - 60_000 },
    { who: 'you', text: 'Handle an empty list.', at: NOW - 60_000 },
    { who: 'host', text: 'Sent 812 tokens to smollm2 on this machine.', at: NOW - 59_000 },
    {
      who: 'model',
      model: 'smollm2',
      text: 'A guard before the reduce:\n\n```ts\nexport function sum(list: readonly number[]): number {\n  if (list.lenght === 0) return 0;\n  return list.reduce((a, b) => a + b);\n}\n```',
      at: NOW - 50_000,
    },
    {
      who: 'gates',
      text: "types: Property 'lenght' does not exist (TS2551)\nsum.ts:2:12 error TS2551: Property 'lenght' does not exist on type 'readonly number[]'. Did you mean 'length'?",
      at: NOW - 48_000,
    },
    { who: 'host', text: 'Asking gemini-flash with the evidence.', at: NOW - 48_000 },
  ],
  receipt: {
    rows: [
      {
        model: 'smollm2',
        reason: 'local and free',
        at: NOW - 59_000,
        outcome: 'refused by types',
        gates: 'syntax passed · types failed (TS2551)',
        nanos: 0,
        nanosKnown: true,
        tokensIn: 812,
        cachedIn: 0,
        tokensOut: 64,
        ms: 8300,
      },
      {
        model: 'gemini-flash',
        reason: "cheapest that serves edits; the day's budget of $5.00 is 84 % used or held",
        at: NOW - 48_000,
        outcome: 'running',
        gates: '',
        nanos: 4_000_000,
        nanosKnown: false,
        tokensIn: 934,
        cachedIn: 512,
        tokensOut: 0,
        ms: 2100,
      },
    ],
    totalNanos: 4_000_000,
    excluded: [{ model: 'gpt', reason: 'no key is set' }],
  },
  links: [{ label: 'sum.ts, line 2', uri: 'file:///sample/sum.ts', line: 1 }],
};

/** A team at work, with every state a seat can be in. */
export const BUSY: PanelModel = {
  spend: {
    todayNanos: 420_000_000,
    capNanos: 5e9,
    heldNanos: 60_000_000,
    tokens: { used: 85_400, cap: 100_000 },
    neverPay: false,
    localShare: 0.71,
    saved: { nanos: 3_100_000_000, against: 'all on claude-sonnet', how: 'The same tokens at its price, less what was paid.' },
  },
  notices: ['Gemini asked to wait until 14:25'],
  routes: [
    { kind: 'generation', models: 'smollm2 here, then gemini-flash' },
    { kind: 'analysis', models: 'gemini-flash' },
  ],
  hours: [2, 3, 5, 6, 7, 8, 11, 12, 13, 14].map((hour) => ({
    startsAt: Date.UTC(2026, 10, 23, hour),
    byProvider: [
      { provider: 'gemini', nanos: 4_000_000 + 1_500_000 * (hour % 5) },
      { provider: 'anthropic', nanos: hour % 3 === 0 ? 0 : 9_000_000 * (hour % 4) },
      { provider: 'openai', nanos: hour === 8 ? 22_000_000 : 0 },
    ],
  })),
  seats: SEATS.map((seat): PanelSeat => {
    const base = { id: seat.id, kind: seat.kind, role: seat.role.title, does: seat.role.does };
    const busy: Readonly<Record<string, Omit<PanelSeat, 'id' | 'kind' | 'role' | 'does'>>> = {
      'gen-01': { state: 'working', task: 't-1' },
      'gen-02': { state: 'working', task: 't-2' },
      'gen-03': { state: 'waiting', reason: 'the local model has one slot', task: 't-5' },
      'gen-04': { state: 'needs-you', task: 't-3' },
      'ana-01': { state: 'working', task: 't-4' },
      'ana-02': { state: 'failed', reason: 'gemini-flash: no credit left', task: 't-6' },
    };
    if (seat.kind === 'automation') return { ...base, state: 'unavailable', reason: 'no OpenHands server is set up' };
    return { ...base, ...(busy[seat.id] ?? { state: 'idle' }) };
  }),
  working: [
    {
      task: 't-1',
      seat: 'gen-01',
      title: 'sum.ts: handle an empty list',
      model: 'gemini-flash',
      startedAt: NOW - 12_000,
      nanos: 0,
      lastLine: 'guard for an empty array before the reduce',
    },
    {
      task: 't-2',
      seat: 'gen-02',
      title: 'parse-date.ts: accept dates without a time zone and say in the error what was expected',
      model: 'smollm2',
      startedAt: NOW - 3000,
      nanos: 0,
      lastLine: 'const match = /^(\\d{4})-(\\d{2})-(\\d{2})/.exec(text);',
    },
    {
      task: 't-4',
      seat: 'ana-01',
      title: 'session.ts: analyse',
      model: 'claude-haiku',
      startedAt: NOW - 95_000,
      nanos: 2_100_000,
      lastLine: '',
    },
  ],
  needsYou: [
    {
      task: 't-3',
      title: 'cart.ts: round once, at the end',
      what: 'types, lint passed · behaviour not proved',
      actions: [
        { label: 'Open diff', command: 'centuria.task.open' },
        { label: 'Discard', command: 'centuria.task.dismiss' },
      ],
    },
    {
      task: 't-7',
      title: 'csv.ts: quote fields with a comma',
      what: 'Three models tried, none passed: types, lint.',
      actions: [
        { label: 'Show best attempt', command: 'centuria.task.showBest' },
        { label: 'Raise the budget', command: 'centuria.budget.set' },
      ],
    },
  ],
  recent: [
    {
      task: 't-8',
      title: 'retry.ts: stop after the third time',
      state: 'done',
      verdictText: 'types, lint passed',
      nanos: 0,
      at: NOW - HOUR / 2,
    },
    { task: 't-6', title: 'upload.ts: analyse', state: 'failed', verdictText: 'no credit left', nanos: 20_000, at: NOW - HOUR },
    {
      task: 't-9',
      title: 'menu.py: sort by price',
      state: 'not-proved',
      verdictText: 'not proved: types, no type checker for Python',
      nanos: 4_100_000,
      at: NOW - 2 * HOUR,
    },
    {
      task: 't-11',
      title: 'sum.ts: add up backwards',
      state: 'set-aside',
      verdictText: 'discarded, types passed',
      nanos: 0,
      at: NOW - 2.5 * HOUR,
    },
    {
      task: 't-12',
      title: 'upload.ts: analyse',
      state: 'refused',
      verdictText: 'no model may answer this',
      nanos: 0,
      at: NOW - 2.6 * HOUR,
    },
    { task: 't-10', title: 'sum.ts: add up in BigInt', state: 'cancelled', verdictText: 'cancelled by you', nanos: 0, at: NOW - 3 * HOUR },
  ],
};

const PROVIDERS = ['anthropic', 'gemini', 'ollama'];

function reportRow(label: string, paid: readonly number[], calls: number): PanelReportRow {
  const nanos = paid.reduce((sum, one) => sum + one, 0);
  return { label, series: paid, nanos, heldNanos: 0, calls, failed: calls % 3, tokens: calls * 1200, localCalls: Math.floor(calls / 2) };
}

function reportOf(by: PanelReport['by'], rows: readonly PanelReportRow[]): PanelReport {
  const sum = (of: (row: PanelReportRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const series = PROVIDERS.map((_, index) => sum((row) => row.series[index] ?? 0));
  const numbers = { nanos: sum(({ nanos }) => nanos), heldNanos: 0, calls: sum(({ calls }) => calls), failed: sum(({ failed }) => failed) };
  const total = { label: 'All', series, ...numbers, tokens: sum(({ tokens }) => tokens), localCalls: sum(({ localCalls }) => localCalls) };
  const how =
    'The tokens of 212 answers at the list price of claude-sonnet come to $7.42. Less what all attempts of 240 tasks cost, failed ones too: $4.32. 31 tasks without a paid model of known price count neither way.';
  const saved = { nanos: 3_100_000_000, against: 'all on claude-sonnet', how };
  return { by, days: 30, measure: 'money', providers: PROVIDERS, rows, total, localCallsShare: 0.64, localTokensShare: 0.41, saved };
}

/** At work, with a report of the last 30 days by day and by task. */
export const BY_DAY: PanelModel = {
  ...BUSY,
  report: reportOf(
    'day',
    Array.from({ length: 30 }, (_, index) => {
      const label = new Date(NOW - (29 - index) * 24 * HOUR).toISOString().slice(0, 10);
      return reportRow(label, index % 7 < 2 ? [0, 0, 0] : [9e7 + (index % 5) * 2e7, 4e7 * (index % 3), 0], index % 7 < 2 ? 0 : 20 + index);
    }),
  ),
};

export const BY_TASK: PanelModel = {
  ...BUSY,
  report: reportOf(
    'task',
    Array.from({ length: 13 }, (_, index) =>
      reportRow(
        index === 12 ? 'all others' : `file-${index}.ts: mend what the tests of the module complain about`,
        [Math.round(4e8 / (index + 1)), index % 2 === 0 ? 1e8 : 0, 0],
        3 + index,
      ),
    ),
  ),
};

export const BUSY_WITH_DETAIL: PanelModel = { ...BUSY, detail: DETAIL };

/** All hundred at work; `step` changes what streams. */
export function hundredWorking(step: number): PanelModel {
  return {
    ...BUSY,
    seats: SEATS.map((seat) => ({
      id: seat.id,
      kind: seat.kind,
      role: seat.role.title,
      does: seat.role.does,
      state: 'working',
      task: `task-${seat.id}`,
    })),
    working: SEATS.map((seat) => ({
      task: `task-${seat.id}`,
      seat: seat.id,
      title: `file-${seat.id}.ts: handle an empty list`,
      model: 'smollm2',
      startedAt: NOW - 1000,
      nanos: 0,
      lastLine: `line ${step}`,
    })),
    needsYou: [],
  };
}
