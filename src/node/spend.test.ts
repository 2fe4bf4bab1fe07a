import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, NOON, openedStore, request, settlement } from '../../test/ledger/books.ts';
import { NO_USAGE } from '../core/usage.ts';
import type { Store } from './store.ts';

const YESTERDAY = { path: [{ kind: 'day', id: '2026-11-22' }], at: NOON - 24 * 3_600_000 } as const;

function spendSome({ ledger }: Store): void {
  ledger.reserve(request('a', 70));
  ledger.settle(
    settlement('a', 25, { usage: { ...NO_USAGE, inputTokens: 100, cacheReadTokens: 20, outputTokens: 30, reasoningTokens: 7 } }),
  );
  ledger.reserve(request('b', 40, { provider: 'gemini', model: 'b-model', at: NOON + 3_600_000 }));
  ledger.reserve(request('c', 0, { provider: 'ollama', model: 'llama', local: true }));
  ledger.settle(settlement('c', 0));
  ledger.reserve(request('d', 9, YESTERDAY));
  ledger.release('d', 'unreachable', NOON);
}

test('days are added up, the latest first, with what is held apart', (t) => {
  const store = openedStore(t);
  spendSome(store);
  assert.deepEqual(store.spend.byDay(10), [
    { day: DAY, settledNanos: 25, heldNanos: 40, attempts: 3, tokens: 165 },
    { day: '2026-11-22', settledNanos: 0, heldNanos: 0, attempts: 1, tokens: 0 },
  ]);
  assert.equal(store.spend.byDay(1).length, 1);
});

test('models of a day are added up, the dearest first; thinking is not counted twice', (t) => {
  const store = openedStore(t);
  spendSome(store);
  assert.deepEqual(store.spend.byModel(DAY), [
    { provider: 'gemini', model: 'b-model', settledNanos: 0, heldNanos: 40, attempts: 1, tokens: 0 },
    { provider: 'anthropic', model: 'a-model', settledNanos: 25, heldNanos: 0, attempts: 1, tokens: 150 },
    { provider: 'ollama', model: 'llama', settledNanos: 0, heldNanos: 0, attempts: 1, tokens: 15 },
  ]);
});

test('hours are added up by provider from a moment on', (t) => {
  const store = openedStore(t);
  spendSome(store);
  assert.deepEqual(
    store.spend.byHour(NOON).map(({ at, provider, settledNanos }) => [at, provider, settledNanos]),
    [
      [NOON, 'anthropic', 25],
      [NOON, 'ollama', 0],
      [NOON + 3_600_000, 'gemini', 0],
    ],
  );
});

test('the local share counts answers by where their model ran when it was asked, not attempts that failed or still run', (t) => {
  const store = openedStore(t);
  spendSome(store);
  assert.deepEqual(store.spend.localShare(DAY), { local: 1, all: 2 });
  store.ledger.reserve(request('remote ollama', 0, { provider: 'ollama', model: 'llama', local: false }));
  store.ledger.settle(settlement('remote ollama', 0));
  assert.deepEqual(store.spend.localShare(DAY), { local: 1, all: 3 });
  assert.deepEqual(store.spend.localShare('2026-11-22'), { local: 0, all: 0 });
});
