import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { skip, testProject } from './project.ts';

const TESTS = 'from price import price\n\ndef test_plain():\n    assert price(10, 0) == 10\n';
const CODE = 'def price(amount, percent):\n    result = amount\n    return result\n';
const PROJECT = { 'pytest.ini': '[pytest]\n', 'price.py': CODE, 'test_price.py': TESTS };
/** One for all changes of it, whose base needs to run once. */
const project = testProject(PROJECT);
after(() => project[Symbol.dispose]());

/** Each runs its line with no percent, and something of it only with one. */
const HALF_RUN: readonly (readonly [what: string, line: string])[] = [
  ['a conditional expression', 'result = 0 + (amount - amount * percent // 100 if percent else amount)'],
  ['one whose side is a constant', 'result = 0 + (7 if percent else amount)'],
  ['the right side of "and"', 'result = 0 + (amount - (percent and amount * percent))'],
  ['the condition of a comprehension', 'result = 0 + (amount - sum([amount for one in range(3) if one + percent > 50]))'],
  ['a statement behind a condition', 'result = amount + 0\n    if percent: result = 0'],
  ['a jump behind a condition', 'result = amount + 0\n    for one in range(3):\n        if one < percent: break'],
  ['a function without a name', 'later = lambda: 1 / 0; result = amount + 0'],
  ['a comparison in a row', 'result = 0 + (amount + (0 < percent < 50))'],
];

for (const [what, line] of HALF_RUN) {
  test(`a changed line of Python is proved only if all of it ran: ${what}`, { skip }, async () => {
    const { verdict, why } = await project.judge('price.py', { from: 'result = amount', to: line });
    if (why === 'pytest is not installed') return;
    assert.deepEqual([verdict, /only in part/.test(why ?? '')], ['unknown', true], why);
  });
}

test('a conditional of one line both sides of which tests run is proved', { skip }, async () => {
  using tested = testProject({ ...PROJECT, 'test_price.py': `${TESTS}\ndef test_half():\n    assert price(10, 50) == 5\n` });
  const { verdict, why } = await tested.judge('price.py', {
    from: 'result = amount',
    to: 'result = amount - amount * percent // 100 if percent and amount else amount',
  });
  assert.ok(why === 'pytest is not installed' || verdict === 'pass', why);
});

test('a stub, a protocol and a class without a body hold nothing that could run in part', { skip }, async () => {
  const { verdict, why } = await project.judge('price.py', {
    from: 'def price',
    to: 'class Wrong(Exception): pass\n\n\nLIMIT: int = 3\n\n\ndef price',
  });
  assert.ok(why === 'pytest is not installed' || !/only in part/.test(why ?? ''), `${verdict} ${why}`);
});
