import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gateAssets } from '../../assets.ts';
import type { Complaint } from '../../complaint.ts';
import { createProjectFiles } from '../project-files.ts';
import { createPythonSecurity } from './python-security.ts';

const security = await createPythonSecurity(gateAssets(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'centuria-python-imports-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Texts = Readonly<Record<string, string>>;

let count = 0;

/** Writes a project of its own and gives what is found in its first file. */
function found(texts: Texts, overlays: Texts = {}): { readonly complaints: readonly Complaint[]; readonly uri: (name: string) => string } {
  count += 1;
  const root = join(folder, String(count));
  for (const [name, text] of Object.entries({ 'pyproject.toml': '', ...texts })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const uri = (name: string): string => pathToFileURL(join(root, name)).href;
  const main = Object.keys(texts)[0] ?? '';
  const files = createProjectFiles({
    uri: uri(main),
    overlays: Object.entries(overlays).map(([name, text]) => ({ uri: uri(name), text })),
  });
  const analysis = security.analyse(texts[main] ?? '', files);
  assert.ok(analysis.ok, JSON.stringify(analysis));
  return { uri, complaints: analysis.complaints.filter(({ severity }) => severity !== 'information') };
}

const rules = (texts: Texts, overlays?: Texts): string =>
  found(texts, overlays)
    .complaints.map(({ rule }) => rule)
    .join(' ');

const view = (head: string, body: string): string =>
  `import os\nfrom flask import Flask, request, abort\n${head}\napp = Flask(__name__)\n\n@app.route("/")\ndef view():\n    x = request.args.get("x")\n    ${body}\n`;
const shell = 'import os\n\ndef run(line):\n    os.system("ls " + line)\n';

test('a sink in an imported function is found at the call, with the way into the other file', () => {
  const { complaints, uri } = found({ 'app/main.py': view('from .shell import run', 'run(x)'), 'app/shell.py': shell });
  const [first] = complaints;
  assert.equal(complaints.length, 1);
  assert.equal(first?.rule, 'command-injection');
  assert.equal(first.blocks, true);
  assert.equal(first.range.startLine, 8);
  assert.deepEqual(
    first.path?.map((step) => step.uri),
    [undefined, undefined, undefined, uri('app/shell.py')],
  );
});

const followed: readonly (readonly [string, Texts])[] = [
  ['an absolute import', { 'app/main.py': view('from app.shell import run', 'run(x)'), 'app/shell.py': shell }],
  ['an alias', { 'app/main.py': view('from .shell import run as go', 'go(x)'), 'app/shell.py': shell }],
  ['a module', { 'app/main.py': view('from . import shell', 'shell.run(x)'), 'app/shell.py': shell }],
  [
    'a module by its dotted name',
    {
      'app/main.py': view('import app.shell', 'app.shell.run(x)').replaceAll('app =', 'site =').replaceAll('@app.route', '@site.route'),
      'app/shell.py': shell,
    },
  ],
  ['a module under an alias', { 'main.py': view('import lib.shell as sh', 'sh.run(x)'), 'lib/shell.py': shell }],
  ['a file beside', { 'main.py': view('import shell', 'shell.run(x)'), 'shell.py': shell }],
  ['a folder above', { 'app/views/main.py': view('from ..shell import run', 'run(x)'), 'app/shell.py': shell }],
  [
    'what a package hands on',
    { 'main.py': view('from lib import run', 'run(x)'), 'lib/__init__.py': 'from .shell import run\n', 'lib/shell.py': shell },
  ],
  ['everything', { 'main.py': view('from shell import *', 'run(x)'), 'shell.py': shell }],
  [
    'a class',
    {
      'main.py': view('from shell import Runner', 'Runner("ls").run(x)'),
      'shell.py':
        'import os\n\nclass Runner:\n    def __init__(self, name):\n        self.name = name\n\n    def run(self, c):\n        os.system(self.name + c)\n',
    },
  ],
  [
    'an object',
    {
      'main.py': view('from shell import runner', 'runner.run(x)'),
      'shell.py': 'import os\n\nclass Runner:\n    def run(self, c):\n        os.system(c)\n\nrunner = Runner()\n',
    },
  ],
  [
    'a source',
    {
      'main.py': view('from wanted import wanted', 'os.system(wanted())'),
      'wanted.py': 'from flask import request\n\ndef wanted():\n    return request.args["c"]\n',
    },
  ],
  [
    'a request that is passed',
    {
      'main.py': view('from work import work', 'work(request)'),
      'work.py': 'import os\n\ndef work(incoming):\n    os.system(incoming.args["c"])\n',
    },
  ],
  [
    'two files',
    { 'main.py': view('from a import a', 'a(x)'), 'a.py': 'from shell import run\n\ndef a(y):\n    run(y)\n', 'shell.py': shell },
  ],
  [
    'a cycle',
    {
      'main.py': view('from a import a', 'a(x)'),
      'a.py': 'from b import b\nimport os\n\ndef a(y):\n    os.system(b(y))\n',
      'b.py': 'from a import a\n\ndef b(y):\n    return y\n',
    },
  ],
];

test('every way to import is followed', () => {
  for (const [name, texts] of followed) assert.equal(rules(texts), 'command-injection', name);
});

const harmless: readonly (readonly [string, Texts])[] = [
  [
    'a check in the other file',
    {
      'main.py': view('from check import checked', 'os.system(checked(x))'),
      'check.py': 'import re\n\ndef checked(y):\n    if not re.fullmatch(r"[a-z]+", y):\n        raise ValueError(y)\n    return y\n',
    },
  ],
  [
    'a list in the other file',
    {
      'main.py': view('from lists import ALLOWED', 'if x not in ALLOWED:\n        abort(400)\n    os.system(x)'),
      'lists.py': 'ALLOWED = ["ls", "df"]\n',
    },
  ],
  [
    'a source and a sink of the other file',
    {
      'main.py': view('from work import work', 'work()'),
      'work.py': 'import os\nfrom flask import request\n\ndef work():\n    os.system(request.args["c"])\n',
    },
  ],
  [
    'what is wrong whatever data comes',
    { 'main.py': view('import other', 'other.f()'), 'other.py': 'import hashlib\n\ndef f():\n    return hashlib.md5(b"password")\n' },
  ],
  ['entries of the other file', { 'main.py': view('import shell', 'pass'), 'shell.py': shell }],
];

test('what the other file checks is checked, and what it does wrong by itself is its own', () => {
  for (const [name, texts] of harmless) assert.equal(rules(texts), '', name);
});

test('each call that leads to a sink is found', () => {
  const { complaints } = found({ 'main.py': view('from shell import run', 'run(x)\n    run(x)'), 'shell.py': shell });
  assert.deepEqual(
    complaints.map(({ range }) => range.startLine),
    [8, 9],
  );
});

test('what the editor has wins over the disk, and is not mixed up with what the file was before', () => {
  const main = view('from shell import run', 'run(x)');
  const good = 'import subprocess\n\ndef run(c):\n    subprocess.run(["ls", "--", c])\n';
  assert.equal(rules({ 'main.py': main, 'shell.py': shell }, { 'shell.py': good }), '');
  assert.equal(rules({ 'main.py': main, 'shell.py': good }, { 'shell.py': shell }), 'command-injection');
  assert.equal(rules({ 'main.py': main }, { 'shell.py': shell }), 'command-injection');
});

test('no more than three files deep, no broken file and no pipe is followed', { skip: process.platform === 'win32' }, () => {
  const main = view('from f1 import f1', 'f1(x)');
  const chain = (length: number): Texts =>
    Object.fromEntries(
      Array.from({ length }, (_, at) => [
        `f${at + 1}.py`,
        at + 1 === length
          ? `import os\n\ndef f${length}(y):\n    os.system(y)\n`
          : `from f${at + 2} import f${at + 2}\n\ndef f${at + 1}(y):\n    f${at + 2}(y)\n`,
      ]),
    );
  assert.equal(rules({ 'main.py': main, ...chain(3) }), 'command-injection');
  assert.equal(rules({ 'main.py': main, ...chain(4) }), '');
  assert.equal(rules({ 'main.py': main, 'f1.py': 'def f1(y:\n' }), '');
  const root = join(folder, String(count + 1));
  mkdirSync(root);
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(root, 'f1.py')]);
  assert.equal(rules({ 'main.py': main }), '');
});
