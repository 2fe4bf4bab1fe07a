import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nanos, type Nanos } from './money.ts';
import { addSavings, isPriced, NO_SAVING, savedNanos, savingOf, savingWords, type TaskSpend } from './spend-saving.ts';
import { NO_USAGE, type Usage } from './usage.ts';

const PRICES: Readonly<Record<string, number>> = { flash: 1, sonnet: 10, opus: 50 };

/** So much for a token; `llama` is free, and nobody knows what `mystery` costs. */
function cost(provider: string, model: string, { inputTokens }: Usage): { readonly nanos: Nanos; readonly known: boolean } {
  return { nanos: nanos(provider === 'ollama' ? 0 : inputTokens * (PRICES[model] ?? 99)), known: provider === 'ollama' || model in PRICES };
}

const LLAMA = { card: 'ollama/llama', label: 'llama', reason: 'local and free' };
const MYSTERY = { card: 'mine/mystery', label: 'mystery', reason: 'price unknown, reserved at $1' };
const paid = (model: string) => ({ card: `cloud/${model}`, label: model, reason: 'at most $1' });
const answer = (inputTokens: number) => ({ usage: { ...NO_USAGE, inputTokens }, at: 5 });
const task = (more: Partial<TaskSpend>): TaskSpend => ({ allowed: [LLAMA, paid('flash'), paid('sonnet')], costNanos: nanos(0), ...more });

test('an answer is held against the dearest model that was allowed, less what its whole chain cost', () => {
  const saving = savingOf(
    [task({ costNanos: nanos(30), answer: answer(100) }), task({ allowed: [LLAMA, paid('opus')], answer: answer(2) })],
    { cost },
  );
  assert.equal(savedNanos(saving), 100 * 10 - 30 + 2 * 50);
  assert.deepEqual(
    saving.against.map(({ label, answers }) => [label, answers]),
    [
      ['opus', 1],
      ['sonnet', 1],
    ],
  );
});

test('what failed costs and saves nothing, so it can come to less than nothing', () => {
  const saving = savingOf([task({ costNanos: nanos(500) }), task({ costNanos: nanos(1), answer: answer(10) })], { cost });
  assert.deepEqual([saving.tasks, saving.answers, savedNanos(saving)], [2, 1, 100 - 501]);
});

test('a task without a paid model of known price counts neither way, and how many were left out is said', () => {
  const free = { card: 'deepseek/sonnet', label: 'sonnet', reason: 'you chose it, local and free' };
  const saving = savingOf(
    [[], [LLAMA], [LLAMA, MYSTERY], [free]].map((allowed) => task({ allowed, costNanos: nanos(7), answer: answer(9) })),
    { cost },
  );
  assert.deepEqual(saving, { ...NO_SAVING, leftOut: 4 });
  assert.equal(savedNanos(saving), undefined);
});

test('against a named model every answer that counts is held against that one', () => {
  const saving = savingOf([task({ answer: answer(3) }), task({ allowed: [LLAMA], answer: answer(100) })], { cost, against: 'cloud/opus' });
  assert.deepEqual([savedNanos(saving), saving.leftOut, saving.against], [150, 1, [{ card: 'cloud/opus', label: 'opus', answers: 1 }]]);
  assert.deepEqual(
    ['cloud/opus', 'cloud/mystery', 'ollama/llama', 'opus'].map((card) => isPriced(cost, card, 0)),
    [true, false, false, false],
  );
});

test('savings of parts add up to the saving of the whole, however the tasks are parted', () => {
  const one = fc.record({
    allowed: fc.subarray([LLAMA, MYSTERY, paid('flash'), paid('sonnet'), paid('opus')]),
    spent: fc.nat(1e6),
    tokens: fc.option(fc.nat(1e6), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(one), fc.nat(), (list, cut) => {
      const tasks = list.map(({ allowed, spent, tokens }) => ({
        allowed,
        costNanos: nanos(spent),
        ...(tokens === undefined ? {} : { answer: answer(tokens) }),
      }));
      const at = cut % (tasks.length + 1);
      const whole = savingOf(tasks, { cost });
      assert.deepEqual(addSavings(savingOf(tasks.slice(at), { cost }), savingOf(tasks.slice(0, at), { cost })), whole);
      assert.equal(whole.tasks + whole.leftOut, tasks.length);
      assert.equal(
        whole.against.reduce((sum, { answers }) => sum + answers, 0),
        whole.answers,
      );
    }),
  );
});

test('how it was computed is said in words', () => {
  const { against, how } = savingWords(savingOf([task({ costNanos: nanos(2e7), answer: answer(1e7) }), task({ allowed: [] })], { cost }));
  assert.equal(against, 'all on sonnet');
  assert.equal(
    how,
    'The tokens of 1 answer at the list price of sonnet come to $0.10. Less what all attempts of 1 task cost, failed ones too: $0.02. 1 task without a paid model of known price counts neither way.',
  );
});
