import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { disposeAnalysers, rules } from './tampered.ts';

after(disposeAnalysers);

type Rows = readonly (readonly [what: string, from: string, to: string, found: string])[];

const SCRIPT = `import assert from 'node:assert/strict';
import { expect, test } from 'vitest';
import { f, later } from '../m.js';

const ROWS = [[1, 2], [2, 3], [3, 4]];

test('x', async () => {
  await expect(later(1)).resolves.toBe(2);
  await expect(later(0)).rejects.toThrow('none');
});
test('y', async () => {
  assert.equal(f(6), 7);
  await assert.rejects(later(0), /none/);
});
test.each(ROWS)('row', (n, want) => {
  expect(f(n)).toBe(want);
});
test('done', (t, done) => {
  later(1).then((got) => {
    assert.equal(got, 2);
    done();
  });
});
`;
const script = (from: string, to: string): Promise<readonly string[]> => {
  assert.ok(SCRIPT.includes(from), from);
  return rules({ file: 'test/m.test.js', base: SCRIPT, result: SCRIPT.replace(from, () => to) });
};

const SCRIPT_HOLLOWED: Rows = [
  ['nobody waits for what is kept', 'await expect(later(1))', 'expect(later(1))', 'weakened-assertion'],
  ['nobody waits for what is broken', 'await expect(later(0))', 'void expect(later(0))', 'weakened-assertion'],
  ['nobody waits for an error', 'await assert.rejects', 'assert.rejects', 'weakened-assertion'],
  [
    'it is asserted when the test is over',
    'assert.equal(f(6), 7);',
    'setTimeout(() => { assert.equal(f(6), 7); }, 9);',
    'weakened-assertion',
  ],
  ['it is asserted in the next round', 'assert.equal(f(6), 7);', 'setImmediate(() => assert.equal(f(6), 7));', 'weakened-assertion'],
  [
    'it is asserted behind a promise that nobody waits for',
    'assert.equal(f(6), 7);',
    'later(1).then(() => assert.equal(f(6), 7));',
    'weakened-assertion',
  ],
  ['rows are filtered', 'test.each(ROWS)', 'test.each(ROWS.filter(([n]) => n > 1))', 'weakened-assertion?'],
  ['equality is no longer strict', "'node:assert/strict'", "'node:assert'", 'weakened-assertion'],
];

for (const [what, from, to, found] of SCRIPT_HOLLOWED)
  test(`a test of a script whose surroundings make it judge less is seen: ${what}`, async () =>
    assert.deepEqual(await script(from, to), [found]));

const SCRIPT_HONEST: readonly (readonly [what: string, from: string, to: string])[] = [
  [
    'all are waited for at once',
    "await expect(later(1)).resolves.toBe(2);\n  await expect(later(0)).rejects.toThrow('none');",
    "await Promise.all([\n    expect(later(1)).resolves.toBe(2),\n    expect(later(0)).rejects.toThrow('none'),\n  ]);",
  ],
  [
    'the promise is waited for under a name',
    'await expect(later(1)).resolves.toBe(2);',
    'const kept = expect(later(1)).resolves.toBe(2);\n  await kept;',
  ],
  [
    'the runner waits for it',
    "test('y', async () => {\n  assert.equal(f(6), 7);\n  await assert.rejects(later(0), /none/);\n",
    "test('y', () => {\n  assert.equal(f(6), 7);\n  return assert.rejects(later(0), /none/);\n",
  ],
  ['it is waited for in another way', 'await expect(later(1)).resolves.toBe(2);', 'expect(await later(1)).toBe(2);'],
  [
    'a promise around a time',
    'assert.equal(f(6), 7);',
    'await new Promise((resolve) => setTimeout(() => {\n    assert.equal(f(6), 7);\n    resolve();\n  }, 9));',
  ],
  ['a promise that is waited for', 'assert.equal(f(6), 7);', 'await later(1).then(() => assert.equal(f(6), 7));'],
  ['rows with more in them', 'test.each(ROWS)', 'test.each(ROWS.map(([n, want]) => [n, want]))'],
  ['strict by another way', "import assert from 'node:assert/strict'", "import { strict as assert } from 'node:assert'"],
  ['a new test with set-up', "test('done'", "beforeEach(() => reset());\ntest('new', () => {\n  expect(f(8)).toBe(9);\n});\ntest('done'"],
];

for (const [what, from, to] of SCRIPT_HONEST)
  test(`honest work around tests of a script is not refused: ${what}`, async () => assert.deepEqual(await script(from, to), []));

test('equality by its strict name is as strict without the module that is', async () => {
  const base = SCRIPT.replaceAll('assert.equal', 'assert.strictEqual');
  assert.deepEqual(await rules({ file: 'test/m.test.js', base, result: base.replace('node:assert/strict', 'node:assert') }), []);
});
