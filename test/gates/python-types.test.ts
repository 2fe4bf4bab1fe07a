import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createGatesProcess } from '../../src/gates/client.ts';
import type { ChangedFile, GateResult } from '../../src/core/gate.ts';
import { blockers, change, judgedBy, resultOf } from './changes.ts';
import { gates } from './shared-gates.ts';

const modulePath = fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'centuria python # ü-')));
mkdirSync(join(folder, '.git'));

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

async function types(base: string, result: string, name = 'a.py'): Promise<GateResult> {
  return resultOf(await judgedBy(gates, change('python', base, result, { uri: uriOf(name) })), 'types');
}

const BASE = 'def double(n: int) -> int:\n    return n * 2\n';

test('a wrong type that a change adds refuses it with the rule, the place and where more is written, and its fix passes', async () => {
  const wrong = await types(BASE, `${BASE}\n\ndouble("a")\n`);
  const [found] = wrong.findings;
  assert.deepEqual(
    [wrong.verdict, wrong.required, found?.rule, found?.range.startLine, found?.range.startColumn],
    ['fail', true, 'reportArgumentType', 4, 7],
  );
  assert.match(found?.url ?? '', /configuration\.md#reportArgumentType$/u);
  assert.match(wrong.tool, /^pyright \d/u);
  assert.equal((await types(BASE, `${BASE}\n\ndouble(1)\n`)).verdict, 'pass');
});

test('only what the base did not have counts', async () => {
  const base = `${BASE}\n\ndouble("a")\n`;
  const moved = await types(base, `# moved\n${base}`);
  assert.deepEqual([moved.verdict, moved.findings, moved.known], ['pass', [], 1]);
});

const WRONG = [
  'import json\njson.parse("1")',
  'import os\nos.path.joinn("a")',
  '"a" + 1',
  'n = 5\nn()',
  'double(1, 2)',
  'double(m=1)',
  'double()',
  '"a".contains("b")',
  'x: int = "a"',
  'len(5)',
  '{[]: 1}',
  'class A:\n    def __init__(self):\n        self.n = 1\n    def f(self):\n        return self.gone',
  'class A:\n    def f(self):\n        return self.gone\nA().f()',
  'def f() -> str:\n    return 1',
  'a, b = (1, 2, 3)',
  'async def f(): pass\nasync def g():\n    f()',
];

test('what is certainly wrong blocks', async () => {
  for (const text of WRONG) assert.ok(blockers(await types(BASE, `${BASE}${text}\n`)).length > 0, text);
});

const USUAL = [
  'def f(x=None):\n    return x.a\nf(1)',
  'def g(x: int = None):\n    return x\ng()',
  'd = {"a": 1}\nd["b"] = "x"',
  'pairs = dict(one.split("=") for one in "a=b".split("&"))',
  'items = [1]\nitems.append("a")',
  'import sys\nif sys.platform == "win32":\n    import winreg\n    winreg.OpenKey',
  'import re\nre.match("a", "b").group()',
  'class Mixin:\n    def f(self):\n        return self.request',
  'import importlib\nimportlib.util.find_spec("a")',
  'class B:\n    def run(self):\n        return self.step()\nclass C(B):\n    def step(self): pass',
  'def dec(f):\n    def w(*a):\n        return f(1, *a)\n    return w\n@dec\ndef h(a, b): pass\nh(1)',
  'class D:\n    def __init__(self, **k):\n        self.__dict__.update(k)\n    def f(self):\n        return self.k',
];

test('usual untyped Python is not refused', async () => {
  for (const text of USUAL) assert.deepEqual([text, blockers(await types(BASE, `${BASE}${text}\n`))], [text, []]);
});

test('files of one change see each other as they become, also one that is on no disk', async () => {
  const user = 'from helper import helped\n\n\nhelped(1)\n';
  const helper = (parameter: string) => `def helped(${parameter}):\n    return 1\n`;
  const file = (name: string, base: string | undefined, result: string): ChangedFile => ({
    uri: uriOf(name),
    languageId: 'python',
    ...(base === undefined ? {} : { base }),
    result,
  });
  const verdict = async (base: string | undefined, result: string) => {
    const judged = await gates.judge(
      { files: [file('helper.py', base, result), file('user.py', 'x = 1\n', user)], overlays: [], trusted: false },
      new AbortController().signal,
    );
    return resultOf(judged.find(({ uri }) => uri === uriOf('user.py'))?.results ?? [], 'types').verdict;
  };
  assert.equal(await verdict(helper('n'), helper('n: int')), 'pass');
  assert.equal(await verdict(helper('n'), helper('n: int, m: int')), 'fail');
  assert.equal(await verdict(undefined, helper('n: str')), 'fail');
  assert.equal(await verdict(undefined, helper('n: int')), 'pass');
});

test('a comment that a change adds silences nothing and is refused; in the editor a person may write one', async () => {
  for (const text of [
    'double("a")  # type: ignore',
    'double("a")  # pyright: ignore',
    '# pyright: basic, reportArgumentType=false\ndouble("a")',
  ]) {
    assert.deepEqual(
      blockers(await types(BASE, `${BASE}${text}\n`)).toSorted(),
      ['centuria/added-suppression', 'reportArgumentType'],
      text,
    );
    const [seen] = await gates.inspect(
      { uri: uriOf('a.py'), languageId: 'python', text: `${BASE}${text}\n`, overlays: [], gates: ['types'] },
      new AbortController().signal,
    );
    assert.deepEqual([seen?.verdict, seen?.findings], ['pass', []], text);
  }
  const kept = `${BASE}double("a")  # type: ignore\n`;
  assert.equal((await types(kept, `x = 1\n${kept}`)).verdict, 'pass');
});

test('no settings of the workspace silence it', async () => {
  put('off/pyproject.toml', '[tool.pyright]\ntypeCheckingMode = "off"\nignore = ["**"]\nreportArgumentType = false\n');
  put('off/pyrightconfig.json', '{ "ignore": ["**"], "reportArgumentType": false }');
  assert.equal((await types(BASE, `${BASE}double("a")\n`, 'off/a.py')).verdict, 'fail');
});

test('what the checker must believe, and what comes from a module that is not there, leaves types unknown', async () => {
  const added = [
    'from typing import Any\nx: Any = 1',
    'from typing import cast\nx = cast(int, "a")',
    'x = getattr(double, "name")',
    'import sys\nif sys.version_info < (3, 0):\n    unicode()',
    'import not_here\nnot_here.run()',
    'from typing import no_type_check\n@no_type_check\ndef f() -> int:\n    return "a"',
  ];
  for (const text of added) assert.deepEqual([(await types(BASE, `${BASE}${text}\n`)).verdict, text], ['unknown', text]);
  const base = 'import not_here\nit = not_here.make()\nn = 1\n';
  assert.equal((await types(base, base.replace('n = 1', 'n = 2'))).verdict, 'pass');
  const used = await types(base, `${base}it.run()\n`);
  assert.deepEqual(
    [used.verdict, used.why, used.required],
    ['unknown', '"not_here" is not found here, so what is used of it is not checked', false],
  );
  const both = await types(base, `${base}it.run()\nx = getattr(it, "name")\n`);
  assert.deepEqual([both.verdict, both.required], ['unknown', true], 'what is only missing here is told, what a change hides counts');
});

test('packages of an environment are read, and no Python is run: neither that of the environment nor that of the path', async () => {
  const ran = join(folder, 'ran');
  put('.venv/pyvenv.cfg', 'home = /usr/bin\nversion = 3.12.1\n');
  put('.venv/lib/python3.12/site-packages/packed/__init__.py', 'def pack(n: int) -> int:\n    return n\n');
  for (const name of ['.venv/bin/python', '.venv/bin/python3', 'path/python', 'path/python3']) {
    put(name, `#!/bin/sh\ntouch '${ran}'\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const before = process.env['PATH'];
  process.env['PATH'] = `${join(folder, 'path')}${delimiter}${before ?? ''}`;
  const own = createGatesProcess({ modulePath });
  try {
    const judged = async (result: string) =>
      resultOf(await judgedBy(own, change('python', '', result, { uri: uriOf('env.py') })), 'types').verdict;
    assert.equal(await judged('from packed import pack\npack(1)\n'), 'pass');
    assert.equal(await judged('from packed import pack\npack("a")\n'), 'fail');
    assert.equal(existsSync(ran), false);
  } finally {
    process.env['PATH'] = before;
    await own.dispose();
    rmSync(join(folder, '.venv'), { recursive: true });
  }
});

test('a file that changes, comes or goes on the disk changes the verdict', async () => {
  const text = 'from lib_disk import f\nf(1)\n';
  put('lib_disk.py', 'def f(n: int): pass\n');
  assert.equal((await types('', text)).verdict, 'pass');
  put('lib_disk.py', 'def f(name: str): pass\n');
  assert.equal((await types('', text)).verdict, 'fail');
  rmSync(join(folder, 'lib_disk.py'));
  assert.equal((await types('', text)).verdict, 'unknown');
  put('lib_disk.py', 'def f(n: int): pass\n');
  assert.equal((await types('', text)).verdict, 'pass');
});

test('a file is judged within its own project, also after those of another one and of another folder', async () => {
  put('one/.git/HEAD', '');
  put('two/.git/HEAD', '');
  put('two/src/pack/__init__.py', 'def packed(n: int) -> int:\n    return n\n');
  put('two/tests/t.py', '');
  assert.equal((await types('', 'x = 1\n', 'one/a.py')).verdict, 'pass');
  assert.equal((await types('', 'x = 1\n', 'two/src/b.py')).verdict, 'pass');
  assert.equal((await types('', 'from pack import packed\npacked(1, 2)\n', 'two/tests/t.py')).verdict, 'fail');
});

test('a text in no file, a stub, and a text with syntax errors are judged for what they are', async () => {
  const inspect = async (uri: string, text: string) =>
    (await gates.inspect({ uri, languageId: 'python', text, overlays: [], gates: ['types'] }, new AbortController().signal))[0];
  assert.equal((await inspect('untitled:Untitled-1', 'x: int = "a"\n'))?.verdict, 'fail');
  assert.equal((await inspect(uriOf('stub.pyi'), 'def f(n: int) -> str: ...\n'))?.verdict, 'pass');
  const broken = await inspect(uriOf('broken.py'), 'def f(:\n');
  assert.deepEqual([broken?.verdict, broken?.why], ['not-applicable', 'the text has syntax errors']);
});

test('beyond its limit types are unknown, and the next text is judged', async () => {
  const own = createGatesProcess({ modulePath, limits: { types: 1 } });
  try {
    const { verdict, why } = resultOf(await judgedBy(own, change('python', '', 'x = 1\n')), 'types');
    assert.deepEqual([verdict, why], ['unknown', 'timed out after 0.001 s']);
  } finally {
    await own.dispose();
  }
  assert.equal((await types('', 'x: int = 1\n')).verdict, 'pass');
});
