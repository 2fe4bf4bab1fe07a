import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Failure, FailureKind } from '../failure.ts';
import { type Breaker, type BreakerEvent, CLOSED, letsThrough, MODEL_POLICY, PROVIDER_POLICY, reduceBreaker } from './breaker.ts';

const SILENT: readonly FailureKind[] = [
  'aborted',
  'refused',
  'context-length',
  'bad-request',
  'tools-unsupported',
  'rate-limit',
  'model-missing',
  'damaged-model',
];

function failure(kind: FailureKind, retryAfterMs?: number): Failure {
  return { kind, message: '', nextStep: '', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function ended(kind: FailureKind | 'nothing' | undefined, probe = false): BreakerEvent {
  return { type: 'ended', probe, failure: kind === undefined || kind === 'nothing' ? kind : failure(kind) };
}

function after(
  events: readonly BreakerEvent[],
  { from = CLOSED, policy = MODEL_POLICY, at = 0 }: { from?: Breaker; policy?: typeof MODEL_POLICY; at?: number } = {},
): Breaker {
  return events.reduce((breaker, event) => reduceBreaker(breaker, event, { policy, at }), from);
}

const OPEN = after([ended('server'), ended('idle'), ended('cut')]);
const PROBING = after([{ type: 'let-through' }], { from: OPEN, at: 5_000 });

test('three counted failures in a row open it, an answer between them starts the count anew', () => {
  assert.equal(OPEN.is, 'open');
  assert.equal(after([ended('server'), ended('server'), ended(undefined), ended('server'), ended('server')]).is, 'closed');
});

test('what says nothing of health neither opens it nor starts the count anew', () => {
  assert.deepEqual(after(SILENT.flatMap((kind) => [ended(kind), ended(kind), ended(kind)])), CLOSED);
  assert.equal(after([ended('server'), ended('refused'), ended('server'), ended('aborted'), ended('server')]).is, 'open');
  assert.deepEqual(
    after(
      SILENT.map((kind) => ended(kind)),
      { policy: PROVIDER_POLICY },
    ),
    CLOSED,
  );
});

test('it lets nothing through until its time, then one probe and nothing beside it', () => {
  assert.deepEqual([letsThrough(OPEN, 4_999), letsThrough(OPEN, 5_000)], [false, true]);
  assert.equal(PROBING.is, 'half-open');
  assert.equal(letsThrough(PROBING, 1e9), false);
  assert.equal(after([{ type: 'let-through' }], { from: OPEN, at: 4_999 }).is, 'open');
});

test('only the probe decides: calls from before it opened come too late', () => {
  for (const late of [ended(undefined), ended('server'), ended('nothing')]) {
    assert.equal(after([late], { from: OPEN }), OPEN);
    assert.equal(after([late], { from: PROBING }), PROBING);
  }
  assert.deepEqual(after([ended(undefined, true)], { from: PROBING }), CLOSED);
});

test('a probe of which nothing was learned makes room for the next one at once', () => {
  for (const kind of ['nothing', 'aborted', 'refused'] as const) {
    const next = after([ended(kind, true)], { from: PROBING, at: 6_000 });
    assert.deepEqual([next.is, letsThrough(next, 6_000)], ['open', true], kind);
  }
});

test('each probe that fails doubles the wait, up to five minutes', () => {
  const waits: number[] = [];
  let breaker = OPEN;
  for (let index = 0; index < 8 && breaker.is === 'open'; index += 1) {
    const at: number = breaker.until;
    breaker = after([{ type: 'let-through' }, ended('server', true)], { from: breaker, at });
    if (breaker.is === 'open') waits.push(breaker.until - at);
  }
  assert.deepEqual(waits, [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  assert.equal(breaker.failures, 11);
});

test('no credit opens it at once, for as long as was asked but never for more than a day; a wrong key for good', () => {
  const until = (kind: FailureKind, retryAfterMs?: number): number => {
    const breaker = after([{ type: 'ended', probe: false, failure: failure(kind, retryAfterMs) }], { policy: PROVIDER_POLICY });
    return breaker.is === 'open' ? breaker.until : -1;
  };
  assert.deepEqual(
    [until('quota'), until('quota', 1), until('quota', 7_200_000), until('quota', 1e15)],
    [600_000, 600_000, 7_200_000, 86_400_000],
  );
  assert.equal(until('auth'), Infinity);
  assert.equal(until('server'), -1);
});

test('at most one probe is under way, whatever happens', () => {
  const kind = fc.constantFrom<FailureKind | 'nothing' | undefined>('server', 'idle', 'aborted', 'nothing', undefined);
  const step = fc.record({ pass: fc.nat(20_000), ends: fc.option(fc.record({ which: fc.nat(9), kind }), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let [breaker, at]: [Breaker, number] = [CLOSED, 0];
      const running: boolean[] = [];
      for (const { pass, ends } of steps) {
        at += pass;
        if (ends === undefined && letsThrough(breaker, at)) {
          running.push(breaker.is !== 'closed');
          breaker = reduceBreaker(breaker, { type: 'let-through' }, { policy: MODEL_POLICY, at });
        } else if (ends !== undefined && running.length > 0) {
          const [probe] = running.splice(ends.which % running.length, 1);
          breaker = reduceBreaker(breaker, ended(ends.kind, probe), { policy: MODEL_POLICY, at });
        }
        assert.equal(running.filter(Boolean).length, breaker.is === 'half-open' ? 1 : 0);
      }
    }),
  );
});
