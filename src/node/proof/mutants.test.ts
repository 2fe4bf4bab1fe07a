import assert from 'node:assert/strict';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';

import { mutantsOf } from './mutants.ts';

const SCRIPT = `// 1 + 1 < 2
export function price(list, limit) {
  let sum = 0;
  for (const one of list) {
    if (one.count <= limit && one.kind !== 'gift') sum += one.count * one.price;
  }
  log('a < b', /x && 1/);
  return sum + 10;
}
`;

const PYTHON = `# 1 + 1 < 2
def price(items, limit):
    """Adds 1 + 1."""
    total = 0
    for one in items:
        if one.count <= limit and one.kind not in GIFTS:
            total += one.count * one.price
    print("a < b")
    return total + 10
`;

const all = (text: string): ReadonlySet<number> => new Set(text.split('\n').map((_, index) => index + 1));
const what = (text: string, isPython: boolean, lines = all(text)): readonly string[] =>
  mutantsOf(text, { lines, isPython, most: 100 })
    .map((one) => one.what)
    .toSorted();

test('a script gets each kind of mistake, and none in a comment or a pattern', () => {
  assert.deepEqual(
    what(SCRIPT, false),
    [
      "!(one.count <= limit && one.kind !== 'gift') in place of one.count <= limit && one.kind !== 'gift'",
      '-= in place of +=',
      '- in place of +',
      '/ in place of *',
      '11 in place of 10',
      '1 in place of 0',
      '< in place of <=',
      "; in place of log('a < b', /x && 1/);",
      '=== in place of !==',
      'nothing in place of a < b',
      'nothing in place of gift',
      'undefined in place of sum + 10',
      '|| in place of &&',
    ].toSorted(),
  );
});

test('Python gets each kind of mistake, and none in a comment or a docstring', () => {
  const found = what(PYTHON, true);
  for (const one of [
    'None in place of total + 10',
    '< in place of <=',
    'or in place of and',
    '- in place of +',
    '/ in place of *',
    '-= in place of +=',
    '11 in place of 10',
    '1 in place of 0',
    'pass in place of print("a < b")',
    'nothing in place of a < b',
  ])
    assert.ok(found.includes(one), `${one} of ${found.join(' | ')}`);
  assert.ok(found.includes('not (one.count <= limit and one.kind not in GIFTS) in place of one.count <= limit and one.kind not in GIFTS'));
  assert.ok(mutantsOf(PYTHON, { lines: all(PYTHON), isPython: true, most: 100 }).every(({ line }) => line > 3));
});

test('only the lines that were asked for are changed, each once before any is changed twice', () => {
  const mutants = mutantsOf(SCRIPT, { lines: new Set([5, 8]), isPython: false, most: 2 });
  assert.deepEqual(
    mutants.map(({ line }) => line),
    [5, 8],
  );
  for (const { line, text } of mutants) {
    const differing = text.split('\n').flatMap((one, index) => (one === SCRIPT.split('\n')[index] ? [] : [index + 1]));
    assert.deepEqual(differing, [line]);
  }
});

const expression = fc.constantFrom(
  'a + b',
  'a < 3',
  'a === b',
  '!a',
  "'text'",
  'a && b',
  'call(a, [1])',
  'a ? 1 : 2',
  '`${a} x`',
  '/a+b/.test(a)',
  '() => a',
);
const statement = fc.oneof(
  expression.map((one) => `  return ${one};`),
  expression.map((one) => `  if (${one}) call(${one});`),
  expression.map((one) => `  const x = ${one};`),
  expression.map((one) => `  a += ${one};`),
);

test('what is made of a script that parses differs from it and parses', () => {
  fc.assert(
    fc.property(statement, (line) => {
      const text = `function f(a, b) {\n${line}\n}\n`;
      for (const mutant of mutantsOf(text, { lines: all(text), isPython: false, most: 100 })) {
        assert.notEqual(mutant.text, text);
        stripTypeScriptTypes(mutant.text);
      }
    }),
  );
});
