import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PythonProjects } from './python-change.ts';
import type { Changes } from './python-change.ts';
import { gates } from './shared-gates.ts';

const projects = new PythonProjects(gates);
after(() => {
  projects.dispose();
});

interface Row {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly changes: Changes;
  readonly broken?: readonly string[];
}

const OLD = 'def old(a: int) -> int:\n    return a\n';
const NEW = 'def new(a: int) -> int:\n    return a\n';
const ASKS = { 'requirements.txt': '', 'use.py': 'import f\n\nprint(f.old(1))\n' };
const ATTRIBUTE = ['use.py:3 reportAttributeAccessIssue'];
const ENUM = 'from enum import Enum\n\n\nclass C(Enum):\n    RED = 1\n    BLUE = 2\n';
const RED = { 'requirements.txt': '', 'use.py': 'from f import C\n\nprint(C.RED)\n' };
const ROWS = 'def rows() -> list[int]:\n    return [1]\n';
const NAME = 'def name() -> str:\n    return "a"\n';

const ALL: readonly Row[] = [
  {
    what: 'a name that only the documentation has still',
    files: ASKS,
    changes: { 'f.py': [OLD, `"""Replaces old."""\n\n\n${NEW}`] },
    broken: ATTRIBUTE,
  },
  { what: 'a name that only a comment has still', files: ASKS, changes: { 'f.py': [OLD, `# old\n${NEW}`] }, broken: ATTRIBUTE },
  {
    what: 'a name that only __all__ has still',
    files: ASKS,
    changes: { 'f.py': [`__all__ = ["old"]\n\n\n${OLD}`, `__all__ = ["old"]\n\n\n${NEW}`] },
    broken: ATTRIBUTE,
  },
  {
    what: 'a name that is only read of another module',
    files: { ...ASKS, 'g.py': OLD },
    changes: { 'f.py': [OLD, 'import g\n\n\nNEW = g.old\n'] },
    broken: ATTRIBUTE,
  },
  {
    what: 'a name that only a checker gets',
    files: { ...ASKS, 'g.py': OLD },
    changes: { 'f.py': ['from g import old\n\nX = old\n', 'X = 1\n\n\ndef f() -> "old":\n    return X\n'] },
    broken: ATTRIBUTE,
  },
  {
    what: 'a name that comes from another module now',
    files: { ...ASKS, 'g.py': OLD },
    changes: { 'f.py': [OLD, 'from g import old\n\n__all__ = ["old"]\n'] },
  },
  {
    what: 'a module of the same name that keeps it',
    files: { 'requirements.txt': '', 'a/__init__.py': '', 'b/__init__.py': '', 'a/use.py': 'from . import util\n\nprint(util.LIMIT)\n' },
    changes: { 'a/util.py': ['LIMIT = 1\n', 'x = 1\n'], 'b/util.py': ['LIMIT = 1\n', 'LIMIT = 2\n'] },
    broken: ['a/use.py:3 reportAttributeAccessIssue'],
  },
  {
    what: 'a module of the same name that loses it',
    files: { 'requirements.txt': '', 'a/__init__.py': '', 'b/__init__.py': '', 'a/use.py': 'from . import util\n\nprint(util.LIMIT)\n' },
    changes: { 'a/util.py': ['LIMIT = 1\n', 'LIMIT = 2\n'], 'b/util.py': ['LIMIT = 1\n', 'x = 1\n'] },
  },
  {
    what: 'a name of a module that is a package now',
    files: ASKS,
    changes: { 'f.py': [OLD, undefined], 'f/__init__.py': [undefined, NEW] },
    broken: ATTRIBUTE,
  },
  {
    what: 'a member of an Enum',
    files: RED,
    changes: { 'f.py': [ENUM, ENUM.replace('    RED = 1\n', '    GREEN = 1\n')] },
    broken: ATTRIBUTE,
  },
  {
    what: 'a member of an Enum that is another one now',
    files: RED,
    changes: { 'f.py': [ENUM, ENUM.replace('RED = 1', 'RED = BLUE = 2').replace('    BLUE = 2\n', '')] },
  },
  {
    what: 'a member of an Enum with a base that may have it',
    files: RED,
    changes: { 'f.py': [ENUM, 'from enum import Enum\n\nfrom g import Base\n\n\nclass C(Base, Enum):\n    BLUE = 2\n'] },
  },
  {
    what: 'a name with other letters',
    files: { 'requirements.txt': '', 'use.py': 'import f\n\nprint(f.größe)\n' },
    changes: { 'f.py': ['größe = 1\n', 'x = 1\n'] },
    broken: ATTRIBUTE,
  },
  {
    what: 'a package that is emptied',
    files: { 'requirements.txt': '', 'f/limits.py': 'LIMIT = 1\n', 'use.py': 'import f\n\nprint(f.LIMIT)\n' },
    changes: { 'f/__init__.py': ['from .limits import LIMIT\n', ''] },
    broken: ATTRIBUTE,
  },
  {
    what: 'a coroutine with an operator',
    files: { 'requirements.txt': '', 'use.py': 'from f import old\n\nprint(old(1) + 1)\n' },
    changes: { 'f.py': [OLD, `async ${OLD}`] },
    broken: ['use.py:3 reportOperatorIssue'],
  },
  {
    what: 'a coroutine in a loop',
    files: { 'requirements.txt': '', 'use.py': 'from f import rows\n\nfor r in rows():\n    print(r)\n' },
    changes: { 'f.py': [ROWS, `async ${ROWS}`] },
    broken: ['use.py:3 reportGeneralTypeIssues'],
  },
  {
    what: 'an attribute of a coroutine',
    files: { 'requirements.txt': '', 'use.py': 'from f import name\n\nprint(name().upper())\n' },
    changes: { 'f.py': [NAME, `async ${NAME}`] },
    broken: ATTRIBUTE,
  },
  {
    what: 'a coroutine that is run or awaited',
    files: {
      'requirements.txt': '',
      'use.py':
        'import asyncio\n\nfrom f import name\n\n\nasync def main() -> str:\n    return (await name()).upper()\n\n\nprint(asyncio.run(name()).upper(), asyncio.run(main()))\n',
    },
    changes: { 'f.py': [NAME, `async ${NAME}`] },
  },
  {
    what: 'a function that is a coroutine under a condition',
    files: { 'requirements.txt': '', 'use.py': 'from f import name\n\nprint(name().upper())\n' },
    changes: {
      'f.py': [
        NAME,
        `import sys\n\nif sys.argv:\n    ${NAME.replaceAll('\n', '\n    ').trimEnd()}\nelse:\n    async ${NAME.replaceAll('\n', '\n    ').trimEnd()}\n`,
      ],
    },
  },
];

for (const { what, files, changes, broken = [] } of ALL) {
  test(`where another file uses it, ${broken.length > 0 ? 'it is refused' : 'it is not refused'}: ${what}`, async () => {
    projects.next(files);
    assert.deepEqual(await projects.broken(changes), broken);
  });
}
