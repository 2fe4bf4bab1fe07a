import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { environment, expectWhat, grammars, project, resolved, site } from '../../../test/gates/python-imported.ts';
import { pythonImports } from './python-imports.ts';

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
