import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { GateResult } from '../../src/core/gate.ts';
import { createTools } from '../../src/node/tools/create-tools.ts';
import { createSandbox } from '../../src/node/sandbox/create-sandbox.ts';
import { skip, testProject, type TestProject } from '../proof/project.ts';

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const CONFIG = "export default [{ rules: { 'no-var': 'error', 'prefer-const': 'warn' } }];\n";
const FILES = {
  'package.json': '{ "type": "module" }',
  'eslint.config.js': CONFIG,
  'src/a.js': 'var old = 1;\nexport const two = old + 1;\n',
};

/** A project that has this repository's packages installed. */
function linted(files: Readonly<Record<string, string>> = FILES, options: Parameters<typeof testProject>[1] = {}): TestProject {
  const project = testProject(files, options);
  symlinkSync(PACKAGES, join(project.root, 'node_modules'));
  return project;
}

async function said(project: TestProject, ...asked: Parameters<TestProject['lint']>): Promise<GateResult | undefined> {
  return (await project.lint(...asked))[0]?.results[0];
}

const NEW_VAR = { from: 'export const two', to: 'var fresh = 3;\nexport const two' };

test("a new error of the workspace's ESLint blocks, with its place, and an old one does not", { skip }, async () => {
  using project = linted();
  const refused = await said(project, 'src/a.js', NEW_VAR);
  assert.match(refused?.tool ?? '', /^ESLint \(workspace\) \d+\.\d+\.\d+$/);
  assert.deepEqual([refused?.gate, refused?.verdict, refused?.required, refused?.known], ['lint', 'fail', true, 1]);
  assert.deepEqual(
    refused?.findings.map(({ gate, rule, severity, blocks, range, url }) => [
      gate,
      rule,
      severity,
      blocks,
      range.startLine,
      range.startColumn,
      url,
    ]),
    [['lint', 'no-var', 'error', true, 1, 0, 'https://eslint.org/docs/latest/rules/no-var']],
  );
  const passed = await said(project, 'src/a.js', { from: 'old + 1', to: 'old + 2' });
  assert.deepEqual([passed?.verdict, passed?.required, passed?.findings, passed?.why], ['pass', true, [], undefined]);
  assert.deepEqual(project.left(), []);
});

test('an old error that the change has moved is an old one, and a second one on an equal line is new', { skip }, async () => {
  using project = linted();
  assert.equal((await said(project, 'src/a.js', { from: 'var old', to: '// moved\n\nvar old' }))?.verdict, 'pass');
  const repeated = await said(project, 'src/a.js', { from: 'var old = 1;', to: 'var old = 1;\nvar old = 1;' });
  assert.deepEqual(
    repeated?.findings.map(({ range }) => range.startLine),
    [1],
  );
});

test('a new warning is advice', { skip }, async () => {
  using project = linted();
  const result = await said(project, 'src/a.js', { from: 'export const', to: 'let never = 2;\nexport const' });
  assert.deepEqual(
    [result?.verdict, result?.findings.map(({ rule, severity, blocks }) => [rule, severity, blocks])],
    ['pass', [['prefer-const', 'warning', false]]],
  );
});

test("what the base had under a person's comment is not new once the comment is gone", { skip }, async () => {
  using project = linted({ ...FILES, 'src/a.js': '// eslint-disable-next-line no-var\nvar old = 1;\nexport const two = old + 1;\n' });
  assert.equal((await said(project, 'src/a.js', { from: '// eslint-disable-next-line no-var\n', to: '' }))?.verdict, 'pass');
});

test('a change of the configuration is not judged by it, neither in its file nor in what that loads', { skip }, async () => {
  const rules = "export const rules = { 'no-var': 'error' };\n";
  using project = linted({
    ...FILES,
    'eslint.config.js': "import { rules } from './lint/rules.js';\nexport default [{ rules }];\n",
    'lint/rules.js': rules,
  });
  assert.deepEqual(await project.lint('eslint.config.js', { from: 'rules }]', to: 'rules: {} }]' }), []);
  const loaded = await said(project, 'lint/rules.js', { from: "'error'", to: "'off'" });
  assert.deepEqual([loaded?.verdict, loaded?.required], ['unknown', false]);
  assert.equal(
    loaded?.why,
    "the workspace's ESLint could not be run: lint/rules.js is one of its own programs, and the change of what judges is not judged by itself",
  );
});

test('of several files of a change each is judged, and what sets ESLint up stays as it was', { skip }, async () => {
  using project = linted();
  const tools = createTools({
    sandbox: createSandbox(project.copies),
    folder: project.copies,
    rootOf: () => project.root,
    isOn: () => true,
  });
  const uri = (name: string): string => `file://${project.root}/${name}`;
  const files = [
    { uri: uri('src/a.js'), languageId: 'javascript', base: FILES['src/a.js'], result: `${FILES['src/a.js']}var more = 1;\n` },
    { uri: uri('src/b.js'), languageId: 'javascript', result: 'var first = 1;\n' },
    { uri: uri('src/gone.js'), languageId: 'javascript', base: 'var gone = 1;\n' },
    { uri: uri('eslint.config.js'), languageId: 'javascript', base: CONFIG, result: 'export default [];\n' },
  ];
  const judged = await tools.judge({ files, overlays: [], trusted: true }, new AbortController().signal);
  assert.deepEqual(
    judged.map(({ uri: one, results }) => [one, results.map(({ verdict, known }) => [verdict, known])]),
    [
      [uri('src/a.js'), [['fail', 1]]],
      [uri('src/b.js'), [['fail', 0]]],
    ],
  );
});

test('a file that ESLint leaves out, or a project without one, is left to our own rules', { skip }, async () => {
  using ignoring = linted({
    ...FILES,
    'eslint.config.js': "export default [{ ignores: ['src/**'] }, { rules: { 'no-var': 'error' } }];\n",
  });
  assert.equal((await said(ignoring, 'src/a.js', NEW_VAR))?.verdict, 'not-applicable');
  using without = testProject(FILES);
  assert.deepEqual(await without.lint('src/a.js', NEW_VAR), []);
  using unset = linted({ 'src/a.js': FILES['src/a.js'] });
  assert.deepEqual(await unset.lint('src/a.js', NEW_VAR), []);
  using off = linted(FILES, { isOn: () => false });
  assert.deepEqual(await off.lint('src/a.js', NEW_VAR), []);
});

const why = async (project: TestProject, more: Parameters<TestProject['lint']>[2] = {}): Promise<string> => {
  const result = await said(project, 'src/a.js', NEW_VAR, more);
  assert.deepEqual([result?.verdict, result?.required, result?.findings], ['unknown', false, []]);
  return result?.why ?? '';
};

test('an ESLint that hangs is ended, one that lacks a plugin or breaks is told, and none decides', { skip }, async () => {
  using hanging = linted({ ...FILES, 'eslint.config.js': 'for (;;);\n' }, { limits: { wallMs: 3000 } });
  assert.equal(await why(hanging), "the workspace's ESLint could not be run: it did not end within 3 s");
  assert.deepEqual(hanging.left(), []);
  using lacking = linted({
    ...FILES,
    'eslint.config.js': "import plugin from 'eslint-plugin-that-is-not-installed';\nexport default [plugin];\n",
  });
  assert.match(await why(lacking), /could not be run: .*Cannot find package 'eslint-plugin-that-is-not-installed'/);
  using unknown = linted({ ...FILES, 'eslint.config.js': "export default [{ rules: { 'no-such-rule': 'error' } }];\n" });
  assert.match(await why(unknown), /could not be run: .*no-such-rule/);
});

test('nothing runs in a workspace that is not trusted, or where there is no sandbox, and the words say so', { skip }, async () => {
  using project = linted();
  assert.equal(
    await why(project, { trusted: false }),
    "the workspace's ESLint could not be run: this workspace is not trusted: none of its code is run",
  );
  const tools = createTools({
    sandbox: createSandbox(project.copies, 'darwin'),
    folder: project.copies,
    rootOf: () => project.root,
    isOn: () => true,
  });
  const uri = `file://${project.root}/src/a.js`;
  const [judged] = await tools.judge(
    { files: [{ uri, languageId: 'javascript', base: 'a', result: 'b' }], overlays: [], trusted: true },
    new AbortController().signal,
  );
  assert.equal(
    judged?.results[0]?.why,
    "the workspace's ESLint could not be run: the sandbox is not available: macOS and Windows have no sandbox here yet",
  );
});

test(
  'a hostile configuration reads no home, no environment and no file outside, reaches nobody and changes nothing',
  { skip },
  async () => {
    process.env['CENTURIA_ESCAPE_KEY'] = 'of-the-host';
    const outside = mkdtempSync(join(tmpdir(), 'centuria-outside-'));
    writeFileSync(join(outside, 'secret.txt'), 'of-the-host');
    let calls = 0;
    const server = createServer((socket) => void ((calls += 1), socket.end()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const hostile = `import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
const seen = ${JSON.stringify([join(outside, 'secret.txt'), '/etc/shadow', join(homedir(), '.profile'), join(homedir(), '.npmrc')])}.filter((path) => existsSync(path));
const secrets = Object.entries(process.env).filter(([name, value]) => value.includes('of-the-host') || /TOKEN|KEY/.test(name));
const called = await new Promise((resolve) => connect(${port}, '127.0.0.1').on('connect', () => resolve('reached')).on('error', ({ code }) => resolve(code)));
writeFileSync(new URL('./src/written.js', import.meta.url), 'x');
const found = JSON.stringify([seen, secrets, readdirSync(process.env.HOME), called]);
export default [{ plugins: { spy: { rules: { all: { create: (context) => ({ Program: (node) => context.report({ node, message: found }) }) } } } }, rules: { 'spy/all': 'error' } }];
`;
    using project = linted({ ...FILES, 'eslint.config.js': hostile, 'src/new.js': '' });
    try {
      const tools = createTools({
        sandbox: createSandbox(project.copies),
        folder: project.copies,
        rootOf: () => project.root,
        isOn: () => true,
      });
      const file = { uri: `file://${project.root}/src/new.js`, languageId: 'javascript', result: 'export {};\n' };
      const [judged] = await tools.judge({ files: [file], overlays: [], trusted: true }, new AbortController().signal);
      assert.equal(judged?.results[0]?.findings[0]?.message, '[[],[],[],"ECONNREFUSED"]');
      assert.equal(calls, 0);
      assert.equal(existsSync(join(project.root, 'src/written.js')), false);
      assert.equal(readFileSync(join(project.root, 'eslint.config.js'), 'utf8'), hostile);
      assert.deepEqual(readdirSync(outside), ['secret.txt']);
    } finally {
      server.close();
      delete process.env['CENTURIA_ESCAPE_KEY'];
      rmSync(outside, { recursive: true });
    }
  },
);

test('a judgement that is cancelled ends soon and leaves no copy', { skip }, async () => {
  using project = linted({ ...FILES, 'eslint.config.js': 'for (;;);\n' });
  const stop = new AbortController();
  const running = project.lint('src/a.js', NEW_VAR, { signal: stop.signal });
  while (!project.left().some((name) => name.endsWith('/ESLint-none'))) await new Promise((resolve) => setImmediate(resolve));
  const asked = performance.now();
  stop.abort();
  await running;
  assert.ok(performance.now() - asked < 1000);
  assert.deepEqual(project.left(), []);
});
