import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PLAIN, skip, testProject } from './project.ts';

const message = (result: { readonly findings: readonly { readonly message: string }[] }): string =>
  result.findings.map((one) => one.message).join('\n');

test('a wrong change of a tested function fails, with the test and its place as evidence', { skip }, async () => {
  using project = testProject(PLAIN);
  const result = await project.judge('src/range.js', { from: 'length - 1', to: 'length - 2' });
  assert.deepEqual([result.verdict, result.required], ['fail', true]);
  assert.match(message(result), /the test "the last of three" fails: .*2 !== 3.*, at test\/range\.test\.js:6/);
  assert.ok(result.findings.every(({ gate, blocks, range }) => gate === 'tests' && blocks && range.startLine === 1));
});

test('a right change of a tested function passes', { skip }, async () => {
  using project = testProject(PLAIN);
  const result = await project.judge('src/range.js', { from: 'list[list.length - 1]', to: 'list.at(-1)' });
  assert.deepEqual(
    [result.verdict, result.required, result.why, result.findings],
    ['pass', true, '1 of 1 test passes with node, as before; the changed line ran; the tests notice undefined in place of list.at(-1)', []],
  );
  assert.equal(result.tool, 'node in bubblewrap');
  assert.deepEqual(project.left(), []);
});

test('a change that no test runs is unknown, and decides nothing', { skip }, async () => {
  using project = testProject(PLAIN);
  const result = await project.judge('src/range.js', { from: 'list[0]', to: 'list[1]' });
  assert.deepEqual([result.verdict, result.required, result.why], ['unknown', false, 'no test runs the changed lines']);
});

test('a deleted test does not pass, and neither does a deleted assertion', { skip }, async () => {
  using project = testProject(PLAIN);
  const gone = await project.judge('test/range.test.js', {
    from: PLAIN['test/range.test.js'].slice(PLAIN['test/range.test.js'].indexOf('test(')),
    to: '',
  });
  assert.equal(gone.verdict, 'fail');
  assert.match(message(gone), /the test "the last of three" passed before and does not run any more/);
  const empty = await project.judge('test/range.test.js', { from: 'assert.equal(last([1, 2, 3]), 3);', to: '' });
  assert.deepEqual([empty.verdict, empty.required], ['unknown', false]);
});

test('a test that failed before counts neither for a change nor against it', { skip }, async () => {
  using project = testProject({
    ...PLAIN,
    'test/other.test.js': "import { test } from 'node:test';\ntest('never', () => { throw new Error('as before'); });\n",
  });
  const result = await project.judge('src/range.js', { from: 'list[list.length - 1]', to: 'list.at(-1)' });
  assert.equal(result.verdict, 'pass');
});

test('what only a failing test runs is not proved by it', { skip }, async () => {
  const failing = PLAIN['test/range.test.js']
    .replace('{ last }', '{ first, last }')
    .replace("test('the last", "test('the first', () => assert.equal(first([1]), 2));\ntest('the last");
  using project = testProject({ ...PLAIN, 'test/range.test.js': failing });
  const result = await project.judge('src/range.js', { from: 'list[0]', to: 'list.at(0)' });
  assert.deepEqual(
    [result.verdict, result.why],
    ['unknown', 'the changed lines are run only beside tests that fail without the change too'],
  );
});
