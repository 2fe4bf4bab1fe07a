import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { PLAIN, skip, testProject, type TestProject } from './project.ts';

const HEAD = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { last } from '../src/range.js';\n";
const RIGHT = { from: 'list[list.length - 1]', to: 'list.at(-1)' };

/** A project whose changed code tries something each time it is run: what a model could have written. */
const changeTo = (project: TestProject, code: string) =>
  project.judge('src/range.js', { from: 'return list[list.length - 1];', to: `${code}\n  return list.at(-1);` });

const words = (result: Awaited<ReturnType<typeof changeTo>>): string =>
  [result.why ?? '', ...result.findings.map(({ message }) => message)].join(' | ');

test('code that reads outside, or the environment, finds nothing, and the words say what went wrong', { skip }, async () => {
  process.env['CENTURIA_ESCAPE_KEY'] = 'of-the-host';
  const outside = mkdtempSync(join(tmpdir(), 'centuria-escape-'));
  writeFileSync(join(outside, 'secret.txt'), 'of-the-host');
  using project = testProject(PLAIN);
  try {
    for (const path of [join(outside, 'secret.txt'), '/etc/shadow', join(homedir(), '.profile')]) {
      const said = await changeTo(project, `process.getBuiltinModule('node:fs').readFileSync(${JSON.stringify(path)}, 'utf8');`);
      assert.equal(said.verdict, 'fail');
      assert.match(words(said), /the test "the last of three" fails: ENOENT: no such file or directory/);
      assert.doesNotMatch(words(said), /of-the-host/);
    }
    const seen = await changeTo(project, "if (JSON.stringify(process.env).includes('of-the-host')) return null;");
    assert.notEqual(seen.verdict, 'fail', 'the variable is not there');
  } finally {
    delete process.env['CENTURIA_ESCAPE_KEY'];
    rmSync(outside, { recursive: true });
  }
});

test('code that calls home reaches nobody, not even this machine', { skip }, async () => {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const asking = `${HEAD}import { connect } from 'node:net';\ntest('asks', async () => {\n  last([1]);\n  const said = await new Promise((resolve) => connect(${port}, '127.0.0.1').on('connect', () => resolve('reached')).on('error', ({ code }) => resolve(code)));\n  assert.equal(said, 'reached');\n});\n`;
  using project = testProject({ ...PLAIN, 'test/asks.test.js': asking });
  const said = await project.judge('src/range.js', RIGHT);
  server.close();
  assert.equal(calls, 0);
  assert.equal(said.verdict, 'pass', 'a test that needs the network fails before and after, and counts for neither');
});

test(
  'code that starts processes without end, fills the memory or fills the disk is stopped, and the words say which',
  { skip },
  async () => {
    using project = testProject(PLAIN, { limits: { wallMs: 15_000, memoryMb: 300, processes: 100 } });
    const bomb = await changeTo(
      project,
      "for (let n = 0; n < 300; n++) process.getBuiltinModule('node:child_process').spawn('sleep', ['86401']).on('error', () => {});\n  for (;;);",
    );
    // On a slow machine it is not told from slow tests.
    assert.match(words(bomb), /did not end within 15 s|timed out after 15 s|do not run any more|fails/);
    assert.notEqual(bomb.verdict, 'pass');
    const hog = await changeTo(project, 'const all = []; for (;;) all.push(Buffer.alloc(1e6, 1));');
    assert.match(words(hog), /the tests used up the memory they may have; on the base they did not/);
    const disk = await changeTo(
      project,
      "const fs = process.getBuiltinModule('node:fs'); const file = fs.openSync('/tmp/big', 'w'); for (let n = 0; n < 400; n++) fs.writeSync(file, Buffer.alloc(1e6));",
    );
    assert.match(words(disk), /the test "the last of three" fails: ENOSPC: no space left on device/);
    assert.deepEqual(
      readdirSync('/proc').filter(
        (pid) => /^\d+$/.test(pid) && existsSync(`/proc/${pid}/cmdline`) && commandOf(pid).startsWith('sleep\0' + '86401'),
      ),
      [],
    );
    assert.deepEqual(project.left(), []);
  },
);

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

test(
  'code that rewrites the test that judges it changes the copy of that run, not the verdict, and not the project',
  { skip },
  async () => {
    using project = testProject(PLAIN);
    const path = join(project.root, 'test/range.test.js');
    const rewrite = await project.judge('src/range.js', {
      from: 'return list[list.length - 1];',
      to: `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(path)}, '');\n  return 0;`,
    });
    assert.equal(rewrite.verdict, 'fail');
    assert.equal(readFileSync(path, 'utf8'), PLAIN['test/range.test.js']);
    const forged = await project.judge('src/range.js', {
      from: 'return list[list.length - 1];',
      to: "process.getBuiltinModule('node:fs').writeFileSync('/centuria/results/node.jsonl', '');\n  return 0;",
    });
    assert.deepEqual([forged.verdict, forged.why], ['unknown', 'the change reaches for the report of the tests']);
    const hidden = await project.judge('src/range.js', {
      from: 'return list[list.length - 1];',
      to: "process.exitCode = 0; process.getBuiltinModule('node:process').reallyExit(0);",
    });
    assert.notEqual(hidden.verdict, 'pass');
  },
);
