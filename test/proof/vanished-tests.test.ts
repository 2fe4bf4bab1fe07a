import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { skip, testProject } from './project.ts';

const TESTS = `import unittest
import pytest
from price import price

def test_plain():
    assert price(1) == 2

@pytest.mark.parametrize('n', [1, 2, 3])
def test_rows(n):
    assert price(n) == n + 1

class TestPlain:
    def test_one(self):
        assert price(1) == 2

class TestUnit(unittest.TestCase):
    def test_two(self):
        self.assertEqual(price(2), 3)
`;
const PROJECT = { 'pytest.ini': '[pytest]\n', 'price.py': 'def price(n):\n    return n + 1\n', 'test_price.py': TESTS };
/** One for all changes of its tests, whose base needs to run once. */
const project = testProject(PROJECT);
after(() => project[Symbol.dispose]());

const SKIPS = "@pytest.fixture(autouse=True)\ndef never():\n    pytest.skip('later')\n\ndef test_plain";

/** Whatever reading them says, running them shows that a test which passed does not run any more. */
const VANISHED: readonly (readonly [what: string, from: string, to: string])[] = [
  ['its name is given something else', '\n@pytest', '\ntest_plain = None\n\n@pytest'],
  ['its name is deleted', '\n@pytest', '\ndel test_plain\n\n@pytest'],
  ['its class is made with arguments', 'class TestPlain:\n', 'class TestPlain:\n    def __init__(self):\n        pass\n'],
  ['it is a fixture', 'def test_plain', '@pytest.fixture\ndef test_plain'],
  ['its table is put together with a condition', '[1, 2, 3]', '[n for n in [1, 2, 3] if n > 1]'],
  ['what sets it up skips it', '    def test_two', "    def setUp(self):\n        self.skipTest('later')\n\n    def test_two"],
  ['its module skips it', 'from price', "pytest.skip('later', allow_module_level=True)\nfrom price"],
  ['its module wants what is not there', 'from price', "pytest.importorskip('nothing_of_that_name')\nfrom price"],
  ['a fixture that it does not ask for skips it', 'def test_plain', SKIPS],
];

for (const [what, from, to] of VANISHED) {
  test(`a changed test of Python that does not run any more is refused: ${what}`, { skip }, async () => {
    const { verdict, why, findings } = await project.judge('test_price.py', { from, to });
    if (why === 'pytest is not installed') return;
    assert.deepEqual([verdict, new Set(findings.map(({ rule }) => rule))], ['fail', new Set(['test-vanished'])], why);
  });
}

const FAILS: readonly (readonly [what: string, from: string, to: string])[] = [
  ['its class has no assertions', 'unittest.TestCase', 'object'],
  ['it is made to yield', '    assert price(1) == 2\n\n@', '    assert price(1) == 2\n    yield\n\n@'],
];

for (const [what, from, to] of FAILS) {
  test(`a changed test of Python that cannot run as it is proves nothing: ${what}`, { skip }, async () => {
    const { verdict, why } = await project.judge('test_price.py', { from, to });
    assert.ok(why === 'pytest is not installed' || verdict === 'fail' || /fails on the code as it is/.test(why ?? ''), `${verdict} ${why}`);
  });
}
