import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CountedLevel, decide, outermostFirst } from './budget.ts';
import type { BudgetLevel, LevelKind } from './ledger.ts';
import { ZERO, nanos } from './money.ts';

const KINDS: readonly LevelKind[] = ['day', 'epic', 'task', 'agent', 'call'];

function counted(kind: LevelKind, { cap, settled = 0, held = 0 }: { cap?: number; settled?: number; held?: number }): CountedLevel {
  const level: BudgetLevel = { kind, id: `the-${kind}`, ...(cap === undefined ? {} : { capNanos: nanos(cap) }) };
  return { level, totals: { settledNanos: nanos(settled), heldNanos: nanos(held) } };
}

test('an amount that exactly fills a cap is granted, one more is refused', () => {
  const level = counted('day', { cap: 100, settled: 40, held: 30 });
  assert.equal(decide([level], nanos(30)).granted, true);
  assert.deepEqual(decide([level], nanos(31)), {
    granted: false,
    refusal: { level: level.level, capNanos: 100, settledNanos: 40, heldNanos: 30, neededNanos: 31 },
  });
});

test('the outermost level without room is the one named, whatever the order of the path', () => {
  const path = [counted('call', { cap: 1 }), counted('task', { cap: 5 }), counted('day', { cap: 100 }), counted('epic', { cap: 5 })];
  const decision = decide(path, nanos(6));
  assert.equal(decision.granted ? undefined : decision.refusal.level.kind, 'epic');
});

test('a cap of zero means never pay, and lets free calls through', () => {
  const never = counted('day', { cap: 0 });
  assert.equal(decide([never], nanos(1)).granted, false);
  assert.deepEqual(decide([never], ZERO), { granted: true, nearCap: [] });
});

test('a free call is granted where the cap is used up, and overrun', () => {
  assert.equal(decide([counted('day', { cap: 10, settled: 10 })], ZERO).granted, true);
  assert.equal(decide([counted('day', { cap: 10, settled: 99 })], ZERO).granted, true);
});

test('a level without a cap never refuses and is never near it', () => {
  assert.deepEqual(decide([counted('agent', { settled: 1e15, held: 1e15 })], nanos(1e15)), { granted: true, nearCap: [] });
});

test('80 % of a cap, this reservation included, is near it', () => {
  const at = (needed: number): number => {
    const decision = decide([counted('day', { cap: 1000, settled: 300, held: 200 })], nanos(needed));
    return decision.granted ? decision.nearCap.length : -1;
  };
  assert.equal(at(299), 0);
  assert.equal(at(300), 1);
});

test('levels near their cap are told from the outside in', () => {
  const decision = decide([counted('task', { cap: 10 }), counted('day', { cap: 10 }), counted('epic', { cap: 100 })], nanos(9));
  assert.deepEqual(decision.granted && decision.nearCap.map(({ kind }) => kind), ['day', 'task']);
});

test('a path is ordered from the day inwards', () => {
  const path = KINDS.toReversed().map((kind) => ({ kind, id: kind }));
  assert.deepEqual(outermostFirst(path).map(({ kind }) => kind), KINDS);
});

const amount = fc.integer({ min: 0, max: 1_000 });
const levels = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), cap: fc.option(amount, { nil: undefined }), settled: amount, held: amount }),
  { maxLength: 6 },
).map((many) => many.map(({ kind, cap, settled, held }) => counted(kind, { ...(cap === undefined ? {} : { cap }), settled, held })));

test('what is granted fits on every level, and what is refused fits not on the one named', () => {
  fc.assert(fc.property(levels, amount, (path, needed) => {
    const decision = decide(path, nanos(needed));
    const fits = ({ level, totals }: CountedLevel): boolean =>
      needed === 0 || level.capNanos === undefined || totals.settledNanos + totals.heldNanos + needed <= level.capNanos;
    assert.equal(decision.granted, path.every(fits));
    if (!decision.granted) assert.equal(path.filter(({ level }) => level === decision.refusal.level).some(fits), false);
  }));
});

test('more is never granted where less is refused', () => {
  fc.assert(fc.property(levels, amount, amount, (path, one, other) => {
    const [less, more] = [nanos(Math.min(one, other)), nanos(Math.max(one, other))];
    assert.ok(decide(path, less).granted || !decide(path, more).granted);
  }));
});

test('a level near its cap holds at least four fifths of it, in whole numbers', () => {
  fc.assert(fc.property(levels, amount, (path, needed) => {
    const decision = decide(path, nanos(needed));
    if (!decision.granted) return;
    const near = path.filter(({ level, totals }) => {
      const cap = level.capNanos ?? 0;
      return cap > 0 && BigInt(totals.settledNanos + totals.heldNanos + needed) * 5n >= BigInt(cap) * 4n;
    });
    assert.equal(decision.nearCap.length, near.length);
  }));
});
