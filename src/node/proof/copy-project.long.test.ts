import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

import { copyProject, type Copy } from './copy-project.ts';

const top = mkdtempSync(join(tmpdir(), 'centuria-copies-'));
after(() => rmSync(top, { recursive: true }));
let made = 0;

function project(files: Readonly<Record<string, string>>): string {
  const root = join(top, `${(made += 1)}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

async function copied(
  root: string,
  overlays: Readonly<Record<string, string>> = {},
  signal = new AbortController().signal,
): Promise<{ readonly copy: Copy; readonly to: string; readonly names: readonly string[] }> {
  const to = join(top, `copy-${(made += 1)}`);
  const copy = await copyProject(root, to, { overlays: new Map(Object.entries(overlays)), signal });
  const names = copy.ok
    ? readdirSync(to, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(to.length + 1))
    : [];
  return { copy, to, names: names.toSorted() };
}

const FILES = {
  'a.js': 'a',
  'src/b.js': 'b',
  'node_modules/x/index.js': 'x',
  'web/node_modules/y/index.js': 'y',
  '.venv/bin/python': '',
  '.git/config': '',
  '__pycache__/a.pyc': '',
};

test('what was written is copied, what was installed is named instead', async () => {
  const { copy, names } = await copied(project(FILES));
  assert.deepEqual(names, ['a.js', 'src/b.js']);
  assert.deepEqual(copy.ok && [...copy.installed].toSorted(), ['.venv', 'node_modules', 'web/node_modules']);
});

test('in a work tree of git, what it ignores is left out and what it does not know yet is in', async () => {
  const root = project({
    'a.js': 'a',
    'new.js': 'n',
    '.gitignore': 'out\n',
    'out/built.js': 'o',
    'gone.js': 'g',
    'node_modules/x.js': 'x',
  });
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root, stdio: 'ignore' });
  git('init');
  git('add', 'a.js', 'gone.js', '.gitignore');
  rmSync(join(root, 'gone.js'));
  assert.deepEqual((await copied(root)).names, ['.gitignore', 'a.js', 'new.js']);
});

test("the editor's texts stand in place of the disk's, and of files that are not there yet", async () => {
  const { to, names } = await copied(project({ 'a.js': 'old' }), { 'a.js': 'new', 'b/c.js': 'unsaved' });
  assert.deepEqual(
    [names, readFileSync(join(to, 'a.js'), 'utf8'), readFileSync(join(to, 'b/c.js'), 'utf8')],
    [['a.js', 'b/c.js'], 'new', 'unsaved'],
  );
});

test('files that hold keys are left out, unless they are what is changed', async () => {
  const files = { 'a.js': 'a', '.env': 'KEY=1', 'certs/server.key': 'k' };
  assert.deepEqual((await copied(project(files))).names, ['a.js']);
  assert.deepEqual((await copied(project(files), { '.env': 'KEY=2' })).names, ['.env', 'a.js']);
});

test('links within the project are copied as links, those that lead out of it are not', async () => {
  const root = project({ 'a.js': 'a' });
  symlinkSync('a.js', join(root, 'inside.js'));
  symlinkSync('/etc/passwd', join(root, 'outside'));
  symlinkSync('../..', join(root, 'above'));
  symlinkSync('nowhere', join(root, 'broken'));
  symlinkSync(top, join(root, 'node_modules'));
  const { copy, to, names } = await copied(root);
  assert.deepEqual([names, readlinkSync(join(to, 'inside.js'))], [['a.js', 'inside.js'], 'a.js']);
  assert.deepEqual(copy.ok && copy.installed, []);
});

test('what can be run can be run in the copy, and everyone can read it', async () => {
  const root = project({ run: '#!/bin/sh', 'private.js': 'p' });
  chmodSync(join(root, 'run'), 0o700);
  chmodSync(join(root, 'private.js'), 0o600);
  const { to } = await copied(root);
  assert.deepEqual(
    ['run', 'private.js'].map((name) => statSync(join(to, name)).mode & 0o777),
    [0o755, 0o644],
  );
});

test('the hash is of names and contents', async () => {
  const hashOf = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const { copy } = await copied(project(files));
    return copy.ok ? copy.hash : '';
  };
  const [one, same, other, moved] = await Promise.all(
    [
      { a: 'x', b: 'y' },
      { b: 'y', a: 'x' },
      { a: 'x', b: 'z' },
      { a: 'xb', c: 'y' },
    ].map(hashOf),
  );
  assert.equal(one, same);
  assert.equal(new Set([one, other, moved]).size, 3);
});

test('a cancelled copy, and one of too many files, say so', async () => {
  assert.deepEqual((await copied(project({ a: '' }), {}, AbortSignal.abort())).copy, { ok: false, why: 'cancelled' });
  const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`f${index}`, '']));
  assert.deepEqual((await copied(project({ a: '' }), many)).copy, {
    ok: false,
    why: 'the project is too large to copy: more than 20,000 files',
  });
});
