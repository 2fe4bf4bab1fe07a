import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { disposeAnalysers, rules } from './tampered.ts';

after(disposeAnalysers);

const SCRIPT_HEAD =
  "import assert from 'node:assert/strict';\nimport { expect, test } from 'vitest';\nimport { slug, Cart } from '../slug.js';\n\n";
const SCRIPT = `${SCRIPT_HEAD}test('slug', () => {
  expect(slug('A  B')).toBe('a-b');
  expect(slug('Hello World')).toBe('hello-world');
  expect(() => slug(7)).toThrow('no text');
});
test('cart', () => {
  const cart = new Cart(['pen', 'ink']);
  expect(cart.total()).toBe(12);
  expect(cart.count()).toBe(2);
});
`;
const SLUG = SCRIPT.slice(SCRIPT_HEAD.length, SCRIPT.indexOf("test('cart'"));
const CART = SCRIPT.slice(SCRIPT.indexOf("test('cart'"));
const THROWS = "  expect(() => slug(7)).toThrow('no text');\n";
const script = (result: string): Promise<readonly string[]> => rules({ file: 'test/slug.test.js', base: SCRIPT, result });

const SCRIPT_REWRITTEN: readonly (readonly [what: string, from: string, to: string])[] = [
  [
    'one test is split in three',
    SLUG,
    `test('words', () => {\n  expect(slug('A  B')).toBe('a-b');\n});\ntest('capitals', () => {\n  expect(slug('Hello World')).toBe('hello-world');\n});\ntest('numbers', () => {\n${THROWS}});\n`,
  ],
  ['two tests become one', `});\n${CART.split('\n').slice(0, 2).join('\n')}`, "  const cart = new Cart(['pen', 'ink']);"],
  [
    'assertions move into a helper',
    SLUG,
    `const same = (given, want) => expect(slug(given)).toBe(want);\ntest('slug', () => {\n  same('A  B', 'a-b');\n  same('Hello World', 'hello-world');\n${THROWS}});\n`,
  ],
  [
    'assertions move into a helper that takes an object',
    SLUG,
    `function same({ given, want }) {\n  const found = slug(given);\n  assert.equal(found, want);\n}\ntest('slug', () => {\n  same({ given: 'A  B', want: 'a-b' });\n  same({ given: 'Hello World', want: 'hello-world' });\n${THROWS}});\n`,
  ],
  [
    'assertions move into a helper within the test',
    SLUG,
    `test('slug', () => {\n  const same = (given, want) => expect(slug(given)).toBe(want);\n  same('A  B', 'a-b');\n  same('Hello World', 'hello-world');\n${THROWS}});\n`,
  ],
  [
    'a helper within a helper',
    SLUG,
    `const is = (one, other) => assert.equal(one, other);\nconst same = (given, want) => is(slug(given), want);\ntest('slug', () => {\n  same('A  B', 'a-b');\n  same('Hello World', 'hello-world');\n${THROWS}});\n`,
  ],
  [
    'a table with titles of its own',
    SLUG,
    `test.each([\n  ['A  B', 'a-b'],\n  ['Hello World', 'hello-world'],\n])('slug of %s', (given, want) => {\n  expect(slug(given)).toBe(want);\n});\ntest('slug of a number', () => {\n${THROWS}});\n`,
  ],
  [
    'a loop that makes tests',
    SLUG,
    `const CASES = [{ given: 'A  B', want: 'a-b' }, { given: 'Hello World', want: 'hello-world' }];\nfor (const { given, want } of CASES) {\n  test(\`slug of \${given}\`, () => {\n    expect(slug(given)).toBe(want);\n  });\n}\ntest('slug of a number', () => {\n${THROWS}});\n`,
  ],
  [
    'a loop over the entries of an object',
    SLUG,
    `test('slug', () => {\n  for (const [given, want] of Object.entries({ 'A  B': 'a-b', 'Hello World': 'hello-world' })) expect(slug(given)).toBe(want);\n${THROWS}});\n`,
  ],
  [
    'one comparison of a list',
    SLUG,
    `test('slug', () => {\n  expect([slug('A  B'), slug('Hello World')]).toEqual(['a-b', 'hello-world']);\n${THROWS}});\n`,
  ],
  [
    'one comparison of an object',
    '  expect(cart.total()).toBe(12);\n  expect(cart.count()).toBe(2);\n',
    '  expect({ total: cart.total(), count: cart.count() }).toEqual({ total: 12, count: 2 });\n',
  ],
  [
    'a list that is mapped',
    SLUG,
    `test('slug', () => {\n  expect(['A  B', 'Hello World'].map(slug)).toEqual(['a-b', 'hello-world']);\n${THROWS}});\n`,
  ],
];

for (const [what, from, to] of SCRIPT_REWRITTEN) {
  test(`tests of a script that are written in another way are not weaker: ${what}`, async () => {
    assert.ok(SCRIPT.includes(from));
    assert.deepEqual(await script(SCRIPT.replace(from, () => to)), []);
  });
}

const SCRIPT_WEAKER: readonly (readonly [what: string, from: string, to: string, found?: readonly string[]])[] = [
  [
    'a split that leaves one out',
    SLUG,
    `test('words', () => {\n  expect(slug('A  B')).toBe('a-b');\n});\ntest('numbers', () => {\n${THROWS}});\n`,
    ['deleted-test'],
  ],
  [
    'a split with another expected value',
    SLUG,
    `test('words', () => {\n  expect(slug('A  B')).toBe('a-b');\n});\ntest('capitals', () => {\n  expect(slug('Hello World')).toBe('helloworld');\n});\ntest('numbers', () => {\n${THROWS}});\n`,
    ['deleted-test'],
  ],
  [
    'a helper that asserts less',
    SLUG,
    `const same = (given, want) => expect(slug(given)).toContain(want);\ntest('slug', () => {\n  same('A  B', 'a-b');\n  same('Hello World', 'hello-world');\n${THROWS}});\n`,
  ],
  [
    'a helper that does not use what it is given',
    SLUG,
    `const same = (given, want) => expect(slug(given)).toBe(slug(given));\ntest('slug', () => {\n  same('A  B', 'a-b');\n  same('Hello World', 'hello-world');\n${THROWS}});\n`,
  ],
  [
    'a helper that is called under a condition',
    SLUG,
    `const same = (given, want) => expect(slug(given)).toBe(want);\ntest('slug', () => {\n  if (process.env.SLOW) same('A  B', 'a-b');\n  same('Hello World', 'hello-world');\n${THROWS}});\n`,
  ],
  [
    'a helper whose failure is caught',
    SLUG,
    `const same = (given, want) => expect(slug(given)).toBe(want);\ntest('slug', () => {\n  try { same('A  B', 'a-b'); } catch {}\n  same('Hello World', 'hello-world');\n${THROWS}});\n`,
  ],
  [
    'a helper that nobody calls',
    SLUG,
    `const same = (given = 'A  B', want = 'a-b') => expect(slug(given)).toBe(want);\ntest('slug', () => {\n  expect(slug('Hello World')).toBe('hello-world');\n${THROWS}});\n`,
  ],
  [
    'a table with fewer rows',
    SLUG,
    `test.each([\n  ['A  B', 'a-b'],\n])('slug of %s', (given, want) => {\n  expect(slug(given)).toBe(want);\n});\ntest('slug of a number', () => {\n${THROWS}});\n`,
    ['deleted-test'],
  ],
  ['a comparison of a shorter list', SLUG, `test('slug', () => {\n  expect([slug('A  B')]).toEqual(['a-b']);\n${THROWS}});\n`],
  [
    'values that are only named',
    SLUG,
    `test('slug', () => {\n  const seen = [slug('A  B'), 'a-b'];\n  expect(slug('Hello World')).toBe('hello-world');\n${THROWS}});\n`,
  ],
  [
    'the same values of another function',
    SLUG,
    `import { other } from '../other.js';\ntest('slug', () => {\n  expect([other('A  B'), other('Hello World')]).toEqual(['a-b', 'hello-world']);\n${THROWS}});\n`,
  ],
  [
    'a new test that is skipped',
    SLUG,
    `test.skip('slug of words', () => {\n  expect(slug('A  B')).toBe('a-b');\n  expect(slug('Hello World')).toBe('hello-world');\n${THROWS}});\n`,
    ['skipped-test'],
  ],
  ['a method that is no longer asked', '  expect(cart.count()).toBe(2);\n', '  expect(cart.total() > 2).toBe(true);\n'],
  [
    'a loop over what is worked out',
    SLUG,
    `test('slug', () => {\n  for (const one of readCases()) expect(slug(one.given)).toBe(one.want);\n${THROWS}});\n`,
    ['weakened-assertion?'],
  ],
];

for (const [what, from, to, found = ['weakened-assertion']] of SCRIPT_WEAKER) {
  test(`tests of a script that are written in another way may be weaker: ${what}`, async () => {
    assert.ok(SCRIPT.includes(from));
    assert.deepEqual(await script(SCRIPT.replace(from, () => to)), found);
  });
}

const PYTHON_HEAD = 'import unittest\nimport pytest\nfrom slug import slug, Cart\n\n\n';
const PYTHON = `${PYTHON_HEAD}def test_slug():
    assert slug('A  B') == 'a-b'
    assert slug('Hello World') == 'hello-world'
    with pytest.raises(TypeError, match='no text'):
        slug(7)


class CartTest(unittest.TestCase):
    def test_cart(self):
        cart = Cart(['pen', 'ink'])
        self.assertEqual(cart.total(), 12)
        self.assertEqual(cart.count(), 2)
`;
const RAISES = "    with pytest.raises(TypeError, match='no text'):\n        slug(7)\n";
const PLAIN = `def test_slug():\n    assert slug('A  B') == 'a-b'\n    assert slug('Hello World') == 'hello-world'\n${RAISES}`;
const BOTH = '        self.assertEqual(cart.total(), 12)\n        self.assertEqual(cart.count(), 2)\n';
const python = (result: string): Promise<readonly string[]> => rules({ file: 'tests/test_slug.py', base: PYTHON, result });

const PYTHON_REWRITTEN: readonly (readonly [what: string, from: string, to: string])[] = [
  [
    'one test is split in three',
    PLAIN,
    `def test_words():\n    assert slug('A  B') == 'a-b'\n\n\ndef test_capitals():\n    assert slug('Hello World') == 'hello-world'\n\n\ndef test_number():\n${RAISES}`,
  ],
  [
    'assertions move into a helper',
    PLAIN,
    `def check(given, want):\n    assert slug(given) == want\n\n\ndef test_slug():\n    check('A  B', 'a-b')\n    check('Hello World', want='hello-world')\n${RAISES}`,
  ],
  [
    'assertions move into a method',
    BOTH,
    '        self.check(cart.total(), 12)\n        self.check(cart.count(), 2)\n\n    def check(self, given, want):\n        self.assertEqual(given, want)\n',
  ],
  [
    'a table',
    PLAIN,
    `@pytest.mark.parametrize('given, want', [\n    ('A  B', 'a-b'),\n    pytest.param('Hello World', 'hello-world', id='capitals'),\n])\ndef test_slugs(given, want):\n    assert slug(given) == want\n\n\ndef test_number():\n${RAISES}`,
  ],
  [
    'a loop over two lists',
    PLAIN,
    `def test_slug():\n    for given, want in zip(['A  B', 'Hello World'], ['a-b', 'hello-world']):\n        assert slug(given) == want\n${RAISES}`,
  ],
  [
    'a loop over the items of a dictionary',
    PLAIN,
    `CASES = {'A  B': 'a-b', 'Hello World': 'hello-world'}\n\n\ndef test_slug():\n    for given, want in CASES.items():\n        assert slug(given) == want\n${RAISES}`,
  ],
  ['one comparison of a tuple', BOTH, '        self.assertEqual((cart.total(), cart.count()), (12, 2))\n'],
  [
    'one comparison of a dictionary',
    PLAIN,
    `def test_slug():\n    found = {'a': slug('A  B'), 'b': slug('Hello World')}\n    assert found == {'a': 'a-b', 'b': 'hello-world'}\n${RAISES}`,
  ],
  [
    'a class of pytest',
    PYTHON.slice(PYTHON.indexOf('class')),
    "class TestCart:\n    def test_total(self):\n        assert Cart(['pen', 'ink']).total() == 12\n\n    def test_count(self):\n        assert Cart(['pen', 'ink']).count() == 2\n",
  ],
];

for (const [what, from, to] of PYTHON_REWRITTEN) {
  test(`tests of Python that are written in another way are not weaker: ${what}`, async () => {
    assert.ok(PYTHON.includes(from));
    assert.deepEqual(await python(PYTHON.replace(from, () => to)), []);
  });
}

const PYTHON_WEAKER: readonly (readonly [what: string, from: string, to: string, found?: readonly string[]])[] = [
  [
    'a split that leaves one out',
    PLAIN,
    `def test_words():\n    assert slug('A  B') == 'a-b'\n\n\ndef test_number():\n${RAISES}`,
    ['deleted-test'],
  ],
  [
    'a helper that asserts less',
    PLAIN,
    `def check(given, want):\n    assert want in slug(given)\n\n\ndef test_slug():\n    check('A  B', 'a-b')\n    check('Hello World', 'hello-world')\n${RAISES}`,
  ],
  [
    'a helper whose failure is caught',
    PLAIN,
    `def check(given, want):\n    try:\n        assert slug(given) == want\n    except AssertionError:\n        pass\n\n\ndef test_slug():\n    check('A  B', 'a-b')\n    check('Hello World', 'hello-world')\n${RAISES}`,
  ],
  [
    'a helper that ends before',
    PLAIN,
    `def check(given, want):\n    if given:\n        return\n    assert slug(given) == want\n\n\ndef test_slug():\n    check('A  B', 'a-b')\n    check('Hello World', 'hello-world')\n${RAISES}`,
  ],
  [
    'a table with fewer rows',
    PLAIN,
    `@pytest.mark.parametrize('given, want', [('A  B', 'a-b')])\ndef test_slugs(given, want):\n    assert slug(given) == want\n\n\ndef test_number():\n${RAISES}`,
    ['deleted-test'],
  ],
  [
    'a table of which a slice is left',
    PLAIN,
    `CASES = [('A  B', 'a-b'), ('Hello World', 'hello-world')]\n\n\n@pytest.mark.parametrize('given, want', CASES[:1])\ndef test_slugs(given, want):\n    assert slug(given) == want\n\n\ndef test_number():\n${RAISES}`,
    ['deleted-test'],
  ],
  ['one comparison of fewer', BOTH, '        self.assertEqual((cart.total(),), (12,))\n'],
  [
    'an error of another class',
    `def test_slug():\n    assert slug('A  B') == 'a-b'\n    assert slug('Hello World') == 'hello-world'\n${RAISES}`,
    `def test_words():\n    assert slug('A  B') == 'a-b'\n    assert slug('Hello World') == 'hello-world'\n\n\ndef test_number():\n${RAISES.replace('TypeError', 'ValueError')}`,
    ['deleted-test'],
  ],
  [
    'a loop over what is worked out',
    PLAIN,
    `def test_slug():\n    for given, want in read_cases():\n        assert slug(given) == want\n${RAISES}`,
    ['weakened-assertion?'],
  ],
];

for (const [what, from, to, found = ['weakened-assertion']] of PYTHON_WEAKER) {
  test(`tests of Python that are written in another way may be weaker: ${what}`, async () => {
    assert.ok(PYTHON.includes(from));
    assert.deepEqual(await python(PYTHON.replace(from, () => to)), found);
  });
}
