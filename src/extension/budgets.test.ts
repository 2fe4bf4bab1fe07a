import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { nanos } from '../core/money.ts';
import { amountText, BUDGETS, budgetWords, emptyWords, neverPayText, neverPayWords, readAmount, refusedFirst } from './budgets.ts';

const [DAY, AGENT, TOKENS] = ['day', 'agent', 'dayTokens'].map(
  (setting) => BUDGETS.find((budget) => budget.setting === setting) ?? assert.fail(),
);
assert.ok(DAY !== undefined && AGENT !== undefined && TOKENS !== undefined);

test('every budget of the settings can be set, and its usual amount is the one of the manifest', () => {
  const { contributes } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    contributes: { configuration: { properties: Record<string, { type: string | string[]; default: unknown }> } };
  };
  const found = Object.entries(contributes.configuration.properties).filter(
    ([name, { type }]) => name.startsWith('centuria.budget.') && type !== 'boolean',
  );
  const wanted = BUDGETS.map(({ setting, usual }) => [`centuria.budget.${setting}`, usual ?? null]);
  assert.deepEqual(found.map(([name, { default: usual }]) => [name, usual]).toSorted(), wanted.toSorted());
});

test('what is written of an amount is read as that amount', () => {
  fc.assert(
    fc.property(fc.nat(1e8), (cents) =>
      assert.deepEqual(readAmount(DAY, ` $${(cents / 100).toFixed(2)} `), { ok: true, amount: cents / 100 }),
    ),
  );
  for (const [text, amount] of [
    ['2,50', 2.5],
    ['2,5', 2.5],
    ['1,000', 1_000],
    ['$12,345.67', 12_345.67],
  ] as const)
    assert.deepEqual(readAmount(DAY, text), { ok: true, amount }, text);
  fc.assert(
    fc.property(fc.nat(), (tokens) => assert.deepEqual(readAmount(TOKENS, tokens.toLocaleString('en-US')), { ok: true, amount: tokens })),
  );
  assert.deepEqual(readAmount(DAY, ' '), { ok: true, amount: undefined });
});

test('what is no amount is not taken, whatever it is', () => {
  for (const text of ['x', '-1', '1,0000', '1.000,50', '1e3', '1000001', '$', 'Infinity', '5 $'])
    assert.equal(readAmount(DAY, text).ok, false, text);
  for (const text of ['1.5', '-1', '10,00', '1e3', '$5', '9'.repeat(20)]) assert.equal(readAmount(TOKENS, text).ok, false, text);
  fc.assert(
    fc.property(fc.constantFrom(...BUDGETS), fc.string(), (budget, text) => {
      const read = readAmount(budget, text);
      assert.ok(!read.ok || read.amount === undefined || (read.amount >= 0 && Number.isFinite(read.amount)));
    }),
  );
});

test('what a budget is now is said, an unlimited one and one of nothing too', () => {
  assert.equal(budgetWords(DAY, 8), 'The day’s budget is $8.00 now.');
  assert.equal(budgetWords(AGENT, undefined), 'The budget of one agent of a task has no cap now: it is unlimited.');
  assert.equal(budgetWords(DAY, 0), 'The day’s budget is $0 now: nothing is asked that costs money.');
  assert.equal(budgetWords(TOKENS, 100_000), 'The day’s token budget is 100,000 tokens now.');
  assert.deepEqual(
    [emptyWords(DAY), emptyWords(AGENT), amountText(AGENT, undefined)],
    ['Empty: the usual $5.00.', 'Empty: no cap.', 'no cap'],
  );
});

test('the budget that had no room stands first, and each is there once', () => {
  const level = { kind: 'task', id: 't', capNanos: nanos(1) } as const;
  const rows = refusedFirst({ level, measure: 'tokens' });
  assert.equal(rows[0]?.setting, 'taskTokens');
  assert.equal(new Set(rows).size, BUDGETS.length);
  assert.deepEqual(refusedFirst(undefined), BUDGETS);
});

test('the row of never pay says what it is, and the words what it became', () => {
  assert.deepEqual([true, false].map(neverPayText), [
    'on: nothing that costs money is asked',
    'off: paid models are asked, within the budgets',
  ]);
  assert.match(neverPayWords(true), /^Never pay is on now: /);
  assert.match(neverPayWords(false), /^Never pay is off now: /);
});
