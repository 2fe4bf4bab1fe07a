import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { gateAssets } from '../assets.ts';
import { createGrammars } from '../tree-sitter/grammars.ts';
import { pythonImports } from './python-imports.ts';

const grammars = createGrammars(gateAssets(new URL('../worker.ts', import.meta.url).href));
const made: string[] = [];
after(() => {
  grammars.dispose();
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** A project on the disk: paths with their texts. `.git` says where it ends. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'centuria-imports-'));
  made.push(folder);
  for (const [path, text] of Object.entries({ '.git/HEAD': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const site = '.venv/lib/python3.12/site-packages';
const environment = {
  '.venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.12.3\ninclude-system-site-packages = false\n',
  [`${site}/requests/__init__.py`]: '',
  [`${site}/requests-2.32.0.dist-info/METADATA`]: '',
  [`${site}/fast.cpython-312-x86_64-linux-gnu.so`]: '',
  [`${site}/six.py`]: '',
};

/** `found`, `nowhere` or `doubt`, and what was said. */
async function resolved(
  folder: string,
  statement: string,
  { path = 'app.py', opened = [] }: { path?: string | undefined; opened?: readonly string[] } = {},
): Promise<{ what: string; said: string }> {
  const uri = pathToFileURL(join(folder, path)).href;
  const overlays = opened.map((one) => ({ uri: pathToFileURL(join(folder, one)).href, text: 'x = 1\n' }));
  const analysis = await pythonImports({ uri, text: `${statement}\n`, overlays }, grammars);
  assert.ok(analysis.ok);
  const [first] = analysis.complaints;
  return { what: first === undefined ? 'found' : first.blocks ? 'nowhere' : 'doubt', said: first?.message ?? '' };
}

// eslint-disable-next-line max-params -- a table reads best as a row
async function expectWhat(folder: string, what: string, statements: readonly string[], path?: string): Promise<void> {
  for (const statement of statements) assert.equal((await resolved(folder, statement, { path })).what, what, statement);
}

test('what the standard library, the environment, a manifest or the project has is found', async () => {
  const folder = project({
    ...environment,
    'requirements.txt':
      'PyYAML>=6 # config\nscikit-learn[extra] ; python_version > "3.8"\n-r other.txt\ngit+https://host.invalid/x.git#egg=fromgit\n',
    'pyproject.toml':
      '[project]\nname = "app"\nkeywords = ["keyworded"]\ndependencies = [\n  "httpx>=0.27",\n]\n[tool.poetry.dependencies]\npython = "^3.12"\nrich = "*"\n[dependency-groups]\ndev = ["pytest>=8"]\n',
    'helpers.py': '',
    'src/package/__init__.py': '',
    'src/package/inner.py': 'x = 1\n',
    'tools/deep/er/odd_one.py': '',
  });
  await expectWhat(folder, 'found', [
    'import os.path',
    'import requests.adapters, fast',
    'import six as s',
    'import yaml',
    'from sklearn import svm',
    'import fromgit',
    'import httpx',
    'import rich',
    'import pytest',
  ]);
  await expectWhat(folder, 'found', [
    'import helpers',
    'from package.inner import x',
    'import odd_one',
    'from __future__ import annotations',
  ]);
  await expectWhat(folder, 'nowhere', [
    'import keyworded',
    'import reqeusts',
    'from package.outer import x',
    'def f():\n    import invented',
  ]);
});

test('an import that leads nowhere says where it was looked for, at its own place', async () => {
  const folder = project({ ...environment, 'requirements.txt': 'requests\n' });
  const uri = pathToFileURL(join(folder, 'app.py')).href;
  const analysis = await pythonImports({ uri, text: 'import os\nimport fastjsonx.core as f\n', overlays: [] }, grammars);
  assert.ok(analysis.ok);
  const [one] = analysis.complaints;
  assert.deepEqual(one?.range, { startLine: 1, startColumn: 7, endLine: 1, endColumn: 21 });
  assert.match(
    one?.message ?? '',
    /There is no module `fastjsonx` \(looked in the standard library of Python 3\.12, the project, \.venv, requirements\.txt\)/u,
  );
});

test('without an environment nothing is certain: the words say what would tell', async () => {
  assert.match((await resolved(project({}), 'import invented')).said, /no environment .* and no list of dependencies/u);
  assert.match(
    (await resolved(project({ 'requirements.txt': 'flask\n' }), 'import invented')).said,
    /not named in requirements\.txt, and there is no environment/u,
  );
  assert.equal((await resolved(project({ 'requirements.txt': 'flask\n' }), 'import flask')).what, 'found');
  assert.match((await resolved('/nowhere/on/this/disk', 'import invented')).said, /Save it first/u);
  await expectWhat('/nowhere/on/this/disk', 'found', ['import json']);
});

test('an environment that also uses other packages, or has not all that is named, leaves a doubt', async () => {
  const open = { ...environment, '.venv/pyvenv.cfg': 'version = 3.12.3\ninclude-system-site-packages = true\n' };
  await expectWhat(project(open), 'doubt', ['import invented']);
  await expectWhat(project({ ...environment, 'requirements.txt': 'python-magicnumbers\n' }), 'doubt', ['import magicnumbers']);
  await expectWhat(project({ ...environment, 'requirements.txt': 'python-magicnumbers\n' }), 'nowhere', ['import other']);
  await expectWhat(project({ ...environment, [`${site}/hook.pth`]: 'import hook_that_adds_paths\n' }), 'doubt', ['import invented']);
});

test('editable installations are read from what they leave in the environment', async () => {
  const folder = project({
    ...environment,
    [`${site}/__editable__.lib-1.pth`]: 'import __editable___lib_1_finder; __editable___lib_1_finder.install()\n',
    [`${site}/__editable___lib_1_finder.py`]: "MAPPING: dict[str, str] = {'lib_one': '/x/lib_one'}\n",
    [`${site}/plain.pth`]: '../../../../vendor\n',
    'vendor/lib_two/__init__.py': '',
  });
  await expectWhat(folder, 'found', ['import lib_one', 'import lib_two']);
  await expectWhat(folder, 'nowhere', ['import lib_three']);
});

test('an import under a condition, or whose failure is caught, is a doubt where it would be wrong', async () => {
  const folder = project(environment);
  await expectWhat(folder, 'doubt', [
    'try:\n    import invented\nexcept ImportError:\n    invented = None',
    'try:\n    import invented\nexcept (ValueError, ModuleNotFoundError) as e:\n    pass',
    'if TYPE_CHECKING:\n    from invented import X',
    'import sys\nif sys.version_info < (3, 8):\n    import invented',
    'with contextlib.suppress(ImportError):\n    import invented',
    'if PY_3_14_PLUS:\n    import annotationlib',
    'if debug:\n    import invented',
    'def f(kind):\n    if kind:\n        pass\n    elif not kind:\n        import invented',
    'if fast:\n    pass\nelse:\n    from invented import X',
  ]);
  await expectWhat(folder, 'nowhere', [
    'try:\n    import invented\nexcept ValueError:\n    pass',
    'if True:\n    import invented',
    'if __name__ == "__main__":\n    import invented',
    'for x in y:\n    pass\nelse:\n    import invented',
    'try:\n    pass\nexcept ValueError:\n    pass\nelse:\n    import invented',
  ]);
});

test('a text that changes where modules are looked for may find what is nowhere else', async () => {
  const folder = project(environment);
  const ways = [
    'sys.path.insert(0, "vendor")',
    'sys.path.append(HERE)',
    'sys.path += [HERE]',
    'sys.path[0:0] = [HERE]',
    'sys.path = [HERE, *sys.path]',
    'monkeypatch.syspath_prepend(tmp_path)',
    'site.addsitedir("vendor")',
  ];
  await expectWhat(
    folder,
    'doubt',
    ways.map((way) => `${way}\nimport invented`),
  );
  await expectWhat(folder, 'nowhere', [
    'print(sys.path)\nimport invented',
    'assert sys.path == []\nimport invented',
    'sys.path.append(HERE)\nfrom .invented import x',
  ]);
});

test('a module that came or went counts by the version of the environment', async () => {
  await expectWhat(project(environment), 'found', ['import tomllib', 'import telnetlib']);
  await expectWhat(project(environment), 'doubt', ['import distutils.core', 'import annotationlib']);
  await expectWhat(project(environment), 'nowhere', ['import annotationlibs']);
  await expectWhat(project({}), 'doubt', ['import distutils']);
});

test('a relative import is looked up in its package, with what is open and not yet on the disk', async () => {
  const folder = project({
    ...environment,
    'package/__init__.py': '',
    'package/sub/__init__.py': '',
    'package/sub/one.py': 'x = 1\n',
    'package/two.py': 'y = 1\n',
  });
  const path = 'package/sub/app.py';
  await expectWhat(
    folder,
    'found',
    [
      'from .one import x',
      'from . import one',
      'from . import schema_pb2',
      'from ..two import y',
      'from .schema_pb2 import M',
      'from .._version import v',
    ],
    path,
  );
  await expectWhat(folder, 'nowhere', ['from .three import x', 'from ..sub.four import y', 'from . import anything'], path);
  assert.equal((await resolved(folder, 'from .three import x', { path, opened: ['package/sub/three.py'] })).what, 'found');
});

test('no text makes it throw', async () => {
  const folder = project(environment);
  const word = fc.constantFrom(
    'import ',
    'from ',
    'a',
    '.',
    '..',
    ',',
    ' as ',
    '(',
    ')',
    '*',
    '\n',
    'try:',
    '    ',
    '\\',
    '\0',
    'é',
    '"""',
    '# ',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (words) => {
      const analysis = await pythonImports(
        { uri: pathToFileURL(join(folder, 'app.py')).href, text: words.join(''), overlays: [{ uri: 'file://%' }] },
        grammars,
      );
      assert.ok(analysis.ok);
    }),
    { numRuns: 200 },
  );
});

test('a name that a module of the project certainly does not define was invented', async () => {
  const folder = project({
    ...environment,
    'calc.py': '"""Adds nothing."""\nimport os\n\nLIMIT: int = 1  # nothing\n\ndef add(a, b):\n    return a + b\n',
    'open_ended.py': 'from os import *\n',
    'lazy.py': 'def __getattr__(name):\n    return name\n',
    'pkg/__init__.py': 'from .inner import first\n',
    'pkg/inner.py': 'first = 1\n',
    'space/part.py': '',
    'typed.py': '',
    'typed.pyi': 'other: int\n',
  });
  await expectWhat(folder, 'nowhere', [
    'from calc import nothing',
    'from calc import add, nothing',
    'from pkg import second',
    'from pkg.inner import second',
    'from .calc import nothing',
  ]);
  await expectWhat(folder, 'found', [
    'from calc import add, LIMIT, os',
    'from calc import __doc__',
    'from calc import *',
    'from open_ended import nothing',
    'from lazy import nothing',
  ]);
  await expectWhat(folder, 'found', [
    'from pkg import first, inner',
    'from . import calc',
    'from space import part',
    'from typed import other',
    'from six import nothing',
  ]);
  await expectWhat(folder, 'doubt', ['try:\n    from calc import nothing\nexcept ImportError:\n    pass']);
  assert.match(
    (await resolved(folder, 'from calc import nothing')).said,
    /^There is no `nothing` in `calc`: calc\.py does not define it\.$/,
  );
});

test('what another open text defines is found, and what it does not define any more is not', async () => {
  const folder = project({ ...environment, 'calc.py': 'def add(): pass\n' });
  const uri = pathToFileURL(join(folder, 'app.py')).href;
  const blocked = async (name: string): Promise<boolean> => {
    const analysis = await pythonImports(
      {
        uri,
        text: `from calc import ${name}\n`,
        overlays: [{ uri: pathToFileURL(join(folder, 'calc.py')).href, text: 'def plus(): pass\n' }],
      },
      grammars,
    );
    return analysis.ok && analysis.complaints.some(({ blocks }) => blocks);
  };
  assert.deepEqual([await blocked('plus'), await blocked('add')], [false, true]);
});

test('a part of the standard library that its files do not have was invented', async () => {
  const library = {
    'python/lib/python3.12/os.py': 'from posix import *\nsys.modules["os.path"] = path\n',
    'python/lib/python3.12/json/__init__.py': 'from .decoder import JSONDecoder\ndef loads(): pass\n',
    'python/lib/python3.12/json/decoder.py': '',
  };
  const folder = project({ ...environment, ...library });
  writeFileSync(join(folder, '.venv/pyvenv.cfg'), `home = ${join(folder, 'python/bin')}\nversion = 3.12.3\n`);
  await expectWhat(folder, 'nowhere', ['import json.nope', 'from json.nope import a', 'from json import nope', 'import os.nope']);
  await expectWhat(folder, 'found', [
    'import json.decoder',
    'from json import loads, decoder, JSONDecoder',
    'import os.path',
    'from os import fork',
    'import sys, math',
    'from math import sin',
  ]);
});

test('what an import hook makes, and a package that is called like one of the project, leave nothing certain', async () => {
  const folder = project({
    ...environment,
    'soft/__init__.py': '',
    'soft/dbus/__init__.py': '',
    'hooked/__init__.py': 'import sys\nsys.meta_path.append(object())\n',
  });
  await expectWhat(folder, 'found', ['from hooked.made import X', 'from hooked import made']);
  await expectWhat(folder, 'doubt', ['from dbus.service import X'], 'soft/dbus/app.py');
  await expectWhat(folder, 'nowhere', ['from soft.dbus.service import X', 'from .service import X'], 'soft/dbus/app.py');
});
