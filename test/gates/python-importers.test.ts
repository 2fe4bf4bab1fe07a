import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FileJudgement, JudgeRequest } from '../../src/core/gate.ts';
import { createGatesProcess } from '../../src/gates/client.ts';
import { resultOf } from './changes.ts';
import { PythonProjects } from './python-change.ts';
import type { Changes } from './python-change.ts';
import { gates } from './shared-gates.ts';

const projects = new PythonProjects(gates);

after(() => {
  projects.dispose();
});

beforeEach(() => {
  projects.next();
});

const put = (files: Readonly<Record<string, string>>): void => {
  projects.put(files);
};
const uriOf = (name: string): string => projects.uriOf(name);
const judged = (changes: Changes): Promise<readonly FileJudgement[]> => projects.judged(changes);
const broken = (changes: Changes, more?: Partial<JudgeRequest>): Promise<readonly string[]> => projects.broken(changes, more);

const AREA = 'def area(side: int) -> int:\n    return side * side\n\n\ndef other() -> int:\n    return 1\n';
const SHOW = 'from area import area\n\n\nprint(area(2))\n';
const NEEDS_MORE = AREA.replace('side: int)', 'side: int, unit: str)');
const WITHOUT = 'def other() -> int:\n    area = 1\n    return area\n';

test('a name that goes out of a module is missed also where the module itself is imported from its package, each time it is asked', async () => {
  put({ 'pkg/__init__.py': '', 'pkg/money.py': 'def old(a):\n    return a\n', 'use.py': 'from pkg import money\n\nprint(money.old(1))\n' });
  const renamed = () => judged({ 'pkg/money.py': ['def old(a):\n    return a\n', 'def new(a):\n    return a\n'] });
  for (let round = 0; round < 2; round += 1) {
    const at = (await renamed()).find(({ uri }) => uri === uriOf('use.py'));
    assert.deepEqual(
      at?.results.map(({ gate, verdict, findings }) => [gate, verdict, findings.map(({ range }) => range.startLine)]),
      [['types', 'fail', [2]]],
    );
  }
});

test('a function that is taken away fails where another file imports it, at its place', async () => {
  put({ 'show.py': `\n${SHOW}` });
  assert.deepEqual(await broken({ 'area.py': [AREA, WITHOUT] }), ['show.py:2 missing-name']);
});

test('a parameter that calls elsewhere do not give fails there; one that they need not give passes', async () => {
  put({ 'show.py': SHOW });
  assert.deepEqual(await broken({ 'area.py': [AREA, NEEDS_MORE] }), ['show.py:4 reportCallIssue']);
  const judgements = await judged({ 'area.py': [AREA, AREA.replace('side: int)', 'side: int, unit: str = "m")')] });
  assert.deepEqual(
    judgements.map(({ results }) => [resultOf(results, 'imports').verdict, resultOf(results, 'types').verdict]),
    [['pass', 'pass']],
  );
});

test('what is renamed together with the files that import it passes, and fails without one of them', async () => {
  put({ 'late.py': 'def late():\n    import area\n    return area.other()\n' });
  const renamed = AREA.replace('def area', 'def surface');
  const show = [SHOW, 'from area import surface\n\n\nprint(surface(2))\n'] as const;
  assert.deepEqual(await broken({ 'area.py': [AREA, renamed], 'show.py': show }), []);
  put({ 'more.py': SHOW });
  assert.deepEqual(await broken({ 'area.py': [AREA, renamed], 'show.py': show }), ['more.py:1 missing-name']);
});

test('what an importer had before does not count', async () => {
  put({ 'show.py': 'from area import area, never\n\n\nprint(area("2"))\n' });
  assert.deepEqual(await broken({ 'area.py': [AREA, AREA.replace('def other', 'def another')] }), []);
});

test('an import that the program may do without, or only a checker sees, is not refused', async () => {
  put({
    'tried.py': 'try:\n    from area import area\nexcept ImportError:\n    area = None\n',
    'checked.py': 'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from area import area\n',
  });
  assert.deepEqual(await broken({ 'area.py': [AREA, WITHOUT] }), []);
});

test('relative imports, packages that pass on what they import, and a source folder are followed', async () => {
  put({
    'src/shop/__init__.py': 'from .sizes import area\nfrom . import prices as all_prices\n',
    'src/shop/prices.py': 'from . import sizes\n\n\nprint(sizes.area(3))\n',
    'src/shop/deep/__init__.py': '',
    'src/shop/deep/low.py': 'from ..sizes import (\n    area,\n)\n\nprint(area(4))\n',
    'src/alone.py': 'from shop import prices\n',
    'tests/test_shop.py': 'from shop import area\nimport shop.deep.low\n\nprint(area(5))\n',
  });
  const found = await broken({ 'src/shop/sizes.py': [AREA, NEEDS_MORE] });
  assert.deepEqual(found, [
    'src/shop/deep/low.py:5 reportCallIssue',
    'src/shop/prices.py:4 reportCallIssue',
    'tests/test_shop.py:4 reportCallIssue',
  ]);
  assert.deepEqual(await broken({ 'src/shop/sizes.py': [AREA, WITHOUT] }), [
    'src/shop/__init__.py:1 missing-name',
    'src/shop/deep/low.py:1 missing-name',
    'src/shop/prices.py:4 reportAttributeAccessIssue',
  ]);
});

test('what is taken out of a package itself fails where it is imported, also from within', async () => {
  put({ 'pack/inner.py': 'from . import sized\n\nprint(sized)\n', 'use.py': 'import pack.inner\n\nprint(pack.sized)\n' });
  assert.deepEqual(await broken({ 'pack/__init__.py': ['sized = 1\nother = 2\n', 'other = 2\n'] }), [
    'pack/inner.py:1 missing-name',
    'use.py:3 reportAttributeAccessIssue',
  ]);
});

test('a name of a module that is asked for by the module fails too, and not where it is asked about first', async () => {
  put({
    'show.py': 'import area as it\n\n\nprint(it.area(2))\n',
    'asks.py': 'import area\n\nif hasattr(area, "area"):\n    print(area.area(2))\n',
  });
  assert.deepEqual(await broken({ 'area.py': [AREA, WITHOUT] }), ['show.py:4 reportAttributeAccessIssue']);
});

test('a name that the importer asks the module about before, by its version or otherwise, and a module below a package, are not missed', async () => {
  const before = 'VERSION = (1,)\n\n\ndef old():\n    return 1\n';
  put({
    'switch.py': 'import lib\n\nif lib.VERSION >= (2,):\n    print(lib.new())\nelse:\n    print(lib.old())\n',
    'short.py': 'import lib\n\nprint(lib.old() if lib.VERSION < (2,) else 1)\n',
    'plain.py': 'import lib\n\nif lib.old():\n    print(lib.VERSION)\n',
  });
  assert.deepEqual(await broken({ 'lib.py': [before, 'VERSION = (2,)\n\n\ndef new():\n    return 1\n'] }), [
    'plain.py:3 reportAttributeAccessIssue',
  ]);
  put({
    'pack/sub.py': 'def f():\n    return 1\n',
    'pack/other.py': 'import pack.sub\n',
    'use.py': 'import pack.other\n\nprint(pack.sub.f())\n',
  });
  assert.deepEqual(await broken({ 'pack/__init__.py': ['from . import sub\n', ''] }), []);
});

test('a module that makes its names while it runs is not said to lack one', async () => {
  put({ 'show.py': SHOW, 'whole.py': 'import area\n\nprint(area.area(1))\n' });
  assert.deepEqual(await broken({ 'area.py': [AREA, `${WITHOUT}\n\nglobals().update({"area": other})\n`] }), []);
});

test('what changes only inside of functions is not looked for in other files', async () => {
  put({ 'show.py': 'from area import nothing_of_it\n', 'loose.py': SHOW });
  assert.deepEqual(await broken({ 'area.py': [AREA, AREA.replace('side * side', 'side ** 2')] }), []);
});

test('a file that the editor has open counts as it is there', async () => {
  put({ 'show.py': SHOW });
  const changes: Changes = { 'area.py': [AREA, NEEDS_MORE] };
  assert.deepEqual(await broken(changes, { overlays: [{ uri: uriOf('show.py'), text: SHOW.replace('area(2)', 'area') }] }), []);
  assert.deepEqual(await broken(changes, { overlays: [{ uri: uriOf('fresh.py'), text: SHOW }] }), [
    'fresh.py:4 reportCallIssue',
    'show.py:4 reportCallIssue',
  ]);
});

test('a deleted module fails where it is imported, once', async () => {
  put({ 'show.py': SHOW, 'pack/__init__.py': '', 'pack/a.py': 'from . import b\n', 'pack/b.py': 'x = 1\n' });
  assert.deepEqual(await broken({ 'area.py': [AREA, undefined] }), ['show.py:1 deleted-import']);
  assert.deepEqual(await broken({ 'pack/b.py': ['x = 1\n', undefined] }), ['pack/a.py:1 deleted-import']);
});

test('more importers than are looked at leave types unknown, with their number', async () => {
  for (let at = 0; at < 23; at += 1) put({ [`show_${at}.py`]: SHOW });
  const [area] = await judged({ 'area.py': [AREA, `${AREA}more = 1\n`] });
  const [imports, types] = [resultOf(area?.results ?? [], 'imports'), resultOf(area?.results ?? [], 'types')];
  assert.equal(imports.verdict, 'pass');
  assert.equal(types.verdict, 'unknown');
  assert.match(types.why ?? '', /^\d+ more files that import it were not looked at$/u);
});

test('importers that cannot be looked at in time leave the gate unknown', async () => {
  put({ 'show.py': SHOW });
  const own = createGatesProcess({
    modulePath: fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url)),
    limits: { types: 1 },
  });
  try {
    const [area] = await own.judge(
      { files: [{ uri: uriOf('area.py'), languageId: 'python', base: AREA }], overlays: [], trusted: false },
      new AbortController().signal,
    );
    const types = resultOf(area?.results ?? [], 'types');
    assert.deepEqual([types.verdict, types.why], ['unknown', 'the files that import it could not be checked: timed out after 0.001 s']);
  } finally {
    await own.dispose();
  }
});

test('a new package imports from its own new modules, in folders that are not on the disk yet, and from no others', async () => {
  const importsOf = async (changes: Changes): Promise<readonly string[]> =>
    (await judged(changes))
      .map(({ results }) => resultOf(results, 'imports'))
      .map(({ verdict, findings }) => [verdict, ...findings.map(({ rule }) => rule)].join(' '));
  const core = [undefined, 'def old() -> int:\n    return 1\n'] as const;
  const part = [undefined, 'from ..core import old\n\n\nprint(old())\n'] as const;
  const starting = (text: string) => [undefined, text] as const;
  assert.deepEqual(
    await importsOf({
      'f/__init__.py': starting('from .core import old\n\n__all__ = ["old"]\n'),
      'f/core.py': core,
      'f/deep/part.py': part,
    }),
    ['pass', 'pass', 'pass'],
  );
  assert.deepEqual(await importsOf({ 'g/__init__.py': starting('from .core import never\n\n__all__ = ["never"]\n'), 'g/core.py': core }), [
    'fail missing-name',
    'pass',
  ]);
  assert.deepEqual(await importsOf({ 'h/__init__.py': starting('from .cores import old\n\n__all__ = ["old"]\n'), 'h/core.py': core }), [
    'fail invented-import',
    'pass',
  ]);
});

test('a new package of no project imports from its own new modules, and of others nothing can be told', async () => {
  const plain = mkdtempSync(join(projects.root, 'plain-'));
  rmSync(plain, { recursive: true });
  projects.folder = join(plain, 'new');
  const verdictOf = async (statement: string) => {
    const [first] = await judged({ 'f/__init__.py': [undefined, statement], 'f/core.py': [undefined, 'old = 1\n'] });
    return first && resultOf(first.results, 'imports').verdict;
  };
  assert.equal(await verdictOf('from .core import old as old\n'), 'pass');
  assert.equal(await verdictOf('from .cores import old as old\n'), 'unknown');
});
