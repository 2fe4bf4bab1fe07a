import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { prove, type ProveOptions } from '../../src/cli/commands/prove.ts';
import { createGatesProcess, type GatesProcess } from '../../src/gates/client.ts';
import { PLAIN, skip } from './project.ts';

const HEAD = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { last } from '../src/range.js';\n";

let gates: GatesProcess;
let folder: string;
let elsewhere: string;
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
before(() => {
  gates = createGatesProcess({ modulePath: fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url)) });
  folder = mkdtempSync(join(tmpdir(), 'centuria-prove-'));
  elsewhere = mkdtempSync(join(tmpdir(), 'centuria-checks-'));
  for (const [name, text] of Object.entries(PLAIN)) write(name, text);
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@localhost', ...args], { stdio: 'ignore' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
});
after(async () => {
  await gates.dispose();
  for (const one of [folder, elsewhere]) rmSync(one, { recursive: true });
});

async function proved(options: Partial<ProveOptions> = {}): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const out = (part: string): void => void (text += part);
  const code = await prove({
    gates,
    policy: {},
    folder,
    file: 'src/range.js',
    base: 'HEAD',
    tests: [],
    commands: [],
    json: false,
    signal: new AbortController().signal,
    out,
    ...options,
  });
  return { code, text };
}

const changed = (from: string, to: string): void => write('src/range.js', PLAIN['src/range.js'].replace(from, to));

test('a changed file is proved by the gates and the tests, and each way to fail has its exit code and its words', { skip }, async () => {
  changed('list[list.length - 1]', 'list.at(-1)');
  assert.deepEqual(await proved(), {
    code: 0,
    text: 'tests: 1 of 1 test passes with node, as before; the changed line ran; the tests notice undefined in place of list.at(-1)\nsrc/range.js: proved (syntax, types, lint, security, secrets, tests passed)\n',
  });
  changed('length - 1', 'length - 2');
  const refused = await proved();
  assert.equal(refused.code, 1);
  assert.match(
    refused.text,
    /^src\/range\.js:2:1: error: the test "the last of three" fails: .*\nsrc\/range\.js: refused \(tests failed · /,
  );
  changed('list[0]', 'list.at(0)');
  const unproved = await proved();
  assert.equal(unproved.code, 3);
  assert.match(unproved.text, /^tests: no test runs the changed lines$/m);
});

test('a test from elsewhere must pass too, in the copy only, and the JSON says what ran', { skip }, async () => {
  const check = join(elsewhere, 'none.test.js');
  writeFileSync(check, `${HEAD}test('none', () => assert.equal(last([]), null));\n`);
  changed('list[list.length - 1]', 'list.at(-1)');
  const said = await proved({ tests: [check], json: true });
  assert.equal(said.code, 1);
  const { file, verdict, results } = JSON.parse(said.text);
  assert.deepEqual([file, verdict], ['src/range.js', 'refused']);
  assert.deepEqual(
    results.flatMap((one: { findings: { rule: string }[] }) => one.findings.map(({ rule }) => rule)),
    ['check-failed'],
  );
  changed('list[list.length - 1]', '[null, ...list].at(-1)');
  assert.equal((await proved({ tests: [check], commands: ['node --test test/none.test.js'] })).code, 0);
});

test("the project's own linter is asked too, and what it refuses is not tested", { skip }, async () => {
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  write('eslint.config.js', "export default [{ rules: { 'no-restricted-properties': ['error', { property: 'at' }] } }];\n");
  changed('list[list.length - 1]', 'list.at(-1)');
  const refused = await proved({ json: true });
  const { words, results } = JSON.parse(refused.text);
  assert.deepEqual([refused.code, words], [1, 'lint failed · syntax, types, security, secrets passed · behaviour not proved']);
  const lint = results.find(({ gate }: { gate: string }) => gate === 'lint');
  assert.match(lint.tool, /^ESLint \(workspace\) /);
  assert.deepEqual(
    lint.findings.map(({ rule }: { rule: string }) => rule),
    ['no-restricted-properties'],
  );
  changed('list[list.length - 1]', 'list.slice(-1)[0]');
  assert.match((await proved()).text, /proved \(.*lint.*tests passed\)$/m);
  for (const name of ['node_modules', 'eslint.config.js']) rmSync(join(folder, name));
});

test('what cannot be proved for how it was asked is wrong usage', async () => {
  changed('list[0]', 'list.at(0)');
  assert.equal((await proved({ base: 'no-such-revision' })).code, 2);
  assert.equal((await proved({ file: 'src/nothing.js' })).code, 2);
  assert.equal((await proved({ file: 'test/range.test.js' })).code, 2, 'it was not changed');
  assert.equal((await proved({ tests: ['nothing.test.js'] })).code, 2);
  assert.equal((await proved({ folder: elsewhere, file: 'none.test.js' })).code, 2, 'no repository');
});
