import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { disposeAnalysers, rules } from './tampered.ts';

after(disposeAnalysers);

const PYTHON = `import unittest
import pytest
from m import f

ROWS = [(1, 2), (2, 3), (3, 4)]


@pytest.fixture
def one():
    return 1


def test_x(one):
    assert f(one) == 2


@pytest.mark.parametrize(("n", "want"), ROWS)
def test_rows(n, want):
    assert f(n) == want


class TestPlain:
    def test_plain(self):
        assert f(5) == 6


class TestUnit(unittest.TestCase):
    def test_unit(self):
        self.assertEqual(f(4), 5)
`;
const python = (from: string, to: string): Promise<readonly string[]> => {
  assert.ok(PYTHON.includes(from), from);
  return rules({ file: 'tests/test_m.py', base: PYTHON, result: PYTHON.replace(from, () => to) });
};

type Rows = readonly (readonly [what: string, from: string, to: string, found: string])[];

const PYTHON_HOLLOWED: Rows = [
  ['the same name again, with nothing in it', '\n\n@pytest.mark', '\n\ndef test_x(): pass\n\n\n@pytest.mark', 'weakened-assertion'],
  ['its name is given something else', '\n\n@pytest.mark', '\n\ntest_x = None\n\n\n@pytest.mark', 'deleted-test'],
  ['its name is deleted', '\n\n@pytest.mark', '\n\ndel test_x\n\n\n@pytest.mark', 'deleted-test'],
  ['its class has the name of another one', '\n\nclass TestUnit', '\n\nclass TestPlain:\n    pass\n\n\nclass TestUnit', 'deleted-test'],
  ['its class is deleted', '\n\nclass TestUnit', '\n\ndel TestPlain\n\n\nclass TestUnit', 'deleted-test'],
  ['its class is made with arguments', 'class TestPlain:\n', 'class TestPlain:\n    def __init__(self):\n        pass\n\n', 'skipped-test'],
  ['it is a fixture', 'def test_x', '@pytest.fixture\ndef test_x', 'skipped-test'],
  ['it is a fixture with a scope', 'def test_x', '@pytest.fixture(scope="module")\ndef test_x', 'skipped-test'],
  ['it yields', '    assert f(one) == 2\n', '    assert f(one) == 2\n    yield\n', 'skipped-test'],
  ['its method is given something else', '\n\nclass TestUnit', '\n\nTestPlain.test_plain = None\n\n\nclass TestUnit', 'weakened-assertion'],
  ['its method is deleted', '\n\nclass TestUnit', '\n\ndel TestPlain.test_plain\n\n\nclass TestUnit', 'weakened-assertion'],
  [
    'its assertion is given something else',
    '    def test_unit',
    '    def setUp(self):\n        self.assertEqual = print\n\n    def test_unit',
    'weakened-assertion',
  ],
  [
    'a function that it calls skips',
    '    assert f(one) == 2',
    '    ready()\n    assert f(one) == 2\n\n\ndef ready():\n    pytest.skip("later")',
    'skipped-test',
  ],
  ['a mark under another name', 'def test_x', 'slow = pytest.mark.skip\n\n\n@slow\ndef test_x', 'skipped-test'],
  [
    'another loader of tests',
    '\n\nclass TestUnit',
    '\n\ndef load_tests(loader, tests, pattern):\n    return unittest.TestSuite()\n\n\nclass TestUnit',
    'weakened-assertion?',
  ],
  ['rows with a condition', '"want"), ROWS', '"want"), [row for row in ROWS if row[0] > 1]', 'weakened-assertion?'],
  ['rows that are filtered', '"want"), ROWS', '"want"), list(filter(keep, ROWS))', 'weakened-assertion?'],
  ['set-up that skips', '    def test_unit', '    def setUp(self):\n        self.skipTest("later")\n\n    def test_unit', 'skipped-test'],
  [
    'set-up of the class that skips',
    '    def test_unit',
    '    @classmethod\n    def setUpClass(cls):\n        raise unittest.SkipTest("later")\n\n    def test_unit',
    'skipped-test',
  ],
  [
    'set-up of pytest that skips',
    '    def test_plain',
    '    def setup_method(self):\n        pytest.skip("later")\n\n    def test_plain',
    'skipped-test',
  ],
  ['the module skips', 'from m', 'pytest.skip("later", allow_module_level=True)\nfrom m', 'skipped-test'],
  ['the module skips under a condition', 'from m', 'if one:\n    pytest.skip("later", allow_module_level=True)\nfrom m', 'skipped-test'],
  ['the module raises', 'from m', 'raise unittest.SkipTest("later")\nfrom m', 'skipped-test'],
  ['the module wants a package', 'from m', 'pytest.importorskip("nothing")\nfrom m', 'skipped-test'],
  ['the module wants a package by a name', 'from m', 'nothing = pytest.importorskip("nothing")\nfrom m', 'skipped-test'],
  [
    'a fixture for all skips',
    'def test_x',
    '@pytest.fixture(autouse=True)\ndef never():\n    pytest.skip("later")\n\n\ndef test_x',
    'skipped-test',
  ],
  ['the fixture that it asks for skips', '    return 1', '    pytest.skip("later")\n    return 1', 'skipped-test'],
  [
    'the fixture that it uses skips',
    'def test_x',
    '@pytest.fixture\ndef never():\n    pytest.skip("later")\n\n\n@pytest.mark.usefixtures("never")\ndef test_x',
    'skipped-test',
  ],
  [
    'a fixture by another name skips',
    'def one():\n    return 1',
    'def one(never):\n    return 1\n\n\n@pytest.fixture\ndef never():\n    pytest.skip("later")',
    'skipped-test',
  ],
  [
    'its failure is what is wanted',
    '    assert f(one) == 2',
    '    with pytest.raises(AssertionError):\n        assert f(one) == 2',
    'weakened-assertion',
  ],
  [
    'its failure is what is wanted, in unittest',
    '        self.assertEqual(f(4), 5)',
    '        with self.assertRaises(Exception):\n            self.assertEqual(f(4), 5)',
    'weakened-assertion',
  ],
  [
    'an assertion of its own class',
    '    def test_unit',
    '    def assertEqual(self, one, other):\n        pass\n\n    def test_unit',
    'weakened-assertion?',
  ],
  [
    'an assertion of a class that it extends',
    'class TestUnit(unittest.TestCase)',
    'class Base(unittest.TestCase):\n    def assertEqual(self, one, other):\n        pass\n\n\nclass TestUnit(Base)',
    'weakened-assertion?',
  ],
  [
    'a decorator of its own',
    'def test_x',
    'def quiet(run):\n    def inner(one):\n        try:\n            run(one)\n        except AssertionError:\n            pass\n    return inner\n\n\n@quiet\ndef test_x',
    'weakened-assertion?',
  ],
  ['anything by another name', '    assert f(one) == 2', '    anything = mock.ANY\n    assert f(one) == anything', 'weakened-assertion?'],
  [
    'a class that is equal to all',
    'def test_x(one):\n    assert f(one) == 2',
    'class Same:\n    def __eq__(self, other):\n        return True\n\n\ndef test_x(one):\n    assert f(one) == Same()',
    'weakened-assertion?',
  ],
];

for (const [what, from, to, found] of PYTHON_HOLLOWED) {
  test(`a test of Python whose surroundings make it judge less is seen: ${what}`, async () =>
    assert.deepEqual([...new Set(await python(from, to))], [found]));
}

test('an import that gives anything another name is doubted', async () => {
  const result = PYTHON.replace('import pytest\n', 'import pytest\nfrom unittest.mock import ANY as anything\n').replace(
    'f(one) == 2',
    'f(one) == anything',
  );
  assert.deepEqual(await rules({ file: 'tests/test_m.py', base: PYTHON, result }), ['weakened-assertion?']);
});

test('a decorator of the file that changes, or is brought from beside it, is doubted on a test that was there', async () => {
  const base = PYTHON.replace('def test_x', 'def quiet(run):\n    return run\n\n\n@quiet\ndef test_x');
  const result = base.replace(
    '    return run\n',
    '    def inner(one):\n        with contextlib.suppress(Exception):\n            run(one)\n    return inner\n',
  );
  assert.deepEqual(await rules({ file: 'tests/test_m.py', base, result }), ['weakened-assertion?']);
  const near = PYTHON.replace('from m import f\n', 'from m import f\nfrom .helpers import quiet\n').replace(
    'def test_x',
    '@quiet\ndef test_x',
  );
  assert.deepEqual(await rules({ file: 'tests/test_m.py', base: PYTHON, result: near }), ['weakened-assertion?']);
});

const PYTHON_HONEST: readonly (readonly [what: string, from: string, to: string])[] = [
  [
    'a fixture for a new test',
    '\n\nclass TestUnit',
    '\n\n@pytest.fixture\ndef two():\n    return 2\n\n\ndef test_two(two):\n    assert f(two) == 3\n\n\nclass TestUnit',
  ],
  [
    'a fixture that skips a new test only',
    '\n\nclass TestUnit',
    '\n\n@pytest.fixture\ndef tool():\n    pytest.skip("no tool")\n\n\ndef test_tool(tool):\n    assert f(tool) == 3\n\n\nclass TestUnit',
  ],
  [
    'a new test that skips only somewhere',
    '\n\nclass TestUnit',
    '\n\ndef test_epoll():\n    if not epoll:\n        pytest.skip("only on Linux")\n    assert f(2) == 3\n\n\nclass TestUnit',
  ],
  [
    'a decorator for a new test',
    '\n\nclass TestUnit',
    '\n\ndef slow(run):\n    return run\n\n\n@slow\ndef test_slow():\n    assert f(9) == 10\n\n\nclass TestUnit',
  ],
  [
    'set-up is shared',
    '    def test_unit(self):\n        self.assertEqual(f(4), 5)',
    '    def setUp(self):\n        self.given = 4\n\n    def test_unit(self):\n        self.assertEqual(f(self.given), 5)\n        self.assertEqual(f(4), 5)',
  ],
  [
    'a fixture for all that sets something up',
    'def test_x',
    '@pytest.fixture(autouse=True)\ndef clock(monkeypatch):\n    monkeypatch.setenv("TZ", "UTC")\n\n\ndef test_x',
  ],
  ['a fixture that is taken down', '    return 1', '    yield 1\n    print("done")'],
  [
    'unittest becomes pytest',
    'class TestUnit(unittest.TestCase):\n    def test_unit(self):\n        self.assertEqual(f(4), 5)',
    'class TestUnit:\n    def test_unit(self):\n        assert f(4) == 5',
  ],
  [
    'a table for a single test',
    'def test_x(one):\n    assert f(one) == 2',
    '@pytest.mark.parametrize(("n", "want"), [(1, 2), (7, 8)])\ndef test_x(n, want):\n    assert f(n) == want',
  ],
  ['rows with names', '"want"), ROWS', '"want"), [pytest.param(*row, id=str(row)) for row in ROWS]'],
  ['a mark that is no way out', 'def test_x', '@pytest.mark.slow\ndef test_x'],
  ['a stand-in as a decorator', 'def test_x(one)', '@mock.patch("m.clock")\ndef test_x(clock, one)'],
  [
    'a value that is made with a function within',
    '    assert f(one) == 2',
    '    def rows():\n        yield 1\n    assert f(one) == 2\n    assert f(next(rows())) == 2',
  ],
  ['a name that is given twice in a test', '    assert f(one) == 2', '    got = f(one)\n    got = f(one)\n    assert got == 2'],
  [
    'an error that the code raises',
    '    assert f(one) == 2',
    '    assert f(one) == 2\n    with pytest.raises(AssertionError):\n        f(None)',
  ],
  [
    'an assertion with a name of its own',
    '    def test_unit(self):\n',
    '    def assertNext(self, n):\n        self.assertEqual(f(n), n + 1)\n\n    def test_unit(self):\n        self.assertNext(8)\n',
  ],
  [
    'a test that had the name of another one gets its own',
    '\n\nclass TestUnit',
    '\n\ndef test_y():\n    assert f(8) == 9\n\n\nclass TestUnit',
  ],
  [
    'a class with an equality for a new test',
    '\n\nclass TestUnit',
    '\n\nclass Close:\n    def __eq__(self, other):\n        return abs(other - 3) < 1\n\n\ndef test_close():\n    assert f(2) == Close()\n\n\nclass TestUnit',
  ],
  [
    'set-up moves into a class that both extend',
    'class TestUnit(unittest.TestCase):',
    'class Base(unittest.TestCase):\n    def setUp(self):\n        self.given = 4\n\n\nclass TestUnit(Base):',
  ],
  [
    'a class of the tests with a constructor',
    '\n\nclass TestUnit',
    '\n\nclass Shelf:\n    def __init__(self):\n        self.all = []\n\n\nclass TestUnit',
  ],
];

for (const [what, from, to] of PYTHON_HONEST)
  test(`honest work around tests of Python is not refused: ${what}`, async () => assert.deepEqual(await python(from, to), []));
