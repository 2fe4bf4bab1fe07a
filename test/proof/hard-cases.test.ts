import assert from 'node:assert/strict';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { createProof } from '../../src/node/proof/create-proof.ts';
import { createSandbox } from '../../src/node/sandbox/create-sandbox.ts';
import { PLAIN, skip, testProject } from './project.ts';

const RIGHT = { from: 'list[list.length - 1]', to: 'list.at(-1)' };
const HEAD = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n";

test('a change that makes the tests run for ever, or end at once, fails', { skip }, async () => {
  using project = testProject(PLAIN, { limits: { wallMs: 5000 } });
  const ever = await project.judge('src/range.js', { from: 'return list[list.length - 1];', to: 'for (;;);' });
  assert.match(ever.findings[0]?.message ?? '', /did not end within 5 s/);
  const gone = await project.judge('src/range.js', { from: 'return list[list.length - 1];', to: 'process.exit(0);' });
  assert.equal(gone.verdict, 'fail');
  assert.deepEqual(project.left(), []);
});

test('a test whose name is another each time is not missed', { skip }, async () => {
  const named = `${HEAD}import { last } from '../src/range.js';\ntest(\`at \${process.hrtime.bigint()}\`, () => assert.equal(last([1]), 1));\n`;
  using project = testProject({ ...PLAIN, 'test/named.test.js': named });
  assert.equal((await project.judge('src/range.js', RIGHT)).verdict, 'unknown');
});

test('TypeScript that Node runs as it is: types are no code, and lines are where they were', { skip }, async () => {
  const code =
    'interface Box {\n  readonly size: number;\n}\n\nexport function area(box: Box): number {\n  if (box.size < 0) {\n    return 0;\n  }\n  return box.size * box.size;\n}\n';
  const tests = `${HEAD}import { area } from '../src/box.ts';\ntest('of two', () => assert.equal(area({ size: 2 }), 4));\n`;
  using project = testProject({
    'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }',
    'src/box.ts': code,
    'test/box.test.ts': tests,
  });
  assert.equal((await project.judge('src/box.ts', { from: 'box.size * box.size', to: 'box.size ** 2' })).verdict, 'pass');
  assert.equal((await project.judge('src/box.ts', { from: 'box.size * box.size', to: 'box.size ** 3' })).verdict, 'fail');
  assert.equal((await project.judge('src/box.ts', { from: 'return 0', to: 'return 1' })).why, 'no test runs the changed lines');
  assert.equal((await project.judge('src/box.ts', { from: 'readonly size', to: 'size' })).why, 'no code was changed');
});

test('unsaved files count as they are in the editor', { skip }, async () => {
  using project = testProject(PLAIN);
  const tests = PLAIN['test/range.test.js'].replace(
    "test('the last",
    "test('none', () => assert.equal(last([]), undefined));\ntest('the last",
  );
  const result = await project.judge(
    'src/range.js',
    { from: RIGHT.from, to: 'list.length === 0 ? null : list.at(-1)' },
    { overlays: { 'test/range.test.js': tests } },
  );
  assert.deepEqual(
    result.findings.map(({ message }) => /^the test "(\w+)" fails/.exec(message)?.[1]),
    ['none'],
  );
});

test('nothing runs in a workspace that is not trusted, for a file outside it, or where it is turned off', { skip }, async () => {
  using project = testProject(PLAIN);
  assert.match((await project.judge('src/range.js', RIGHT, { trusted: false })).why ?? '', /not trusted/);
  using off = testProject(PLAIN, { isOn: () => false });
  assert.deepEqual(await off.judge('src/range.js', RIGHT).then(({ verdict, why }) => [verdict, why]), [
    'not-applicable',
    'turned off in the settings',
  ]);
  using elsewhere = testProject(PLAIN, { rootOf: () => undefined });
  assert.equal((await elsewhere.judge('src/range.js', RIGHT)).why, 'the file is in no folder of the workspace');
});

test('a change of what the tests depend on is not judged by them', { skip }, async () => {
  using project = testProject(PLAIN);
  const result = await project.judge('package.json', { from: '"module"', to: '"commonjs"' });
  assert.deepEqual([result.verdict, result.required, result.why], ['unknown', false, 'dependencies changed']);
});

test('a change that reaches for the report is not believed', { skip }, async () => {
  using project = testProject(PLAIN);
  const result = await project.judge('src/range.js', {
    from: 'return list[list',
    to: "process.env.NODE_TEST_CONTEXT = '';\n  return list[list",
  });
  assert.deepEqual([result.verdict, result.why], ['unknown', 'the change reaches for the report of the tests']);
});

test('where there is no sandbox nothing runs, and the verdict says why', async () => {
  using project = testProject(PLAIN);
  const proof = createProof({
    sandbox: createSandbox(project.copies, 'win32'),
    folder: project.copies,
    rootOf: () => project.root,
    isOn: () => true,
  });
  const uri = `file://${project.root}/src/range.js`;
  const result = await proof.run({ uri, base: 'a', result: 'b', overlays: [], trusted: true }, new AbortController().signal);
  assert.deepEqual(
    [result.verdict, result.required, result.why],
    ['unknown', false, 'the sandbox is not available: macOS and Windows have no sandbox here yet'],
  );
  assert.deepEqual(project.left(), []);
});

test('a cancelled proof ends within a second and leaves no copy', { skip }, async () => {
  const slow = `${HEAD}import { setTimeout } from 'node:timers/promises';\ntest('long', () => setTimeout(50_000));\n`;
  using project = testProject({ ...PLAIN, 'test/slow.test.js': slow });
  const stop = new AbortController();
  const running = project.judge('src/range.js', RIGHT, { signal: stop.signal });
  while (!project.left().some((name) => name.endsWith('/none'))) await new Promise((resolve) => setImmediate(resolve));
  const asked = performance.now();
  stop.abort();
  assert.equal((await running).why, 'cancelled');
  assert.ok(performance.now() - asked < 1000);
  assert.deepEqual(project.left(), []);
});

test('tests see neither the home nor a link out of the project, and cannot change it', { skip }, async () => {
  const prying = `${HEAD}import { existsSync, readdirSync, writeFileSync } from 'node:fs';\nimport { last } from '../src/range.js';
test('pry', () => {
  last([1]);
  writeFileSync(new URL('../src/written.js', import.meta.url), 'x');
  const seen = ['/etc/shadow', '/etc/ssh', '/var/log', '${process.env['HOME'] ?? '/root'}/.profile', new URL('../out/shadow', import.meta.url)].filter((path) => existsSync(path));
  assert.deepEqual(seen, []);
  assert.deepEqual(Object.keys(process.env).filter((name) => /KEY|TOKEN|SECRET/.test(name)), []);
});\n`;
  using project = testProject({ ...PLAIN, 'test/pry.test.js': prying });
  symlinkSync('/etc', join(project.root, 'out'));
  assert.equal((await project.judge('src/range.js', RIGHT)).verdict, 'pass');
  assert.equal(existsSync(join(project.root, 'src/written.js')), false);
});

test('a base that does not parse is tried all the same: the whole result is new', { skip }, async () => {
  const greeting = 'export function greet(name) {\n  return `Hello, ${name`;\n}\n';
  const tests = `${HEAD}import { greet } from '../src/greet.js';\ntest('by name', () => assert.equal(greet('Ada'), 'Hello, Ada'));\n`;
  using project = testProject({ ...PLAIN, 'src/greet.js': greeting, 'test/greet.test.js': tests });
  assert.equal((await project.judge('src/greet.js', { from: '${name', to: '${name}' })).verdict, 'pass');
  project.write('src/greet.js', `${greeting}export function part() {\n  return 1;\n}\n`);
  assert.deepEqual(await project.judge('src/greet.js', { from: '${name', to: '${name}' }).then(({ verdict, why }) => [verdict, why]), [
    'unknown',
    '2 of 4 changed lines were never run: lines 4–5',
  ]);
  assert.equal((await project.judge('src/greet.js', { from: '${name', to: '${[name, name]}' })).verdict, 'fail');
  const typed = greeting.replace('name)', 'name: string)');
  using inTypes = testProject({ ...PLAIN, 'src/greet.ts': typed, 'test/greet.test.ts': tests.replace('.js', '.ts') });
  assert.equal((await inTypes.judge('src/greet.ts', { from: '${name', to: '${name}' })).verdict, 'pass');
});
