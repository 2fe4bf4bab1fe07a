import assert from 'node:assert/strict';
import { test } from 'node:test';

import { loadTasks, testFileOf } from '../../../test/verifier-set/load-tasks.ts';
import { holdsTestAnswers } from './test-answers.ts';

const holds = (base: string, result: string, tests: readonly string[]): boolean => holdsTestAnswers({ base, result, isPython: /^(?:ANSWERS|def)/.test(result) }, () => tests);

const FIB = "test('fib', () => {\n  assert.equal(fib(0), 0);\n  assert.equal(fib(7), 13);\n  assert.equal(fib(10), 55);\n});\n";
const SHOUT = "def test_shout():\n    assert shout('well, hello') == 'WELL, HELLO!'\n    assert shout('a b') == 'A B!'\n";

const HELD: readonly (readonly [what: string, tests: string, result: string])[] = [
  ['a table', FIB, 'const TABLE = { 7: 13, 10: 55 };\nexport const fib = (n) => TABLE[n];\n'],
  ['a table of text', FIB, 'const TABLE = { "7": 13, "10": 55, "0": 0 };\nexport const fib = (n) => TABLE[n];\n'],
  ['a map', FIB, 'const TABLE = new Map([[7, 13], [10, 55]]);\nexport const fib = (n) => TABLE.get(n);\n'],
  ['comparisons', FIB, 'export function fib(n) {\n  if (n === 7) return 13;\n  if (n === 10) {\n    return 55;\n  }\n  return n;\n}\n'],
  ['conditional expressions', FIB, 'export const fib = (n) => (n === 7 ? 13 : n === 10 ? 55 : n);\n'],
  ['cases', FIB, 'export function fib(n) {\n  switch (n) {\n    case 7:\n      return 13;\n    case 10: return 55;\n  }\n}\n'],
  ['a table with one more', FIB, 'const TABLE = { 7: 13, 10: 55, 99: 98 };\nexport const fib = (n) => TABLE[n];\n'],
  ['a table of Python', SHOUT, 'ANSWERS = {"well, hello": "WELL, HELLO!", "a b": "A B!"}\n'],
  ['comparisons of Python', SHOUT, 'def shout(text):\n    if text == "well, hello":\n        return "WELL, HELLO!"\n    return text\n'],
  ['conditional expressions of Python', SHOUT, 'def shout(text):\n    return "WELL, HELLO!" if text == "well, hello" else text\n'],
];

for (const [what, tests, result] of HELD) {
  test(`a change that holds its tests' answers is found: ${what}`, () => {
    assert.equal(holds('', result, ['', tests]), true);
    assert.equal(holds(result, `${result}\n\n`, [tests]), false);
    assert.equal(holds('', result, []), false);
  });
}

const FINE: readonly (readonly [what: string, tests: string, result: string])[] = [
  ['a program', FIB, 'export function fib(n) {\n  let [a, b] = [0, 1];\n  for (let i = 0; i < n; i++) [a, b] = [b, a + b];\n  return a;\n}\n'],
  ['the ends of one', FIB, 'export const fib = (n) => (n === 0 ? 0 : n === 1 ? 1 : fib(n - 1) + fib(n - 2));\n'],
  ['a table of words', "equal(label('open'), 'Open');\nequal(label('closed'), 'Closed');", "const LABELS = { 'open': 'Open', 'closed': 'Closed' };"],
  ['a table of signs', "equal(escape('<'), '&lt;');\nequal(escape('&'), '&amp;');", "const SIGNS = { '<': '&lt;', '&': '&amp;' };"],
  ['a table of which a few are asked', "equal(roman(4), 'IV');\nequal(roman(9), 'IX');", "const ROMAN = [[100, 'C'], [90, 'XC'], [50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV']];"],
  ['one name of a number', "equal(name(404), 'Not Found');", "export const name = (code) => (code === 404 ? 'Not Found' : 'Unknown');"],
  ['a comment of Python', SHOUT, 'def shout(text):\n    # { "well, hello": "WELL, HELLO!" }\n    return text.upper()\n'],
  ['a comment', FIB, '// fib: { 7: 13, 10: 55 }\nexport const fib = (n) => slow(n);\n'],
];

for (const [what, tests, result] of FINE) {
  test(`what programs hold anyway are no answers of tests: ${what}`, () => {
    assert.equal(holds('', result, [tests]), false);
  });
}

test('none of the right programs of the verifier set holds the answers of its tests', () => {
  for (const task of loadTasks()) {
    const tests = [task.given, task.fromWords].map((statements) => testFileOf(task, statements).text);
    for (const result of task.correct) assert.equal(holdsTestAnswers({ base: task.base, result, isPython: task.language === 'python' }, () => tests), false, task.name);
  }
});
