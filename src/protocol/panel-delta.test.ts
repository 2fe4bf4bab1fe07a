import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { PanelModel } from './panel.ts';
import { applyDelta, diffModel } from './panel-delta.ts';

const MODEL: PanelModel = {
  spend: { todayNanos: 0, heldNanos: 0, neverPay: true },
  notices: [],
  routes: [],
  hours: [],
  seats: [{ id: 'gen-01', kind: 'generation', role: 'r', does: 'd', state: 'idle' }],
  working: [],
  needsYou: [],
  recent: [],
};
const ALL = { label: 'All', series: [], nanos: 0, heldNanos: 0, calls: 0, failed: 0, tokens: 0, localCalls: 0 };
const EMPTY_STATE = { text: 'Download a model.', actions: [] };

const models: fc.Arbitrary<PanelModel> = fc
  .record({
    todayNanos: fc.nat(3),
    starts: fc.array(fc.nat(3), { maxLength: 2 }),
    state: fc.constantFrom('idle', 'working', 'failed'),
    reason: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    lines: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    empty: fc.option(fc.constantFrom('p', 'q'), { nil: undefined }),
    report: fc.option(fc.constantFrom('day', 'task'), { nil: undefined }),
  })
  .map(({ todayNanos, starts, state, reason, lines, empty, report }) => ({
    ...MODEL,
    spend: { ...MODEL.spend, todayNanos },
    notices: lines,
    routes: lines.map((models) => ({ kind: 'analysis', models })),
    hours: starts.map((startsAt) => ({ startsAt, byProvider: [] })),
    seats: [{ id: 'gen-01', kind: 'generation', role: 'r', does: 'd', state, ...(reason === undefined ? {} : { reason }) }],
    working: lines.map((lastLine, index) => ({ task: `t-${index}`, seat: 's', title: 't', model: 'm', startedAt: 0, nanos: 0, lastLine })),
    ...(empty === undefined ? {} : { emptyState: { text: empty, actions: [] } }),
    ...(report === undefined ? {} : { report: { by: report, days: 30, measure: 'money', providers: lines, rows: [], total: ALL } }),
  }));

test('equal models differ in nothing, even when they are different objects', () => {
  assert.equal(diffModel(MODEL, structuredClone(MODEL)), undefined);
});

test('only the parts that changed are in a delta', () => {
  const next = { ...structuredClone(MODEL), spend: { ...MODEL.spend, todayNanos: 7 } };
  assert.deepEqual(diffModel(MODEL, next), { changes: { spend: next.spend }, removed: [] });
});

test('an optional part that is gone is named', () => {
  assert.deepEqual(diffModel({ ...MODEL, emptyState: EMPTY_STATE }, MODEL), { changes: {}, removed: ['emptyState'] });
});

test('a delta turns the old model into the new one, also after a trip through JSON', () => {
  fc.assert(
    fc.property(models, models, (previous, next) => {
      const delta = diffModel(previous, next);
      if (delta === undefined) return assert.deepEqual(previous, next);
      const arrived: typeof delta = JSON.parse(JSON.stringify(delta));
      return assert.deepEqual(applyDelta(previous, arrived), next);
    }),
  );
});

test('a part that did not change stays the same object', () => {
  const next = applyDelta(MODEL, { changes: { working: [] }, removed: [] });
  assert.equal(next.seats, MODEL.seats);
  assert.equal(next.spend, MODEL.spend);
});
