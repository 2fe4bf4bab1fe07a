import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CountedLevel, decide, outermostFirst } from './budget.ts';
import type { Amount, LevelKind } from './ledger.ts';
import { nanos } from './money.ts';

const KINDS: readonly LevelKind[] = ['day', 'epic', 'task', 'agent', 'call'];

interface Booked {
  readonly cap?: number | undefined;
  readonly settled?: number;
  readonly held?: number;
}

/** A level with these amounts in each measure; without some, it has no cap and nothing on it. */
function counted(kind: LevelKind, money: Booked, tokens: Booked = {}): CountedLevel {
  const caps = {
    ...(money.cap === undefined ? {} : { capNanos: nanos(money.cap) }),
    ...(tokens.cap === undefined ? {} : { capTokens: tokens.cap }),
  };
  return {
    level: { kind, id: `the-${kind}`, ...caps },
    totals: {
      settledNanos: nanos(money.settled ?? 0),
      heldNanos: nanos(money.held ?? 0),
      settledTokens: tokens.settled ?? 0,
      heldTokens: tokens.held ?? 0,
    },
  };
}

function costs(amount: number, tokens = 0): Amount {
  return { nanos: nanos(amount), tokens };
}

test('an amount that exactly fills a cap is granted, one more is refused', () => {
  const level = counted('day', { cap: 100, settled: 40, held: 30 });
  assert.equal(decide([level], costs(30)).granted, true);
  assert.deepEqual(decide([level], costs(31)), {
    granted: false,
    refusal: { level: level.level, measure: 'money', cap: 100, settled: 40, held: 30, needed: 31 },
  });
});

test('tokens are refused as money is, with or without a cap on money', () => {
  const level = counted('task', { cap: 1_000 }, { cap: 100, settled: 40, held: 30 });
  assert.equal(decide([level], costs(5, 30)).granted, true);
  assert.deepEqual(decide([level], costs(5, 31)), {
    granted: false,
    refusal: { level: level.level, measure: 'tokens', cap: 100, settled: 40, held: 30, needed: 31 },
  });
  assert.equal(decide([counted('task', {}, { cap: 10 })], costs(0, 11)).granted, false, 'a free call takes tokens too');
});

test('the outermost level without room is the one named, whatever the order of the path', () => {
  const path = [counted('call', { cap: 1 }), counted('task', { cap: 5 }), counted('day', { cap: 100 }), counted('epic', { cap: 5 })];
  const decision = decide(path, costs(6));
  assert.equal(decision.granted ? undefined : decision.refusal.level.kind, 'epic');
  const outer = decide([counted('call', { cap: 1 }), counted('day', {}, { cap: 1 })], costs(6, 2));
  assert.equal(outer.granted ? undefined : outer.refusal.level.kind, 'day');
});

test('a cap of zero means never pay, and lets free calls through', () => {
  const never = counted('day', { cap: 0 });
  assert.equal(decide([never], costs(1)).granted, false);
  assert.deepEqual(decide([never], costs(0, 9)), { granted: true, nearCap: [] });
});

test('a free call is granted where the money is used up, and overrun', () => {
  assert.equal(decide([counted('day', { cap: 10, settled: 10 })], costs(0, 5)).granted, true);
  assert.equal(decide([counted('day', { cap: 10, settled: 99 })], costs(0, 5)).granted, true);
});

test('a level without a cap never refuses and is never near it', () => {
  assert.deepEqual(decide([counted('agent', { settled: 1e15, held: 1e15 })], costs(1e15, 1e15)), { granted: true, nearCap: [] });
});

test('80 % of a cap, this reservation included, is near it, in either measure', () => {
  const booked = { cap: 1000, settled: 300, held: 200 };
  const near = (level: CountedLevel, needed: Amount) => {
    const decision = decide([level], needed);
    return decision.granted ? decision.nearCap.map(({ measure, used, cap }) => [measure, used, cap]) : undefined;
  };
  assert.deepEqual(near(counted('day', booked), costs(299)), []);
  assert.deepEqual(near(counted('day', booked), costs(300)), [['money', 800, 1000]]);
  assert.deepEqual(near(counted('day', {}, booked), costs(0, 299)), []);
  assert.deepEqual(near(counted('day', booked, booked), costs(300, 301)), [
    ['money', 800, 1000],
    ['tokens', 801, 1000],
  ]);
});

test('a call that takes nothing from a budget is not warned of it', () => {
  assert.deepEqual(decide([counted('day', { cap: 100, settled: 99 })], costs(0, 7)), { granted: true, nearCap: [] });
});

test('levels near their cap are told from the outside in', () => {
  const decision = decide([counted('task', { cap: 10 }), counted('day', { cap: 10 }), counted('epic', { cap: 100 })], costs(9));
  assert.deepEqual(decision.granted && decision.nearCap.map(({ level }) => level.kind), ['day', 'task']);
});

test('a path is ordered from the day inwards', () => {
  const path = KINDS.toReversed().map((kind) => ({ kind, id: kind }));
  assert.deepEqual(
    outermostFirst(path).map(({ kind }) => kind),
    KINDS,
  );
});

const amount = fc.integer({ min: 0, max: 1_000 });
const booked = fc.record({ cap: fc.option(amount, { nil: undefined }), settled: amount, held: amount });
const levels = fc
  .array(fc.record({ kind: fc.constantFrom(...KINDS), money: booked, tokens: booked }), { maxLength: 6 })
  .map((many) => many.map(({ kind, money, tokens }) => counted(kind, money, tokens)));
const needs = fc.record({ nanos: amount.map(nanos), tokens: amount });

/** Each cap of a level with what is on it once the amount is booked; those the amount takes nothing from are left out. */
function booking({ level, totals }: CountedLevel, needed: Amount): readonly { readonly cap: number; readonly used: number }[] {
  const money = { cap: level.capNanos ?? Infinity, used: totals.settledNanos + totals.heldNanos + needed.nanos };
  const tokens = { cap: level.capTokens ?? Infinity, used: totals.settledTokens + totals.heldTokens + needed.tokens };
  return [...(needed.nanos > 0 ? [money] : []), ...(needed.tokens > 0 ? [tokens] : [])];
}

test('what is granted fits on every level in both measures, and what is refused fits not on the one named', () => {
  fc.assert(
    fc.property(levels, needs, (path, needed) => {
      const decision = decide(path, needed);
      const fits = (counted: CountedLevel): boolean => booking(counted, needed).every(({ cap, used }) => used <= cap);
      assert.equal(decision.granted, path.every(fits));
      if (!decision.granted) assert.equal(path.filter(({ level }) => level === decision.refusal.level).some(fits), false);
    }),
  );
});

test('more is never granted where less is refused', () => {
  fc.assert(
    fc.property(levels, needs, needs, (path, one, other) => {
      const less = { nanos: nanos(Math.min(one.nanos, other.nanos)), tokens: Math.min(one.tokens, other.tokens) };
      const more = { nanos: nanos(Math.max(one.nanos, other.nanos)), tokens: Math.max(one.tokens, other.tokens) };
      assert.ok(decide(path, less).granted || !decide(path, more).granted);
    }),
  );
});

test('a level near its cap holds at least four fifths of it, in whole numbers', () => {
  fc.assert(
    fc.property(levels, needs, (path, needed) => {
      const decision = decide(path, needed);
      if (!decision.granted) return;
      const near = path.flatMap((counted) => booking(counted, needed)).filter(({ cap, used }) => used * 5 >= cap * 4);
      assert.equal(decision.nearCap.length, near.length);
    }),
  );
});
