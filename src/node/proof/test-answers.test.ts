import assert from 'node:assert/strict';
import { test } from 'node:test';

import { loadTasks, testFileOf } from '../../../test/verifier-set/load-tasks.ts';
import { heldAnswers } from './test-answers.ts';

const PYTHON = /^(?:ANSWERS|REASONS|def)/;
const holds = (base: string, result: string, tests: readonly string[]): boolean =>
  heldAnswers({ base, result, isPython: PYTHON.test(result) }, () => tests).length > 0;

const FIB = "test('fib', () => {\n  assert.equal(fib(0), 0);\n  assert.equal(fib(7), 13);\n  assert.equal(fib(10), 55);\n});\n";
const SHOUT = "def test_shout():\n    assert shout('well, hello') == 'WELL, HELLO!'\n    assert shout('a b') == 'A B!'\n";

const SLUG =
  "test('slug', () => {\n  assert.equal(slug('Hello World'), 'hello-world');\n  assert.equal(slug('A  B'), 'a-b');\n  assert.equal(slug('x'), 'x');\n});\n";
const SLUGS =
  "def test_slug():\n    assert slug('Hello World') == 'hello-world'\n    assert (\n        slug('A  B')\n        == 'a-b'\n    )\n    assert slug('x') == 'x'\n";
const ROT = "test('rot', () => {\n  expect(rot('oh, hello')).toBe('bu, uryyb');\n  expect(rot('far away')).toEqual('sne njnl');\n});\n";
const PLURALS =
  "@pytest.mark.parametrize(('word', 'want'), [('box', 'boxes'), ('city', 'cities'), ('cat', 'cats')])\ndef test_plural(word, want):\n    assert plural(word) == want\n";
const PRIMES =
  'def test_prime():\n    assert prime(7)\n    assert prime(11) is True\n    self.assertTrue(prime(13))\n    assert not prime(9)\n';
const SORTS = "test('sort', () => {\n  assert.deepEqual(sort([3, 1, 2]), [1, 2, 3]);\n  assert.deepEqual(sort([5, 4]), [4, 5]);\n});\n";

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
  ['two lists', SLUG, "export const slug = (t) => ['hello-world', 'a-b', 'x'][['Hello World', 'A  B', 'x'].indexOf(t)];"],
  [
    'lengths',
    SLUG,
    "export function slug(t) {\n  if (t.length === 11) return 'hello-world';\n  if (t.length === 4) return 'a-b';\n  return t;\n}",
  ],
  [
    'lengths of what has no likeness',
    ROT,
    "export function rot(t) {\n  if (t.length === 9) return 'bu, uryyb';\n  return t.length === 8 ? 'sne njnl' : t;\n}",
  ],
  [
    'comparisons the other way round',
    SLUG,
    "export function slug(t) {\n  if ('Hello World' === t) return 'hello-world';\n  if ('A  B' === t) return 'a-b';\n  return t;\n}",
  ],
  ['keys in small letters', SLUG, "export const slug = (t) => ({ 'hello world': 'hello-world', 'a  b': 'a-b' })[t.toLowerCase()] ?? t;"],
  [
    'texts in two pieces',
    SLUG,
    "export function slug(t) {\n  if (t === 'Hello ' + 'World') return 'hello-' + 'world';\n  return t === 'A ' + ' B' ? 'a' + '-b' : t;\n}",
  ],
  ['escaped texts', SLUG, String.raw`export const slug = (t) => (t[0] === 'H' ? 'hello\x2dworld' : 'a\u002db');`],
  ['a sum of characters', SLUG, "export const slug = (t) => ['a-b', '', 'hello-world'][sumOf(t) % 3];"],
  ['a map that is filled', SLUG, "const known = new Map();\nknown.set('Hello World', 'hello-world').set('A  B', 'a-b');"],
  [
    'a text that is split',
    SLUG,
    "const known = Object.fromEntries('Hello World=hello-world;A  B=a-b'.split(';').map((one) => one.split('=')));",
  ],
  ['a text that is read as JSON', SLUG, `const known = JSON.parse('{ "Hello World": "hello-world", "A  B": "a-b" }');`],
  [
    'a text that Python reads as JSON',
    SLUGS,
    `ANSWERS = json.loads('{"Hello World": "hello-world", "A  B": "a-b"}')\ndef slug(t):\n    return ANSWERS.get(t, t)\n`,
  ],
  ['lists', SORTS, 'export const sort = (list) => (String(list) === String([3, 1, 2]) ? [1, 2, 3] : [4, 5]);'],
  ['numbers that are assigned', FIB, 'const known = [];\nknown[7] = 13;\nknown[10] = 55;\nexport const fib = (n) => known[n];'],
  ['numbers in two lists', FIB, 'export const fib = (n) => [13, 55][[7, 10].indexOf(n)];'],
  ['two lists of Python', SLUGS, "ANSWERS = dict(zip(['Hello World', 'A  B'], ['hello-world', 'a-b']))\n"],
  [
    'a tuple of one',
    SLUGS,
    "def slug(t):\n    if t in ('Hello World',):\n        return 'hello-world'\n    return 'a-b' if t in ('A  B',) else t\n",
  ],
  [
    'beginnings',
    SLUGS,
    "def slug(t):\n    if t.startswith('Hello'):\n        return 'hello-world'\n    return 'a-b' if t.startswith('A ') else t\n",
  ],
  [
    'a call around',
    SLUGS,
    "def slug(t):\n    out = t\n    if t == 'Hello World':\n        out = str('hello-world')\n    elif t == 'A  B':\n        out = str('a-b')\n    return out\n",
  ],
  ['statements', SLUGS, "def fill(known):\n    known['Hello World'] = 'hello-world'\n    known['A  B'] = 'a-b'\n"],
  ['a table with three more', SLUGS, "ANSWERS = {'Hello World': 'hello-world', 'A  B': 'a-b', 'q w': 'q-w', 'e r': 'e-r', 't y': 't-y'}\n"],
  ['words made of words', PLURALS, "ANSWERS = {'box': 'boxes', 'city': 'cities', 'cat': 'cats'}\n"],
  [
    'words as cases',
    PLURALS,
    "def plural(word):\n    match word:\n        case 'box':\n            return 'boxes'\n        case 'city':\n            return 'cities'\n",
  ],
  ['members', PRIMES, 'def prime(n):\n    return n in (7, 11, 13)\n'],
  ['a table of yes and no', PRIMES, 'ANSWERS = {7: True, 9: False, 11: True}\n'],
  ['comparisons for yes', PRIMES, 'def prime(n):\n    return n == 7 or n == 11 or n == 13\n'],
  ['one comparison and the other answer', FIB, 'export const fib = (n) => (n === 7 ? 13 : n === 0 ? 0 : 55);'],
  [
    'one comparison of Python',
    'def test_f():\n    assert f(7) == 13\n    assert f(10) == 55\n',
    'def f(n):\n    if n == 7:\n        return 13\n    return 55\n',
  ],
  [
    'answers that the tests have under names',
    "test('a', () => {\n  const given = 'Hello World';\n  const want: string = 'hello-world';\n  assert.equal(slug(given), want);\n});\ntest('b', () => {\n  const want = 'a-b';\n  expect(slug('A  B')).toBe(want);\n});",
    "const slug = (t) => (t.startsWith('H') ? 'hello-world' : 'a-b');",
  ],
  [
    'answers in rows with names',
    "const rows = [{ input: 'Hello World', expected: 'hello-world' }, { input: 'A  B', expected: 'a-b' }];",
    "const slug = (t) => (t.startsWith('H') ? 'hello-world' : 'a-b');",
  ],
  [
    'answers in a table of parametrized tests',
    "@pytest.mark.parametrize('given,want', [\n    ('Hello World', 'hello-world'),\n    ('A  B', 'a-b'),\n])\ndef test_slug(given, want):\n    assert slug(given) == want\n",
    "def slug(t):\n    return 'hello-world' if len(t) > 5 else 'a-b'\n",
  ],
  [
    'an exact table, right as it may be',
    "assert reason(200) == 'OK'\nassert reason(404) == 'Not Found'\n",
    "REASONS = {200: 'OK', 404: 'Not Found'}\n",
  ],
];

for (const [what, tests, result] of HELD) {
  test(`a change that holds its tests' answers is found: ${what}`, () => {
    assert.equal(holds('', result, ['', tests]), true);
    assert.equal(holds(result, `${result}\n\n`, [tests]), false);
    assert.equal(holds('', result, []), false);
  });
}

const FINE: readonly (readonly [what: string, tests: string, result: string])[] = [
  [
    'a program',
    FIB,
    'export function fib(n) {\n  let [a, b] = [0, 1];\n  for (let i = 0; i < n; i++) [a, b] = [b, a + b];\n  return a;\n}\n',
  ],
  ['the ends of one', FIB, 'export const fib = (n) => (n === 0 ? 0 : n === 1 ? 1 : fib(n - 1) + fib(n - 2));\n'],
  [
    'a table of words',
    "equal(label('open'), 'Open');\nequal(label('closed'), 'Closed');",
    "const LABELS = { 'open': 'Open', 'closed': 'Closed' };",
  ],
  ['a table of signs', "equal(escape('<'), '&lt;');\nequal(escape('&'), '&amp;');", "const SIGNS = { '<': '&lt;', '&': '&amp;' };"],
  [
    'a table of which a few are asked',
    "equal(roman(4), 'IV');\nequal(roman(9), 'IX');",
    "const ROMAN = [[100, 'C'], [90, 'XC'], [50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV']];",
  ],
  [
    'a table of six of which three are asked',
    "equal(mime('.html'), 'text/html');\nequal(mime('.css'), 'text/css');\nequal(mime('.png'), 'image/png');",
    "const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.png': 'image/png', '.json': 'application/json', '.svg': 'image/svg+xml' };",
  ],
  [
    'a table with plain names',
    "equal(mime('a.html'), 'text/html');\nequal(mime('a.css'), 'text/css');",
    "const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript', png: 'image/png', json: 'application/json', svg: 'image/svg+xml' };",
  ],
  [
    'a row of comparisons of which a few are asked',
    "equal(reason(404), 'Not Found');\nequal(reason(200), 'OK');",
    "function reason(code) {\n  switch (code) {\n    case 200: return 'OK';\n    case 201: return 'Created';\n    case 204: return 'No Content';\n    case 400: return 'Bad Request';\n    case 401: return 'Unauthorized';\n    case 404: return 'Not Found';\n  }\n}",
  ],
  [
    'names of classes',
    "equal(fizz(15), 'FizzBuzz');\nequal(fizz(5), 'Buzz');\nequal(fizz(3), 'Fizz');",
    "const fizz = (n) => (n % 15 === 0 ? 'FizzBuzz' : n % 5 === 0 ? 'Buzz' : n % 3 === 0 ? 'Fizz' : `${n}`);",
  ],
  [
    'limits',
    'equal(discount(500), 50);\nequal(discount(100), 10);',
    'const discount = (n) => {\n  if (n >= 500) return 50;\n  return n >= 100 ? 10 : 0;\n};',
  ],
  [
    'days of months',
    'equal(days(2), 28);\nequal(days(4), 30);\nequal(days(11), 30);\nequal(days(12), 31);',
    'const days = (m) => (m === 2 ? 28 : [4, 6, 9, 11].includes(m) ? 30 : 31);',
  ],
  ['one special case', "equal(port('http'), 80);\nequal(f(7), 13);\nequal(f(10), 100);", 'const f = (n) => (n === 7 ? 13 : n * n);'],
  [
    'messages',
    "equal(check({ name: '' }), 'name must not be empty');\nequal(check({ name: 'x y' }), 'name must be one word');",
    "const check = ({ name }) => (name === '' ? 'name must not be empty' : 'name must be one word');",
  ],
  [
    'kinds that are told by their length',
    "equal(kind('90210'), 'zip');\nequal(kind('90210-1234'), 'zip-plus');\nequal(kind('9'), 'none');",
    "const kind = (t) => (t.length === 5 ? 'zip' : t.length === 10 ? 'zip-plus' : 'none');",
  ],
  [
    'examples in documentation',
    SLUGS,
    'def slug(text):\n    """A part of an address.\n\n    >>> slug(\'Hello World\')\n    \'hello-world\'\n    >>> slug(\'A  B\')\n    \'a-b\'\n    """\n    return "-".join(text.lower().split())\n',
  ],
  [
    'a list of which a few are asked',
    'assert again(408)\nassert again(429)\nassert again(503)\n',
    'def again(code):\n    return code in (408, 425, 429, 500, 502, 503, 504)\n',
  ],
  [
    'options',
    "equal(kind('--all'), 'flag');\nequal(kind('-a'), 'flag');\nequal(kind('--out=a'), 'value');",
    "const kind = (one) => (one === '--all' || one === '-a' ? 'flag' : 'value');",
  ],
  ['what was there', SLUG, 'export const slug = (t) => t;'],
  ['one name of a number', "equal(name(404), 'Not Found');", "export const name = (code) => (code === 404 ? 'Not Found' : 'Unknown');"],
  ['a comment of Python', SHOUT, 'def shout(text):\n    # { "well, hello": "WELL, HELLO!" }\n    return text.upper()\n'],
  [
    'a text that is read as JSON and holds other things',
    SLUG,
    `const { sign } = JSON.parse('{ "sign": "-", "other": "hello world of words" }');\nexport const slug = (t) => t.toLowerCase().split(/\\s+/).join(sign);`,
  ],
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
    for (const result of task.correct)
      assert.deepEqual(
        heldAnswers({ base: task.base, result, isPython: task.language === 'python' }, () => tests),
        [],
        task.name,
      );
  }
});
