import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gateAssets } from '../../assets.ts';
import { createPythonSecurity } from './python-security.ts';

const security = await createPythonSecurity(gateAssets(import.meta.url));

/** Lines of `sink(…)`, which stands for `os.system(…)`, that are reported. */
function reported(body: string, before = ''): number[] {
  const text = `import os, re, json, base64, uuid, html\nfrom flask import Flask, request, abort\napp = Flask(__name__)\n${before}\n@app.route("/<int:number>/<name>")\ndef view(number, name):\n    x = request.args.get("x")\n${body.replace(/^/gmu, '    ')}\n`;
  const analysis = security.analyse(text.replaceAll('sink(', 'os.system('));
  assert.ok(analysis.ok, JSON.stringify(analysis));
  return analysis.complaints.filter(({ rule }) => rule === 'command-injection').map(({ range }) => range.startLine);
}

const flows: Readonly<Record<string, string>> = {
  'an assignment': 'y = x\nsink(y)',
  'an f-string': 'sink(f"a {x} b")',
  'the percent operator': 'sink("a %s" % x)',
  'the percent operator with a dictionary': 'sink("a %(b)s" % {"b": x})',
  format: 'sink("a {}".format(x))',
  join: 'sink(" ".join(["a", x]))',
  'augmented assignment': 'y = "a"\ny += x\nsink(y)',
  unpacking: 'a, (b, c) = 1, (2, x)\nsink(c)',
  slices: 'sink(x[1:])',
  'a list': 'l = []\nl.append(x)\nsink(l[0])',
  'a list after a pop': 'l = ["a", x, "b"]\nl.pop(0)\nsink(l[0])',
  'a dictionary': 'd = {"a": 1}\nd["b"] = x\nsink(d["b"])',
  'a loop': 'for y in [x]:\n    sink(y)',
  'a loop that carries it on': 'a = b = ""\nfor i in range(9):\n    sink(b)\n    b = a\n    a = x',
  'a comprehension': 'sink(" ".join([y.strip() for y in x.split(",")]))',
  'a conditional expression': 'sink(x if number else "a")',
  'a walrus': 'if (y := request.args.get("y")):\n    sink(y)',
  'a with statement': 'with open("f") as f, wrap(x) as y:\n    pass\nsink(x)',
  'try and except': 'try:\n    y = x\nexcept KeyError:\n    y = ""\nsink(y)',
  'text methods': 'sink(x.strip().lower().replace("a", "b").split(",")[0])',
  'JSON and base64': 'sink(json.loads(base64.b64decode(x))["a"])',
  'os.path.join': 'sink(os.path.join("a", x))',
  'a lambda': 'f = lambda a: "b" + a\nsink(f(x))',
  'items of a dictionary': 'for k, v in {"a": x}.items():\n    sink(v)',
  'a nested function': 'def inner():\n    return x\nsink(inner())',
  'a callback': 'list(map(lambda a: sink(a), [x]))',
  'a path parameter': 'sink(name)',
  'map over a list': 'y = list(map(str, [x]))\nsink(y[0])',
  'keyword splats': 'd = {"a": x}\ndef f(a):\n    sink(a)\nf(**d)',
  'a match that binds': 'match x.split():\n    case [a, b]:\n        sink(b)',
  'a set': 's = {x}\nfor y in s:\n    sink(y)',
  'a while loop': 'y = ""\nwhile number:\n    y = y + x\nsink(y)',
  'a state before a break': 'y = ""\nwhile True:\n    if number:\n        y = x\n        break\nsink(y)',
  getattr: 'sink(getattr(request, "args")["z"])',
  'a thing of which nothing is known': 'y = make()\ny["a"] = x\nsink(y["a"])',
  "a framework's own object": 'from flask import g\ng.a = x\nsink(g.a)',
  'a queue': 'import queue\nq = queue.Queue()\nq.put(x)\nsink(q.get())',
  'a configuration': 'import configparser\nc = configparser.ConfigParser()\nc.set("a", "b", x)\nsink(c.get("a", "b"))',
  'a dictionary with an unknown key': 'd = {"a": x, "b": "c"}\nsink(d[name.strip()])',
};

for (const [what, body] of Object.entries(flows)) {
  test(`untrusted text is followed through ${what}`, () => {
    assert.equal(reported(body).length, 1, body);
  });
}

const helpers: readonly (readonly [what: string, before: string, body: string])[] = [
  ['a function', 'def cmd(a, b="x"):\n    return "ls " + a + b', 'sink(cmd("a", b=x))'],
  [
    'a method and a field',
    'class C:\n    def __init__(self, a):\n        self.a = a\n    def run(self):\n        return self.a',
    'sink(C(x).run())',
  ],
  [
    'a property',
    'class C:\n    def __init__(self, a):\n        self._a = a\n    @property\n    def a(self):\n        return self._a',
    'sink(C(x).a)',
  ],
  [
    'an inherited method',
    'class A:\n    def run(self, a):\n        return a\nclass B(A):\n    def run(self, a):\n        return super().run(a)',
    'sink(B().run(x))',
  ],
  ['a data class', 'from dataclasses import dataclass\n@dataclass\nclass C:\n    n: int\n    a: str', 'sink(C(1, x).a)'],
  ['variable arguments', 'def f(*args, **kwargs):\n    return args[1] + kwargs["b"]', 'sink(f("a", "b", b=x))'],
  ['an asynchronous function', 'async def f(a):\n    return a', 'import asyncio\nsink(asyncio.run(f(x)))'],
  ['a generator', 'def f(a):\n    yield a', 'for y in f(x):\n    sink(y)'],
  ['a global variable', 'LAST = {}\ndef put(a):\n    LAST["a"] = a', 'put(x)\nsink(LAST["a"])'],
  [
    'a decorated function',
    'import functools\ndef deco(f):\n    @functools.wraps(f)\n    def w(*a, **k):\n        return f(*a, **k)\n    return w\n@deco\ndef f(a):\n    return a',
    'sink(f(x))',
  ],
];

for (const [what, before, body] of helpers) {
  test(`untrusted text is followed through ${what} of the same file`, () => {
    assert.equal(reported(body, before).length, 1, body);
  });
}

const dependencies: readonly (readonly [what: string, before: string])[] = [
  ['a function', 'def word(w: str = Query()):\n    return "a " + w\n@app.get("/a")\ndef a(w: str = Depends(word)):\n    os.system(w)'],
  [
    'a function in an annotation',
    'def word(w: Annotated[str, Header()]):\n    yield w\n@app.get("/a")\ndef a(w: Annotated[str, Depends(word)]):\n    os.system(w)',
  ],
  [
    'a class',
    'class Words:\n    def __init__(self, w: str = Cookie()):\n        self.w = w\n@app.get("/a")\ndef a(words: Words = Depends(Words)):\n    os.system(words.w)',
  ],
  [
    'a function that another one asks',
    'def one(w: str):\n    return w\ndef two(w: str = Depends(one)):\n    return w.strip()\n@app.get("/a")\ndef a(w: str = Depends(two)):\n    os.system(w)',
  ],
];

function inFastApi(body: string): (string | undefined)[] {
  const analysis = security.analyse(
    `import os\nfrom typing import Annotated\nfrom fastapi import Cookie, Depends, FastAPI, Header, Query\napp = FastAPI()\n${body}\n`,
  );
  assert.ok(analysis.ok, JSON.stringify(analysis));
  return analysis.complaints.map(({ rule, severity }) => `${rule} ${severity}`);
}

for (const [what, body] of dependencies) {
  test(`what ${what} makes of a request is followed where FastAPI depends on it`, () => {
    assert.deepEqual(inFastApi(body), ['command-injection error'], body);
  });
}

test('a dependency that checks what it gives on proves it', () => {
  const body =
    'def word(w: str):\n    if w not in ("a", "b"):\n        raise ValueError(w)\n    return w\n@app.get("/a")\ndef a(w: str = Depends(word)):\n    os.system(w)';
  assert.deepEqual(inFastApi(body), []);
});

test('dependencies that ask one another come to an end', () => {
  assert.deepEqual(
    inFastApi(
      'def one(w=Depends(lambda: two)):\n    return w\ndef two(w=Depends(one), v=Depends(two)):\n    return w\ndef one(w=Depends(two), v=Depends(one)):\n    return w\n@app.get("/a")\ndef a(w: str = Depends(two)):\n    print(w)',
    ),
    [],
  );
});

test('a parameter is no remark where the text itself shows what it is called with', () => {
  const helper = 'def run(name):\n    os.system("a " + name)';
  assert.deepEqual(inFastApi(helper), ['command-injection information']);
  assert.deepEqual(inFastApi(`${helper}\n@app.get("/a")\ndef a():\n    run("b")`), []);
  assert.deepEqual(inFastApi(`${helper}\ndef other(name):\n    run(name)`), ['command-injection information']);
});

test('what one method puts into a field, another one that stands before it reads', () => {
  const before = 'class C:\n    def run(self):\n        sink(self.a)\n    def put(self):\n        self.a = request.args["a"]';
  assert.equal(reported('pass', before).length, 1);
});

const proofs: Readonly<Record<string, string>> = {
  'another assignment': 'x = "a"\nsink(x)',
  'a number': 'sink("a %s" % int(x))',
  'a number that was only converted to check it': 'try:\n    int(x)\nexcept ValueError:\n    abort(400)\nsink(x)',
  'a UUID': 'sink(str(uuid.UUID(x)))',
  'a path parameter that is a number': 'sink("a " + str(number))',
  'a list of what is allowed': 'if x not in ("a", "b"):\n    return "no"\nsink(x)',
  'a list of what is allowed, positively': 'if x in {"a", "b"}:\n    sink(x)',
  equality: 'if x == "a":\n    sink(x)',
  'two equalities': 'if x == "a" or x == "b":\n    sink(x)',
  'a look-up in constants': 'sink({"a": "b"}[x])',
  'a look-up with a default': 'sink({"a": "b"}.get(x, "c"))',
  'a match': 'match x:\n    case "a" | "b":\n        sink(x)\n    case _:\n        abort(400)',
  isalnum: 'if not x.isalnum():\n    abort(400)\nsink(x)',
  'a strict pattern': 'if not re.fullmatch(r"[a-z0-9_]{1,20}", x):\n    abort(400)\nsink(x)',
  'a strict pattern with anchors': 'if re.match(r"^[a-z]+$", x):\n    sink(x)',
  'a strict pattern compiled before': 'P = re.compile(r"[a-z]+")\nm = P.fullmatch(x)\nif m is None:\n    return "no"\nsink(m.group(0))',
  'a strict pattern, kept in a variable': 'ok = re.fullmatch(r"\\w+", x)\nif not ok:\n    return "no"\nsink(x)',
  'both of two conditions': 'if x and x in ("a",):\n    sink(x)',
  'a constant branch': 'y = x\nif 7 * 6 > 40:\n    y = "a"\nsink(y)',
  'a constant conditional expression': 'sink("a" if 7 > 3 else x)',
  'another item of a list': 'l = ["a", x]\nsink(l[0])',
  'another item after a pop': 'l = ["a", "b", x]\nl.pop(0)\nsink(l[0])',
  'another key of a dictionary': 'd = {"a": x, "b": "c"}\nsink(d["b"])',
  'removing everything that is special': 'sink(re.sub(r"[^a-z0-9]", "", x))',
  'an assertion': 'assert x in ("a", "b")\nsink(x)',
  'all characters': 'if not all(c in "abc" for c in x):\n    abort(400)\nsink(x)',
  'the short circuit': 'x in ("a",) and sink(x)',
  'a comparison with a number': 'n = len(x)\nsink("a" * n)',
  'a loop that leaves': 'for a in ["b"]:\n    if x != "a":\n        return "no"\n    sink(x)',
  'another option of a configuration':
    'import configparser\nc = configparser.ConfigParser()\nc.set("a", "b", x)\nc.set("a", "c", "d")\nsink(c.get("a", "c"))',
  'a case that cannot match': 'k = "a"\ny = "b"\nmatch k:\n    case "c":\n        y = x\nsink(y)',
  'a constant in a match': 'k = "a"\nmatch k:\n    case "a":\n        y = "b"\n    case _:\n        y = x\nsink(y)',
};

for (const [what, body] of Object.entries(proofs)) {
  test(`nothing is reported after ${what}`, () => {
    assert.deepEqual(reported(body), [], body);
  });
}

const helperProofs: readonly (readonly [what: string, before: string, body: string])[] = [
  ['a function that says whether it is allowed', 'def ok(a):\n    return a in ("a", "b")', 'if not ok(x):\n    abort(400)\nsink(x)'],
  [
    'a function that says so in two ways',
    'def ok(a):\n    if a.isalnum():\n        return True\n    return False',
    'if ok(x):\n    sink(x)',
  ],
  ['a function that raises', 'def check(a):\n    if a not in ("a", "b"):\n        raise ValueError(a)', 'check(x)\nsink(x)'],
  ['a function that cleans', 'def clean(a):\n    return re.sub(r"\\W", "", a)', 'sink(clean(x))'],
  ['a function that always answers the same', 'def f(a):\n    return "b"', 'sink(f(x))'],
  ['an enumeration', 'from enum import Enum\nclass C(Enum):\n    A = "a"', 'sink(C(x).value)'],
  ['a function that does not come back', 'def deny():\n    abort(400)', 'if x != "a":\n    deny()\nsink(x)'],
  ['a table of functions', 'def one(a):\n    return "b"\nT = {"o": one}', 'sink(T["o"](x))'],
];

for (const [what, before, body] of helperProofs) {
  test(`nothing is reported after ${what} of the same file`, () => {
    assert.deepEqual(reported(body, before), [], body);
  });
}

test('a branch that is not checked is reported though another one is', () => {
  assert.equal(reported('if number:\n    if x not in ("a",):\n        abort(400)\nsink(x)').length, 1);
});

test('a check of one thing proves nothing of another', () => {
  assert.equal(reported('if name in ("a",):\n    sink(x)').length, 1);
});

test('a function that cleans its own copy proves nothing of what it was given', () => {
  const before = 'def clean(a):\n    a = "b" if a else "c"\n    return a';
  assert.equal(reported('clean(x)\nsink(x)', before).length, 1);
});

test('a pattern without its end proves nothing', () => {
  assert.equal(reported('if re.match(r"^[a-z]+", x):\n    sink(x)').length, 1);
});
