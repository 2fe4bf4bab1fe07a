import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { GateResult } from '../../src/core/gate.ts';
import { blockers, change, judgedBy, resultOf } from './changes.ts';
import { gates } from './shared-gates.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'centuria-python-doubts-')));
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

/** Programs that run as they are meant to, though pyright finds fault with each. */
const CORRECT = [
  // What is caught, awaited or asked about.
  'import time\ntry:\n    clock = time.clock\nexcept AttributeError:\n    clock = time.perf_counter',
  'try:\n    len(5)\nexcept TypeError:\n    pass',
  'import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        with self.assertRaises(TypeError):\n            "a" + 1',
  'import contextlib\nwith contextlib.suppress(TypeError):\n    len(5)',
  'import unittest\ndef bad():\n    return "a" + 1\nclass T(unittest.TestCase):\n    def test(self):\n        self.assertRaises(TypeError, bad)',
  'import inspect\ndef spec(f):\n    if hasattr(inspect, "getargspec"):\n        return inspect.getargspec(f)\n    return inspect.signature(f)',
  'import time\ndef now():\n    if not hasattr(time, "clock"):\n        return time.time()\n    return time.clock()',
  // Names that are something else by then.
  'handler = 0\ndef install(fn):\n    global handler\n    handler = fn\ninstall(print)\nhandler("x")',
  'total = ""\ndef reset():\n    global total\n    total = 0\nreset()\nprint(total + 1)',
  'state = 0\ndef load():\n    global state\n    state = {"a": 1}\nload()\nit = state\nprint(it["a"])',
  'def run(cb):\n    cb([1])\ndef f():\n    result = ""\n    def cb(v):\n        nonlocal result\n        result = v\n    run(cb)\n    result.append(3)',
  'def f(a):\n    return a\ndef deco(fn):\n    return lambda a, b: fn(a) + b\nf = deco(f)\nf(1, 2)',
  'import sys\nif len(sys.argv) > 1:\n    def g(a):\n        return a\nelse:\n    def g(a, b):\n        return a\ng(1, 2)',
  'from unittest.mock import patch\ndef f(a):\n    return a\nwith patch("__main__.f"):\n    f(1, 2)',
  'code = 0\nexec("code = print")\ncode(1)',
  'def f(a, b):\n    return a\nf.__defaults__ = (1,)\nf(1)',
  // Attributes that come from elsewhere.
  'class Config:\n    pass\nConfig.debugging = True\ndef f():\n    return Config().debugging',
  'class Obj:\n    pass\nopts = Obj()\nopts.verbose = True\nprint(opts.verbose)',
  'class A:\n    pass\nfor name in ["go"]:\n    setattr(A, name, 1)\nprint(A().go)',
  'class Base:\n    handler = 0\n    def run(self):\n        return self.handler(1)\nclass Sub(Base):\n    def handler(self, x):\n        return x',
  'class Base:\n    def step(self):\n        pass\n    def run(self):\n        return self.step(1)',
  'class A:\n    def __init__(self, cb):\n        self.run = cb\n    def run(self):\n        return 1\nA(print).run(1, 2)',
  'import sys\nsys.my_flag = True\nprint(sys.my_flag)',
  'import shadow_config\nshadow_config.debugging = True\nprint(shadow_config.debugging)',
  'import shadow_config\nprint(shadow_config.debugging)',
  'import shadow_package\nprint(shadow_package.sub.f())',
  'from shadow_config import Thing\nThing().go()',
  // Annotations that say less than what is there.
  'class Field:\n    def __get__(self, o, t=None):\n        return "x"\nclass User:\n    name: str = Field()\nprint(User().name.upper())',
  'def walk(node, tags: list = (), depth: str = 0):\n    for c in node:\n        walk(c, tags, depth + 1)',
  // Parts of a class that another file puts together.
  'class Reader:\n    def scan(self):\n        return self.peek(1)',
  'class Writer:\n    def __init__(self):\n        self.open = []\n    def write(self, event):\n        self.emit(event)\n        self.flush_all()',
  // What nobody has declared, or declared of numbers and abstract classes.
  'def usage(code, text=""):\n    print(text or code)\nusage(1, ValueError("x"))',
  'from numbers import Number\ndef half(n: Number):\n    return n\nhalf(2)',
  'def has(items) -> bool:\n    return 1 if items else 0\nhas([])',
  'from collections.abc import MutableMapping\nclass Cache:\n    pass\nMutableMapping.register(Cache)\nkept: MutableMapping = Cache()',
  'def made(fields):\n    def wrap(cls):\n        return lambda *values: values\n    return wrap\n@made("a")\nclass Pair:\n    a = 1\nPair(tuple([1]))',
  'class Proxy:\n    pass\nclass Relay:\n    pass\ndef f(relay: Relay):\n    return relay\nf(Proxy())',
  'class Wrap:\n    def __call__(self, wrapped, instance):\n        return wrapped\ndef capture(name):\n    return Wrap()\n@capture("a")\ndef g(x):\n    return x\nh = print(capture("b")(g))',
  'def described(what, value):\n    if what:\n        value = len(value)\n    return value.keys()',
  // What it is after it was asked for its type.
  'def load(state):\n    if isinstance(state, tuple):\n        state, rest = state\n    for key, value in state.items():\n        print(key, value)',
  'def text(v: object = True):\n    v = True\n    if v is not True:\n        return v.lower()',
  'def f(base):\n    base = base or b""\n    return base.startswith("ssh://")',
  'import platform, sys\ndef version():\n    return sys.pypy_version_info if platform.python_implementation() == "PyPy" else None',
  'def f():\n    try:\n        return 1\n    finally:\n        return 2',
];

test('a correct program that pyright finds fault with is not refused', async () => {
  put('shadow_config.py', '"""Shared."""\nclass Thing:\n    pass\n');
  put('shadow_package/__init__.py', '');
  put('shadow_package/sub.py', 'def f():\n    return 1\n');
  for (const text of CORRECT) assert.deepEqual([blockers(await types('x = 1\n', `x = 1\n${text}\n`)), text], [[], text]);
});

test('a test may give a function of the project what it does not take', async () => {
  const base = 'def double(n: int) -> int:\n    return n * 2\n';
  assert.deepEqual(blockers(await types(base, `${base}\ndef test_text():\n    double("a")\n`, 'test_a.py')), []);
});

const OWN = 'import math\n\n\ndef double(n: int) -> int:\n    return n * 2\n';
const WRONG = [
  'double(1, 2)',
  'double()',
  'double("a")',
  'print(double(n="a"))',
  '"a".contains("b")',
  'items = [1]\nitems.push(2)',
  'd = {"a": 1}\nd.has_key("a")',
  'math.sqroot(4)',
  'def f(n: int) -> str:\n    return n',
  'n = 5\nn()',
  '"a" + 1',
  'def f(name: str, n: int) -> str:\n    return name + n',
  'def f():\n    with open("x") as file:\n        return double("a"), file',
  'class A:\n    def run(self):\n        return self.stpe()\n    def step(self):\n        return 1',
  'class A:\n    def __init__(self):\n        self.items = []\n    def first(self):\n        return self.gone[0]',
  'class A:\n    def first(self):\n        return self.gone + self.lost\nA().first()',
  'class A:\n    def __init__(self, a):\n        self.a = a\nA(b=1)',
  'if double(1) > 1:\n    double("a")',
  'try:\n    n = 1\nfinally:\n    double("a")',
  'try:\n    n = 1\nexcept ValueError:\n    double("a")',
];

test('plain mistakes are refused still', async () => {
  for (const text of WRONG) assert.ok(blockers(await types(OWN, `${OWN}${text}\n`)).length > 0, text);
});

test('each of several projects is judged by what it holds itself, in whatever order they are asked about', async () => {
  for (const [name, parameters] of [
    ['one', 'n: int'],
    ['two', 'n: int, m: int'],
  ] as const) {
    put(`${name}/.git/HEAD`, '');
    put(`${name}/pyproject.toml`, '[project]\nname = "acme"\n');
    put(`${name}/src/acme/core.py`, `def f(${parameters}):\n    return 1\n`);
  }
  const fits = async (name: string, call: string) =>
    (await types('', `from acme.core import f\n\nf(${call})\n`, `${name}/tests/use.py`)).verdict;
  const asked = [
    await fits('one', '1'),
    await fits('two', '1, 2'),
    await fits('one', '1, 2'),
    await fits('one', '1'),
    await fits('two', '1'),
    await fits('two', '1, 2'),
  ];
  assert.deepEqual(asked, ['pass', 'pass', 'fail', 'pass', 'fail', 'pass']);
});

const BELIEVED = [
  'from typing import Any as T\nv: T = "a"',
  'import typing as ty\nv = ty.cast(int, "a")',
  'from typing import cast as c\nv = c(int, "a")',
  'import typing\nc = typing.cast\nv = c(int, "a")',
  'import typing\ndef f(n: "typing.Any") -> int:\n    return n.foo',
  'import typing\nv = "a"  # type: typing.Any',
  'from typing import no_type_check as ntc\n@ntc\ndef f() -> int:\n    return "a"',
  'from typing import *\nv: Any = "a"',
  'from believed import Thing\nv: Thing = "a"',
  'from believed import T\nv: T = "a"',
  'import typing\nv = typing.__dict__["Any"]',
];

test('what the checker must believe leaves types unknown under whatever name', async () => {
  put('believed.py', 'from typing import Any\nfrom typing import Any as T\nThing = Any\n');
  for (const text of BELIEVED) assert.deepEqual([(await types('x = 1\n', `x = 1\n${text}\n`)).verdict, text], ['unknown', text]);
  const base = 'from typing import Any\nThing = Any\n';
  assert.deepEqual(
    [(await types(base, `${base}x: Thing = 1\n`)).verdict, (await types(base, `${base}x: int = 1\n`)).verdict],
    ['unknown', 'pass'],
  );
  assert.equal((await types('', 'def cast(a, b):\n    return b\ncast(int, "a")\n')).verdict, 'pass', 'a function of its own is no cast');
});

test('a stub that a change adds or alters leaves the types of it and of its module unknown', async () => {
  const stub = 'def double(n: int) -> int: ...\n';
  const verdicts = async (before: string | undefined, after: string) => {
    const pyi = { uri: uriOf('stubbed.pyi'), languageId: 'python', result: after, ...(before === undefined ? {} : { base: before }) };
    const module = { uri: uriOf('stubbed.py'), languageId: 'python', base: OWN, result: `${OWN}x = 1\n` };
    const judged = await gates.judge({ files: [pyi, module], overlays: [], trusted: false }, new AbortController().signal);
    return judged.map(({ results }) => resultOf(results, 'types').verdict);
  };
  assert.deepEqual(await verdicts(undefined, stub), ['unknown', 'unknown']);
  assert.deepEqual(await verdicts(stub, `${stub}def more(*a): ...\n`), ['unknown', 'unknown']);
  assert.deepEqual(await verdicts(stub, `\n${stub}`), ['pass', 'pass']);
});
