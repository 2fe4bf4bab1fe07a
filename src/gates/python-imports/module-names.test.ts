import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gateAssets } from '../assets.ts';
import { createGrammars } from '../tree-sitter/grammars.ts';
import { moduleNames } from './module-names.ts';

const grammars = createGrammars(gateAssets(new URL('../worker.ts', import.meta.url).href));
after(() => {
  grammars.dispose();
});

const namesOf = (text: string): Promise<ReadonlySet<string>> => grammars.withTree('python', text, moduleNames);

test('a name that is only inside of functions and classes is none of the module', async () => {
  const names = await namesOf('def f(a=1):\n    inner = 2\n    global made\n\nclass C:\n    part = 3\n\nif f:\n    own = 4\n');
  assert.deepEqual(names, new Set(['f', 'C', 'own', 'made']));
});

const GONE = [
  '"""old"""\n',
  '# old\n',
  '__all__ = ["old"]\n',
  'import g\nNEW = g.old\n',
  'from g import old as new\n',
  'from old import x\n',
  'x: "old" = 1\n',
  'x: old = 1\n',
  'def f(a: old) -> old: ...\n',
  'f(old=1)\n',
  'del old\n',
  'old = 1\ndel old\n',
  'a = old = 1\ndel a, old\n',
  'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from g import old\n',
  'import typing as t\nif (t.TYPE_CHECKING):\n    import old\n',
  'if __name__ == "__main__":\n    old = 1\n',
  "if '__main__' == __name__:\n    old = 1\nelse:\n    new = 1\n",
];

test('what is only said, read of another, annotated, deleted at last or under a condition that never holds there is no name of it', async () => {
  for (const text of GONE) assert.equal((await namesOf(text)).has('old'), false, text);
});

const LEFT = [
  'old = 1\n',
  'old: int = 1\n',
  'a = old = 1\n',
  'a, (b, *old) = c\n',
  '(old := 1)\n',
  'x = f"{(old := 1)}"\n',
  'for old in x: pass\n',
  'with f() as old: pass\n',
  'try: pass\nexcept E as old: pass\n',
  'import old\n',
  'import a as old\n',
  'import old.b\n',
  'from g import old\n',
  'from g import x as old\n',
  'from . import old\n',
  'from .old import x\n',
  'class old: pass\n',
  'async def old(): pass\n',
  '@deco\ndef old(): pass\n',
  'type old = int\n',
  'match x:\n    case {"a": old}: pass\n',
  'match x:\n    case [1, *old]: pass\n',
  'match x:\n    case C() as old: pass\n',
  'del old\nold = 2\n',
  'old = 1\nif x:\n    del old\n',
  'def f():\n    global old\n    old = 1\n',
  'if TYPE_CHECKING:\n    from g import old\nelse:\n    old = None\n',
  'if not TYPE_CHECKING:\n    old = 1\n',
  'TYPE_CHECKING = True\nif TYPE_CHECKING:\n    old = 1\n',
  'if TYPE_CHECKING or x:\n    old = 1\n',
  'if __name__ != "__main__":\n    old = 1\n',
  'if True:\n    old = 1\n',
  'try:\n    import old\nexcept ImportError:\n    pass\n',
  'größe = old\n',
];

test('whatever may give the module a name counts', async () => {
  for (const text of LEFT) assert.equal((await namesOf(text)).has('old'), true, text);
  assert.ok((await namesOf('größe = 1\n')).has('größe'));
});
