import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PLAIN, skip, testProject } from './project.ts';

const HEAD = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { last } from '../src/range.js';\n\n";

test('tests that run the changed lines and would notice no mistake in them prove nothing', { skip }, async () => {
  using project = testProject({ ...PLAIN, 'test/range.test.js': `${HEAD}test('runs', () => {\n  last([1, 2]);\n});\n` });
  const result = await project.judge('src/range.js', { from: 'list[list.length - 1]', to: 'list.at(-1)' });
  assert.deepEqual(
    [result.verdict, result.required, result.why],
    ['unknown', false, 'the tests pass, but none would notice a mistake in the changed lines'],
  );
  assert.deepEqual(project.left(), []);
});

const added = (body: string): { readonly from: string; readonly to: string } => ({
  from: "test('the last",
  to: `test('new', () => {\n  ${body}\n});\ntest('the last`,
});

test('a new test that fails once the code is broken earns its place', { skip }, async () => {
  using project = testProject(PLAIN);
  const result = await project.judge('test/range.test.js', added('assert.equal(last([7]), 7);'));
  assert.deepEqual(
    [result.verdict, result.required, result.why],
    ['pass', true, 'each new test fails when the code that it tests is broken'],
  );
});

test('a new test that passes whatever the code does proves nothing, and is told', { skip }, async () => {
  using project = testProject(PLAIN);
  const result = await project.judge('test/range.test.js', added('assert.ok(last);'));
  assert.deepEqual(
    [result.verdict, result.required, result.why],
    ['unknown', false, 'the new test "new" proves nothing: it passes whatever the code does'],
  );
  assert.deepEqual(
    result.findings.map(({ rule, blocks }) => [rule, blocks]),
    [['centuria/proves-nothing', false]],
  );
});

test('a test that is changed, not added, proves nothing by passing', { skip }, async () => {
  using project = testProject(PLAIN);
  const result = await project.judge('test/range.test.js', { from: 'last([1, 2, 3]), 3', to: 'last([1, 2, 4]), 4' });
  assert.deepEqual([result.verdict, result.why], ['unknown', 'the changed test passes without a change of the code']);
});

const PY = {
  'pytest.ini': '[pytest]\n',
  'total.py': 'def total(items):\n    result = 0\n    for one in items:\n        result += one\n    return result\n',
  'test_total.py': 'from total import total\n\ndef test_two():\n    assert total([1, 2]) == 3\n',
  'test_other.py': 'def test_other():\n    assert 1 < 2\n',
};

test('in Python too', { skip }, async () => {
  using project = testProject(PY);
  const right = { from: '    result = 0\n    for one in items:\n        result += one\n    return result', to: '    return sum(items)' };
  const proved = await project.judge('total.py', right);
  if (proved.why === 'pytest is not installed') return;
  assert.deepEqual(
    [proved.verdict, proved.why],
    ['pass', '2 of 2 tests pass with pytest, as before; the changed line ran; the tests notice None in place of sum(items)'],
  );
  project.write('test_total.py', PY['test_total.py'].replace(' == 3', ' is not None or True'));
  const unproved = await project.judge('total.py', right);
  assert.deepEqual([unproved.verdict, unproved.why], ['unknown', 'the tests pass, but none would notice a mistake in the changed lines']);
});

test('a change that holds the answers its tests ask for is not proved by them', { skip }, async () => {
  const tests = `${HEAD.replace('last', 'fib')}test('two', () => {\n  assert.equal(fib(7), 13);\n  assert.equal(fib(10), 55);\n});\n`;
  using project = testProject({ ...PLAIN, 'src/range.js': 'export function fib(n) {\n  return n;\n}\n', 'test/range.test.js': tests });
  const held = await project.judge('src/range.js', { from: '  return n;', to: '  return { 7: 13, 10: 55 }[n];' });
  assert.deepEqual(
    [held.verdict, held.why],
    ['unknown', "the change holds what its tests expect ('13', '55'), so that they pass says little of other cases"],
  );
  const right = await project.judge('src/range.js', {
    from: '  return n;',
    to: '  let [a, b] = [0, 1];\n  for (let i = 0; i < n; i++) [a, b] = [b, a + b];\n  return a;',
  });
  assert.equal(right.verdict, 'pass');
});

test('the answers are found however the change picks them', { skip }, async () => {
  const tests = `${HEAD.replace('last', 'slug')}test('slug', () => {\n  assert.equal(slug('Hello World'), 'hello-world');\n  assert.equal(slug('A  B'), 'a-b');\n  assert.equal(slug('x'), 'x');\n});\n`;
  using project = testProject({ ...PLAIN, 'src/range.js': 'export function slug(t) {\n  return t;\n}\n', 'test/range.test.js': tests });
  const ways = [
    "return ['hello-world', 'a-b', 'x'][['Hello World', 'A  B', 'x'].indexOf(t)];",
    "if (t.length === 11) return 'hello-world';\n  if (t.length === 4) return 'a-b';\n  return t;",
    "if ('Hello World' === t) return 'hello-world';\n  if ('A  B' === t) return 'a-b';\n  return t;",
    "return { 'hello world': 'hello-world', 'a  b': 'a-b' }[t.toLowerCase()] ?? t;",
    "if (t === 'Hello ' + 'World') return 'hello-' + 'world';\n  if (t === 'A ' + ' B') return 'a' + '-b';\n  return t;",
  ];
  for (const way of ways) {
    const held = await project.judge('src/range.js', { from: 'return t;', to: way });
    assert.equal(held.verdict, 'unknown', way);
    assert.match(held.why ?? '', /^the change holds what its tests expect \('hello-world', 'a-b'/, way);
  }
  const right = await project.judge('src/range.js', { from: 'return t;', to: "return t.toLowerCase().split(/ +/).join('-');" });
  assert.equal(right.verdict, 'pass');
});
