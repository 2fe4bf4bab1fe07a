import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commandOf } from './runner-command.ts';
import { readTestScript } from './script-text.ts';

function commandFor(scripts: Readonly<Record<string, string>>): string {
  const read = readTestScript(scripts);
  return read.ok ? commandOf(read.script, 'src/a.js') : read.why;
}

const REPORTER = '--test-reporter=/centuria/tools/reporter.mjs --test-reporter-destination=/centuria/results/node.jsonl';

test('node:test keeps its own arguments as they were written, with our reporter before them', () => {
  assert.equal(
    commandFor({ test: `NODE_ENV=test node --import tsx --test "test/**/*.js" 'it''s'` }),
    `NODE_ENV=test node ${REPORTER} --import tsx --test "test/**/*.js" 'it''s'`,
  );
});

test('what watches, reports elsewhere or measures is left out', () => {
  assert.equal(
    commandFor({ test: 'node --test --watch --test-reporter spec --experimental-test-coverage --test-coverage-lines=90 test' }),
    `node ${REPORTER} --test test`,
  );
  assert.equal(
    commandFor({ test: 'mocha -w -R dot --recursive' }),
    'mocha --recursive --reporter json --reporter-option output=/centuria/results/tests.json',
  );
});

test('vitest is made to run once', () => {
  const once = 'vitest run --reporter=json --outputFile=/centuria/results/tests.json';
  assert.deepEqual(
    ['vitest', 'vitest run', 'npx vitest --coverage'].map((text) => commandFor({ test: text })),
    [once, once, once],
  );
});

test('wrappers that measure are dropped, those that set the environment are kept', () => {
  assert.equal(commandFor({ test: 'c8 --reporter lcov node --test' }), `node ${REPORTER} --test`);
  assert.match(commandFor({ test: 'cross-env CI=1 jest --watchAll' }), /^cross-env CI=1 jest --ci --json /);
});

test('a chain through other scripts is followed; linters in it are dropped, builds are run', () => {
  const scripts = {
    test: 'npm run lint && npm run -s unit',
    lint: 'eslint . && tsc -p . --noEmit',
    pretest: 'npm run build',
    build: 'tsc -p .',
    unit: 'node --test',
  };
  assert.equal(commandFor(scripts), `tsc -p . && node ${REPORTER} --test`);
});

test('what is no plain chain, or ends in something else, is told by its name', () => {
  for (const text of [
    'tape test/*.js',
    'node test.js',
    'node --test | tee log',
    'node --test; echo',
    'npm run gone',
    'npm run test',
    'echo $(node --test)',
    'node --test || true',
    'sh -c "node --test"',
    'npm publish && node --test',
  ]) {
    assert.equal(commandFor({ test: text }).startsWith('no test runner that is known: '), true, text);
  }
});

test('a project without a test script, or with the one that npm writes, has no tests', () => {
  for (const scripts of [{}, { test: 'echo "Error: no test specified" && exit 1' }]) assert.equal(commandFor(scripts), 'no tests found');
});
