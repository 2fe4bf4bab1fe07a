import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from './budget.ts';
import type { LevelKind, LevelTotals, Measure, Refusal } from './ledger.ts';
import { nanos, ZERO } from './money.ts';
import { hasRoomNow } from './parked.ts';

const NOTHING: LevelTotals = { settledNanos: ZERO, heldNanos: ZERO, settledTokens: 0, heldTokens: 0 };

function refusal(kind: LevelKind, needed: number, measure: Measure = 'money'): Refusal {
  return { level: { kind, id: kind === 'day' ? '2026-11-23' : `one ${kind}` }, measure, cap: 1, settled: 0, held: 0, needed };
}

test('there is room exactly where the same claim would be granted', () => {
  const amount = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(
      fc.constantFrom<LevelKind>('day', 'epic', 'task', 'agent'),
      fc.constantFrom<Measure>('money', 'tokens'),
      fc.record({ cap: amount, settled: amount, held: amount, needed: fc.integer({ min: 1, max: 20 }) }),
      (kind, measure, { cap, settled, held, needed }) => {
        const totals = { settledNanos: nanos(settled), heldNanos: nanos(held), settledTokens: settled, heldTokens: held };
        const caps = { [kind]: { nanos: nanos(cap), tokens: cap } };
        const level = { kind, id: 'x', ...(measure === 'money' ? { capNanos: nanos(cap) } : { capTokens: cap }) };
        const { granted } = decide([{ level, totals }], { nanos: nanos(needed), tokens: needed });
        assert.equal(hasRoomNow(refusal(kind, needed, measure), { caps, totals: () => totals, today: '2026-11-24' }), granted);
      },
    ),
  );
});

test('a new day gives room for what the day before refused, and none for what a task refused', () => {
  const totals = ({ id }: { readonly id: string }): LevelTotals => (id === '2026-11-24' ? NOTHING : { ...NOTHING, settledNanos: nanos(5) });
  const room = { caps: { day: { nanos: nanos(5) }, task: { nanos: nanos(5) } }, totals };
  assert.equal(hasRoomNow(refusal('day', 2), { ...room, today: '2026-11-23' }), false);
  assert.equal(hasRoomNow(refusal('day', 2), { ...room, today: '2026-11-24' }), true);
  assert.equal(hasRoomNow(refusal('task', 2), { ...room, today: '2026-11-24' }), false);
});

test('a call has its budget to itself, and a budget that was taken away refuses nothing', () => {
  const room = { totals: () => ({ ...NOTHING, settledNanos: nanos(100) }), today: '2026-11-24' };
  assert.equal(hasRoomNow(refusal('call', 2), { ...room, caps: { call: { nanos: nanos(2) } } }), true);
  assert.equal(hasRoomNow(refusal('call', 3), { ...room, caps: { call: { nanos: nanos(2) } } }), false);
  assert.equal(hasRoomNow(refusal('agent', 3), { ...room, caps: {} }), true);
});
