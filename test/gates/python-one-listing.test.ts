import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createGatesProcess } from '../../src/gates/client.ts';
import { resultOf } from './changes.ts';
import { PythonProjects } from './python-change.ts';
import type { Changes } from './python-change.ts';
import { a, fresh, GO, gone, PACKAGE, WRONG, type Row } from './python-listing-rows.ts';
import { gates } from './shared-gates.ts';

const projects = new PythonProjects(gates);
/** Where only imports are asked about: types would take ten times as long. */
const gatesWithoutTypes = createGatesProcess({
  modulePath: fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url)),
  policy: { levels: { types: 'off' } },
});
const withoutTypes = new PythonProjects(gatesWithoutTypes);
after(async () => {
  await gatesWithoutTypes.dispose();
  projects.dispose();
  withoutTypes.dispose();
});

const FILES = { 'requirements.txt': '' };
const USES = { ...FILES, 'use.py': 'from f import LIMIT\n\nprint(LIMIT)\n' };
const RIGHT: readonly Row[] = [
  {
    what: 'a submodule that is renamed with who imports it',
    files: PACKAGE,
    changes: {
      'a.py': ['from pkg.core import go\nX = go\n', 'from pkg.engine import go\nX = go\n'],
      'pkg/core.py': gone(GO),
      'pkg/engine.py': fresh(GO),
    },
  },
  {
    what: 'a new package',
    changes: {
      'pkg/__init__.py': fresh('from .core import go\n\n__all__ = ["go"]\n'),
      'pkg/core.py': fresh(GO),
      'a.py': a('from pkg import core, go\nfrom pkg.core import go as other\nimport pkg.core\nX = core, go, other, pkg'),
    },
  },
  {
    what: 'two new packages',
    changes: {
      'p/__init__.py': fresh('X = 1\n'),
      'p/a.py': fresh('from q.b import Y\n\nZ = Y\n'),
      'q/__init__.py': fresh('W = 1\n'),
      'q/b.py': fresh('from p import X\n\nY = X\n'),
    },
  },
  {
    what: 'a new package below a new src',
    files: { 'pyproject.toml': '[project]\nname = "p"\n' },
    changes: { 'src/p/__init__.py': fresh('X = 1\n'), 'tests/test_p.py': fresh('from p import X\n\n\ndef test_p():\n    assert X == 1\n') },
  },
  {
    what: 'new folders without __init__.py',
    changes: { 'p/a.py': fresh('from p.b import Y\nfrom p import b\n\nZ = Y, b\n'), 'p/b.py': fresh('Y = 1\n') },
  },
  {
    what: 'a module that becomes a package',
    files: USES,
    changes: {
      'f.py': gone('LIMIT = 3\n'),
      'f/__init__.py': fresh('from .limits import LIMIT\n\n__all__ = ["LIMIT"]\n'),
      'f/limits.py': fresh('LIMIT = 3\n'),
    },
  },
  {
    what: 'a package that becomes a module',
    files: USES,
    changes: { 'f.py': fresh('LIMIT = 3\n'), 'f/__init__.py': gone('from .limits import LIMIT\n'), 'f/limits.py': gone('LIMIT = 3\n') },
  },
  {
    what: 'a module that is moved to where it is found too',
    files: { ...USES, 'pyproject.toml': '[project]\nname = "f"\n' },
    changes: { 'f.py': gone('LIMIT = 3\n'), 'src/f.py': fresh('LIMIT = 3\n') },
  },
  {
    what: 'a module made by another',
    files: { ...FILES, 'use.py': 'from f.parts import LIMIT\n\nprint(LIMIT)\n' },
    changes: {
      'f.py': fresh('import sys\nimport types\n\nsys.modules["f.parts"] = types.ModuleType("f.parts")\n'),
      'f/__init__.py': gone(''),
      'f/parts.py': gone('LIMIT = 1\n'),
    },
  },
  {
    what: 'names that come when they are asked for',
    files: USES,
    changes: { 'f.py': ['LIMIT = 3\n', 'def __getattr__(name):\n    return name\n'] },
  },
  {
    what: 'names that come from all of another',
    files: { ...USES, 'g.py': 'LIMIT = 3\n' },
    changes: { 'f.py': ['LIMIT = 3\n', 'from g import *\n'] },
  },
  {
    what: 'a name that a checker and the program get in two ways',
    files: { ...USES, 'g.py': 'LIMIT = 3\n' },
    changes: {
      'f.py': ['LIMIT = 3\n', 'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from g import LIMIT\nelse:\n    LIMIT = 3\n'],
    },
  },
  {
    what: 'a name that is tried',
    files: { ...USES, 'g.py': 'LIMIT = 3\n' },
    changes: { 'f.py': ['LIMIT = 3\n', 'try:\n    from g import LIMIT\nexcept ImportError:\n    LIMIT = 3\n'] },
  },
  {
    what: 'a name by the version',
    files: USES,
    changes: { 'f.py': ['LIMIT = 3\n', 'import sys\n\nif sys.version_info >= (3, 11):\n    LIMIT = 3\nelse:\n    LIMIT = 4\n'] },
  },
  { what: 'a name that is deleted and made again', files: USES, changes: { 'f.py': ['LIMIT = 3\n', 'LIMIT = 3\ndel LIMIT\nLIMIT = 4\n'] } },
  {
    what: 'an importer that may do without',
    files: { ...FILES, 'use.py': 'try:\n    from f import LIMIT\nexcept ImportError:\n    LIMIT = 1\n\nprint(LIMIT)\n' },
    changes: { 'f.py': gone('LIMIT = 3\n'), 'f/limits.py': fresh('LIMIT = 3\n') },
  },
  {
    what: 'an importer that looks elsewhere too',
    files: { ...FILES, 'use.py': 'import sys\n\nsys.path.insert(0, "vendor")\nfrom f import LIMIT\n\nprint(LIMIT)\n' },
    changes: { 'f.py': ['LIMIT = 3\n', 'MAX = 3\n'] },
  },
  {
    what: 'a compiled part',
    files: {
      ...FILES,
      'pkg/__init__.py': '',
      'pkg/_fast.pyx': 'def go(): return 1\n',
      'setup.py': 'from setuptools import Extension, setup\nsetup(ext_modules=[Extension("pkg._slow", ["slow.c"])])\n',
    },
    changes: { 'pkg/core.py': fresh('from pkg._fast import go\nfrom pkg._slow import come\n\n__all__ = ["come", "go"]\n') },
  },
  {
    what: 'a package that is emptied and of which only parts are used',
    files: {
      ...FILES,
      'f/limits.py': 'LIMIT = 1\n',
      'use.py': 'from f.limits import LIMIT\nfrom f import limits\n\nprint(LIMIT, limits)\n',
    },
    changes: { 'f/__init__.py': ['from .limits import LIMIT\n', ''] },
  },
];

for (const { what, files, changes, refused = [] } of WRONG) {
  test(`is refused: ${what}`, async () => {
    withoutTypes.next(files);
    assert.deepEqual(
      (await withoutTypes.refusals(changes)).filter((one) => /(?:import|name)$/u.test(one)),
      refused,
    );
  });
}

for (const { what, files, changes } of RIGHT) {
  test(`is not refused: ${what}`, async () => {
    projects.next(files);
    // What ruff says of style is another gate's.
    assert.deepEqual(
      (await projects.refusals(changes)).filter((one) => !/ F\d+$/u.test(one)),
      [],
    );
  });
}

test('a change is seen the same where the disk has it already', async () => {
  projects.next({
    ...PACKAGE,
    'pkg/engine.py': GO,
    'main.py': 'from pkg.core import go\n\ngo()\n',
    'other.py': 'from pkg.engine import go\n\ngo()\n',
  });
  const judgements = await projects.judgedAsItIs({ 'pkg/core.py': gone(GO), 'pkg/engine.py': fresh(GO) });
  assert.deepEqual(
    projects.findingsIn(judgements.filter(({ uri }) => uri.endsWith('main.py') || uri.endsWith('other.py'))),
    projects.findingsIn(judgements).filter((one) => one.includes('main.py')),
  );
});

const ENVIRONMENT = {
  '.venv/pyvenv.cfg': 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n',
  '.venv/lib/python3.11/site-packages/requests/__init__.py': '',
  '.venv/lib/python3.11/site-packages/requests-2.0.dist-info/METADATA': 'Name: requests\n',
};

test('a package that the change names among the dependencies was not invented', async () => {
  const httpx = a('import httpx\nX = httpx');
  const importsOf = async (changes: Changes) => {
    const judgements = await withoutTypes.judged(changes);
    return resultOf(judgements.find(({ uri }) => uri.endsWith('a.py'))?.results ?? [], 'imports').verdict;
  };
  withoutTypes.next({ ...ENVIRONMENT });
  assert.equal(await importsOf({ 'requirements.txt': ['requests\n', 'requests\n'], 'a.py': httpx }), 'fail');
  withoutTypes.next({ ...ENVIRONMENT });
  assert.equal(await importsOf({ 'requirements.txt': ['requests\n', 'requests\nhttpx\n'], 'a.py': httpx }), 'pass');
  withoutTypes.next({ ...ENVIRONMENT });
  const project = (names: string) => `[project]\nname = "x"\ndependencies = [${names}]\n`;
  assert.equal(await importsOf({ 'pyproject.toml': [project('"requests"'), project('"requests", "httpx"')], 'a.py': httpx }), 'pass');
  withoutTypes.next({ ...ENVIRONMENT });
  assert.equal(await importsOf({ 'requirements.txt': ['requests\nhttpx\n', 'requests\n'], 'a.py': httpx }), 'fail');
});
