import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { prove } from '../../src/cli/commands/prove.ts';
import type { ProofRequest } from '../../src/core/proof.ts';
import { createGatesProcess } from '../../src/gates/client.ts';
import { openProof } from '../../src/node/proof/open-proof.ts';
import { skip, testProject, type TestProject } from '../proof/project.ts';
import { fakeRegistry, type FakeRegistry } from '../tools/registry.ts';

const says = (word: string): string => `exports.greet = () => '${word}';\n`;
const manifest = (version: string): string =>
  JSON.stringify({
    type: 'module',
    scripts: { test: 'node --test', preinstall: 'touch ran-scripts' },
    dependencies: { 'centuria-greeting': version },
  });
const FILES = {
  'package.json': manifest('1.0.0'),
  'src/hello.js': "import { greet } from 'centuria-greeting';\nexport const hello = () => greet();\n",
  'test/hello.test.js':
    "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { hello } from '../src/hello.js';\ntest('greets', () => assert.equal(hello(), 'hello'));\n",
  'node_modules/centuria-greeting/package.json': '{ "name": "centuria-greeting", "version": "1.0.0", "main": "index.js" }',
  'node_modules/centuria-greeting/index.js': says('hello'),
};

let registry: FakeRegistry;
let outside: string;
before(async () => {
  outside = mkdtempSync(join(tmpdir(), 'centuria-install-'));
  registry = await fakeRegistry(
    'centuria-greeting',
    { '1.0.0': says('hello'), '1.1.0': says('hello'), '2.0.0': says('good day') },
    `touch ${join(outside, 'ran')}`,
  );
  process.env['npm_config_registry'] = registry.url;
  process.env['npm_config_cache'] = join(outside, 'cache');
});
after(async () => {
  delete process.env['npm_config_registry'];
  delete process.env['npm_config_cache'];
  await registry[Symbol.asyncDispose]();
  rmSync(outside, { recursive: true, force: true });
});

function changedTo(project: TestProject, version: string): ProofRequest {
  return {
    uri: pathToFileURL(join(project.root, 'package.json')).href,
    base: FILES['package.json'],
    result: manifest(version),
    overlays: [],
    trusted: true,
  };
}

const never = new AbortController().signal;

test(
  'changed dependencies are unknown until they are installed; then the tests decide, and the workspace is as it was',
  { skip },
  async () => {
    using project = testProject(FILES);
    using proof = disposable(openProof({ rootOf: () => project.root, isOn: () => true, parent: project.copies }));
    const [same, other] = [changedTo(project, '1.1.0'), changedTo(project, '2.0.0')];
    assert.deepEqual(await proof.run(same, never).then(({ verdict, why }) => [verdict, why]), ['unknown', 'dependencies changed']);
    assert.deepEqual(await proof.installs.offer(same), {
      ok: true,
      command: 'npm install --ignore-scripts --no-audit --no-fund',
      folder: project.root,
    });
    assert.deepEqual(await proof.installs.install(same, never), { ok: true });
    assert.deepEqual(await proof.run(same, never).then(({ verdict, required, why }) => [verdict, required, why]), [
      'pass',
      true,
      'every test that passed before passes with the changed dependencies',
    ]);
    assert.equal((await proof.run(other, never)).why, 'dependencies changed', 'what was installed is for one text only');
    assert.deepEqual(await proof.installs.install(other, never), { ok: true });
    const refused = await proof.run(other, never);
    assert.equal(refused.verdict, 'fail');
    assert.match(refused.findings[0]?.message ?? '', /^the test "greets" fails: .*good day/);
    assert.deepEqual(readdirSync(project.root).toSorted(), ['node_modules', 'package.json', 'src', 'test']);
    assert.match(readFileSync(join(project.root, 'node_modules/centuria-greeting/package.json'), 'utf8'), /"1\.0\.0"/);
    assert.equal(existsSync(join(outside, 'ran')), false, 'no script of a package has run');
    assert.deepEqual(
      project.left().filter((name) => name.endsWith('ran-scripts')),
      [],
      'nor one of the project',
    );
  },
);

test('an install that fails says why, and one that is not wanted for this workspace is not offered', { skip }, async () => {
  using project = testProject(FILES);
  using proof = disposable(openProof({ rootOf: () => project.root, isOn: () => true, parent: project.copies }));
  const failed = await proof.installs.install(changedTo(project, '9.0.0'), never);
  assert.match(failed.ok ? '' : failed.why, /No matching version found for centuria-greeting@9\.0\.0/);
  assert.deepEqual(project.left(), []);
  assert.deepEqual(await proof.installs.offer({ ...changedTo(project, '2.0.0'), trusted: false }), {
    ok: false,
    why: 'this workspace is not trusted: nothing is installed for it',
  });
  const strange = await proof.installs.offer(changedTo(project, 'git+file:///root'));
  assert.match(strange.ok ? '' : strange.why, /is not from npm's registry/);
});

test('an install that is cancelled ends with all it has started, and leaves nothing', { skip }, async () => {
  await using hanging = await fakeRegistry('centuria-greeting', { '2.0.0': '' }, 'true');
  hanging.hang();
  process.env['npm_config_registry'] = hanging.url;
  using project = testProject(FILES);
  using proof = disposable(openProof({ rootOf: () => project.root, isOn: () => true, parent: project.copies }));
  const stop = new AbortController();
  const installing = proof.installs.install(changedTo(project, '2.0.0'), stop.signal);
  await hanging.asked;
  stop.abort();
  assert.deepEqual(await installing, { ok: false, why: 'cancelled' });
  process.env['npm_config_registry'] = registry.url;
  assert.deepEqual(project.left(), []);
  const left = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && cwdOf(pid).startsWith(project.copies));
  assert.deepEqual(left, []);
});

test('`prove --install` installs first, and says what it runs', { skip }, async (context) => {
  using project = testProject({ ...FILES, '.gitignore': 'node_modules\n' });
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-C', project.root, '-c', 'user.name=a', '-c', 'user.email=a@localhost', ...args], { stdio: 'ignore' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  project.write('package.json', manifest('1.1.0'));
  const gates = createGatesProcess({ modulePath: fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url)) });
  context.after(() => gates.dispose());
  const told: string[] = [];
  context.mock.method(process.stderr, 'write', (text: string) => (told.push(text), true));
  const proved = async (install: boolean): Promise<string> => {
    let text = '';
    const options = {
      gates,
      policy: {},
      folder: project.root,
      file: 'package.json',
      base: 'HEAD',
      tests: [],
      commands: [],
      json: false,
      install,
      signal: never,
    };
    const code = await prove({ ...options, out: (part) => void (text += part) });
    return `${code}: ${text}`;
  };
  assert.match(await proved(false), /^3: tests: dependencies changed\n/);
  assert.deepEqual(told, []);
  assert.match(await proved(true), /^0: tests: every test that passed before passes with the changed dependencies\n/);
  assert.deepEqual(told, [`Runs npm install --ignore-scripts --no-audit --no-fund in a copy of ${project.root}, outside the sandbox.\n`]);
});

function cwdOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function disposable<T extends { dispose(): void }>(one: T): T & Disposable {
  return Object.assign(one, { [Symbol.dispose]: () => one.dispose() });
}
