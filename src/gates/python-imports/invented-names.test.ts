import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { environment, expectWhat, grammars, project, resolved } from '../../../test/gates/python-imported.ts';
import { pythonImports } from './python-imports.ts';

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
