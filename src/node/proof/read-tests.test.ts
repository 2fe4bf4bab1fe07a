import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { coverageOfMap } from './istanbul.ts';
import { mochaTests, nodeTests, resultTests } from './read-tests.ts';
import type { TestOutcome } from './test-run.ts';

const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../test/proof/recorded', name), 'utf8'));
const short = (tests: readonly TestOutcome[] | undefined): readonly unknown[] =>
  (tests ?? []).map(({ file, name, outcome, message, where }) => [file, name, outcome, message, where]);

test('what vitest wrote is read, with a file that could not be loaded as a failed test', () => {
  assert.deepEqual(short(resultTests(recorded('vitest.json'), '/project')), [
    [
      'test/broken.test.ts',
      'test/broken.test.ts',
      'failed',
      "Cannot find module './gone' imported from /project/test/broken.test.ts",
      undefined,
    ],
    ['test/range.test.ts', 'range > the last of three', 'passed', undefined, undefined],
    ['test/range.test.ts', 'range > wrong', 'failed', 'AssertionError: expected 3 to be 4 // Object.is equality', 'test/range.test.ts:5'],
    ['test/range.test.ts', 'range > later', 'skipped', undefined, undefined],
  ]);
});

test('what jest wrote is read', () => {
  assert.deepEqual(short(resultTests(recorded('jest.json'), '/project')), [
    ['test/range.test.js', 'range > the last of three', 'passed', undefined, undefined],
    [
      'test/range.test.js',
      'range > wrong',
      'failed',
      'Error: expect(received).toBe(expected) // Object.is equality Expected: 4 Received: 3',
      'test/range.test.js:4',
    ],
  ]);
});

test('what mocha wrote is read', () => {
  assert.deepEqual(short(mochaTests(recorded('mocha.json'), '/project')), [
    ['test/pages.test.js', 'pages full', 'passed', undefined, undefined],
    ['test/pages.test.js', 'pages broken', 'failed', 'Expected values to be strictly equal: 3 !== 2', 'test/pages.test.js:5'],
    ['test/pages.test.js', 'pages later', 'skipped', undefined, undefined],
  ]);
});

test('lines of our reporter are read one by one, and what is no line of it is passed over', () => {
  const lines = [
    '{"file":"/project/a.test.js","name":"s > t","outcome":"passed"}',
    'noise',
    '{"file":"/project/b.test.js","name":"/project/b.test.js","outcome":"failed","message":"x\\n    at y","stack":"at file:///project/src/b.js:3:1"}',
    '',
  ];
  assert.deepEqual(short(nodeTests(lines.join('\n'), '/project')), [
    ['a.test.js', 's > t', 'passed', undefined, undefined],
    ['b.test.js', 'b.test.js', 'failed', 'x', 'src/b.js:3'],
  ]);
});

test('tests of one name in one file are told apart by their order', () => {
  const line = '{"file":"/project/a.test.js","name":"t","outcome":"passed"}';
  assert.deepEqual(
    nodeTests(`${line}\n${line}`, '/project').map(({ id }) => id),
    ['a.test.js > t', 'a.test.js > t #2'],
  );
});

test('what is of no runner is not read', () => {
  for (const report of [undefined, {}, { testResults: [{}] }]) {
    assert.equal(resultTests(report, '/project'), undefined);
    assert.equal(mochaTests(report, '/project'), undefined);
  }
});

test("jest's own measure says which lines all tests together have run, if none of them fails", () => {
  const about = { root: '/project', file: 'src/range.js', text: '' };
  const measured = coverageOfMap(recorded('jest.json'), about, []);
  assert.deepEqual(measured, { by: 'line', executable: new Set([1, 3, 2, 4]), run: new Set([1, 3, 2]) });
  const failing: TestOutcome = { id: 'x', name: 'x', outcome: 'failed' };
  assert.equal(coverageOfMap(recorded('jest.json'), about, [failing])?.by, 'nothing');
  assert.equal(coverageOfMap({ processes: [] }, about, []), undefined);
});
