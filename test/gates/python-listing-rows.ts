import type { Changes } from './python-change.ts';

export interface Row {
  readonly what: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly changes: Changes;
  /** `file:line rule` of what refuses it. */
  readonly refused?: readonly string[];
}

const INVENTED = 'invented-import';
const MISSING = 'missing-name';
export const GO = 'def go():\n    return 1\n';
const GO_ON = 'def go():\n    return 2\n';
export const PACKAGE = {
  'requirements.txt': '',
  'pkg/__init__.py': '',
  'pkg/core.py': GO,
  'pkg/sub/__init__.py': '',
  'pkg/sub/x.py': 'Y = 1\n',
};
const core = [GO, GO_ON] as const;
export const fresh = (text: string) => [undefined, text] as const;
export const gone = (text: string) => [text, undefined] as const;
export const a = (line: string) => ['X = 1\n', `${line}\n`] as const;

export const WRONG: readonly Row[] = [
  {
    what: 'a submodule that is renamed',
    files: { ...PACKAGE, 'main.py': 'from pkg.core import go\n\ngo()\n' },
    changes: { 'pkg/core.py': gone(GO), 'pkg/engine.py': fresh(GO) },
    refused: ['main.py:1 deleted-import'],
  },
  {
    what: 'an invented submodule of a changed package',
    files: PACKAGE,
    changes: { 'a.py': a('from pkg.extra import go\nX = go'), 'pkg/core.py': core },
    refused: [`a.py:1 ${INVENTED}`],
  },
  {
    what: 'the same, as a whole',
    files: PACKAGE,
    changes: { 'a.py': a('import pkg.extra\nX = pkg'), 'pkg/core.py': core },
    refused: [`a.py:1 ${INVENTED}`],
  },
  {
    what: 'the same where only a part below is changed',
    files: PACKAGE,
    changes: { 'a.py': a('from pkg.extra import go\nX = go'), 'pkg/sub/x.py': ['Y = 1\n', 'Y = 2\n'] },
    refused: [`a.py:1 ${INVENTED}`],
  },
  {
    what: 'the same by a relative import',
    files: PACKAGE,
    changes: { 'pkg/core.py': [GO, 'from .sub.extra import go\n\n__all__ = ["go"]\n'], 'pkg/sub/x.py': ['Y = 1\n', 'Y = 2\n'] },
    refused: [`pkg/core.py:1 ${INVENTED}`],
  },
  {
    what: 'the same below src',
    files: { 'requirements.txt': '', 'src/pkg/__init__.py': '', 'src/pkg/core.py': GO },
    changes: { 'src/pkg/cli.py': fresh('from pkg.extra import go\n\nX = go\n'), 'src/pkg/core.py': core },
    refused: [`src/pkg/cli.py:1 ${INVENTED}`],
  },
  {
    what: 'an importer that is changed elsewhere',
    files: PACKAGE,
    changes: {
      'a.py': ['from pkg.core import go\nX = go\n', 'from pkg.core import go\nX = go\nY = 1\n'],
      'pkg/core.py': gone(GO),
      'pkg/engine.py': fresh(GO),
    },
    refused: [`a.py:1 ${INVENTED}`],
  },
  {
    what: 'a submodule that a new package has not',
    changes: { 'pkg/__init__.py': fresh('X = 1\n'), 'pkg/core.py': fresh(GO), 'a.py': a('from pkg.extra import go\nX = go') },
    refused: [`a.py:1 ${INVENTED}`],
  },
  {
    what: 'a name that a new package has not',
    changes: { 'pkg/__init__.py': fresh('X = 1\n'), 'pkg/core.py': fresh(GO), 'a.py': a('from pkg import gone\nX = gone') },
    refused: [`a.py:1 ${MISSING}`],
  },
  {
    what: 'a name that a module of a new package has not',
    changes: { 'pkg/__init__.py': fresh('X = 1\n'), 'pkg/core.py': fresh(GO), 'a.py': a('from pkg.core import gone\nX = gone') },
    refused: [`a.py:1 ${MISSING}`],
  },
  {
    what: 'a name that a new module has not',
    changes: { 'util.py': fresh(GO), 'a.py': a('from util import gone\nX = gone') },
    refused: [`a.py:1 ${MISSING}`],
  },
  {
    what: 'a name of a new empty package',
    changes: { 'p/__init__.py': fresh(''), 'p/a.py': fresh('Y = 1\n'), 'a.py': a('from p import Y\nX = Y') },
    refused: [`a.py:1 ${MISSING}`],
  },
  {
    what: 'a part of a new package that another new one has invented',
    changes: {
      'p/__init__.py': fresh('X = 1\n'),
      'p/a.py': fresh('from q.c import Y\n\nZ = Y\n'),
      'q/__init__.py': fresh('W = 1\n'),
      'q/b.py': fresh('from p import X\n\nY = X\n'),
    },
    refused: [`p/a.py:1 ${INVENTED}`],
  },
  {
    what: 'a module that a new folder without __init__.py has not',
    changes: { 'p/a.py': fresh('from p.c import Y\n\nZ = Y\n'), 'p/b.py': fresh('Y = 1\n') },
    refused: [`p/a.py:1 ${INVENTED}`],
  },
  {
    what: 'a package that becomes a module, of which a part is still imported',
    files: { 'requirements.txt': '', 'use.py': 'from f.limits import LIMIT\n\nprint(LIMIT)\n' },
    changes: { 'f.py': fresh('LIMIT = 3\n'), 'f/__init__.py': gone(''), 'f/limits.py': gone('LIMIT = 3\n') },
    refused: ['use.py:1 deleted-import'],
  },
  {
    what: 'a module that becomes a folder without __init__.py',
    files: { 'requirements.txt': '', 'use.py': 'from f import LIMIT\n\nprint(LIMIT)\n' },
    changes: { 'f.py': gone('LIMIT = 3\n'), 'f/limits.py': fresh('LIMIT = 3\n') },
    refused: ['use.py:1 deleted-import'],
  },
  {
    what: 'a package that loses its __init__.py',
    files: { 'requirements.txt': '', 'f/limits.py': 'LIMIT = 1\n', 'use.py': 'from f import LIMIT\n\nprint(LIMIT)\n' },
    changes: { 'f/__init__.py': gone('from .limits import LIMIT\n') },
    refused: ['use.py:1 deleted-import'],
  },
  {
    what: 'a module that becomes a package without a name',
    files: { 'requirements.txt': '', 'use.py': 'from f import LIMIT\n\nprint(LIMIT)\n' },
    changes: { 'f.py': gone('LIMIT = 3\n'), 'f/__init__.py': fresh('MAX = 3\n') },
    refused: ['use.py:1 deleted-import'],
  },
  {
    what: 'a package that becomes a module without a name',
    files: { 'requirements.txt': '', 'use.py': 'from f import LIMIT\n\nprint(LIMIT)\n' },
    changes: { 'f.py': fresh('MAX = 3\n'), 'f/__init__.py': gone('LIMIT = 3\n') },
    refused: ['use.py:1 deleted-import'],
  },
  {
    what: 'a name that only a checker imports now',
    files: { 'requirements.txt': '', 'g.py': 'class Foo:\n    pass\n', 'use.py': 'from f import Foo\n\nFoo()\n' },
    changes: {
      'f.py': [
        'from g import Foo\n\n\ndef go(x: Foo) -> Foo:\n    return x\n',
        'from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from g import Foo\n\n\ndef go(x: Foo) -> Foo:\n    return x\n',
      ],
    },
    refused: [`use.py:1 ${MISSING}`],
  },
  {
    what: 'a name that only a started file has now',
    files: { 'requirements.txt': '', 'use.py': 'from f import CONF\n\nprint(CONF)\n' },
    changes: { 'f.py': ['CONF = 1\n', 'if __name__ == "__main__":\n    CONF = 1\n    print(CONF)\n'] },
    refused: [`use.py:1 ${MISSING}`],
  },
  {
    what: 'a name that is deleted at last',
    files: { 'requirements.txt': '', 'use.py': 'from f import go\n\ngo()\n' },
    changes: { 'f.py': [GO, `${GO}\n\ndel go\n`] },
    refused: [`use.py:1 ${MISSING}`],
  },
  {
    what: 'a name that is left in __all__ and in a comment',
    files: { 'requirements.txt': '', 'use.py': 'from f import go\n\ngo()\n' },
    changes: { 'f.py': [GO, '# go is gone\n__all__ = ["go"]\n'] },
    refused: [`use.py:1 ${MISSING}`],
  },
  {
    what: 'a name with other letters',
    files: { 'requirements.txt': '', 'use.py': 'from f import größe\n\nprint(größe)\n' },
    changes: { 'f.py': ['größe = 1\n', 'x = 1\n'] },
    refused: [`use.py:1 ${MISSING}`],
  },
  {
    what: 'a module with other letters',
    files: { 'requirements.txt': '', 'use.py': 'from größe import go\n\ngo()\n' },
    changes: { 'größe.py': [GO, 'x = 1\n'] },
    refused: [`use.py:1 ${MISSING}`],
  },
  {
    what: 'a package that is emptied',
    files: { 'requirements.txt': '', 'f/limits.py': 'LIMIT = 1\n', 'use.py': 'from f import LIMIT\n\nprint(LIMIT)\n' },
    changes: { 'f/__init__.py': ['from .limits import LIMIT\n', ''] },
    refused: [`use.py:1 ${MISSING}`],
  },
  {
    what: 'a module that is emptied but for a newline',
    files: { 'requirements.txt': '', 'use.py': 'from f import go\n\ngo()\n' },
    changes: { 'f.py': [GO, '\n'] },
    refused: [`use.py:1 ${MISSING}`],
  },
];
