import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { gateAssets } from '../assets.ts';
import { createGrammars } from '../tree-sitter/grammars.ts';
import { surfaceOf } from './surface.ts';

const grammars = createGrammars(gateAssets(new URL('../worker.ts', import.meta.url).href));
after(() => {
  grammars.dispose();
});

const surface = (text: string): Promise<string> => grammars.withTree('python', text, surfaceOf);

const TEXT = `import os
from .part import one as other

LIMIT: int = 5


class Shop(Base, metaclass=Meta):
    """Sells."""

    name = "shop"

    def __init__(self, size: int = 1):
        self.size = size

    @property
    def large(self) -> bool:
        return self.size > LIMIT


async def sell(shop: Shop, *, count: int = 1) -> int:
    total = 0  # nothing yet
    return total + count
`;

test('what is inside of functions, comments, documentation and layout are not seen from outside', async () => {
  const seen = await surface(TEXT);
  const inside = [
    TEXT.replace('self.size > LIMIT', 'bool(os.getpid() + self.size)'),
    TEXT.replace('total = 0  # nothing yet', 'total = 7\n    rest = [total]'),
    TEXT.replace('Sells.', 'Sells all.'),
    TEXT.replace('LIMIT: int = 5', '# at most\nLIMIT:int=5  # so many'),
    TEXT.replace('(shop: Shop, *, count', '(\n    shop: Shop,  # whose\n    *,\n    count'),
    TEXT.replaceAll('\n', '\r\n'),
  ];
  for (const text of inside) assert.equal(await surface(text), seen, text);
});

const OUTSIDE: readonly (readonly [string, string])[] = [
  ['import os\n', ''],
  ['one as other', 'two as other'],
  ['LIMIT: int = 5', 'LIMIT: int = 6'],
  ['LIMIT: int', 'LIMIT: str'],
  ['(Base, metaclass=Meta)', '(Base)'],
  ['name = "shop"', 'title = "shop"'],
  ['size: int = 1', 'size: int'],
  ['self.size = size', 'self.width = size'],
  ['@property', '@cached'],
  ['-> bool', '-> int'],
  ['async def', 'def'],
  ['*, count', 'count'],
  ['def sell', 'def sold'],
  ['total = 0', 'global made\n    total = 0'],
  ['class Shop', '__all__ = ["sell"]\n\n\nclass Shop'],
];

test('names, headers, bases, values, imports, attributes that methods set and names that functions make are seen', async () => {
  const seen = await surface(TEXT);
  for (const [from, to] of OUTSIDE) assert.notEqual(await surface(TEXT.replace(from, to)), seen, to);
});

test('of a text with errors all is seen', async () => {
  assert.notEqual(await surface('def f(:\n    return 1\n'), await surface('def f(:\n    return 2\n'));
});

const statement = fc.constantFrom(
  'x = 1',
  'y = [n for n in range(3)]',
  'print(1)',
  'if x:\n        y = 2',
  'def inner():\n        return self',
  'class Own:\n        part = 1',
  'import json',
  '"a text"',
  'lambda: 0',
  'return 1',
);
const body = fc.array(statement, { minLength: 1, maxLength: 4 }).map((lines) => lines.map((line) => `    ${line}\n`).join(''));

test('whatever functions do inside, only what they set outside of them is seen', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, async (one, other) => {
      const text = (inside: string): string =>
        `def first(a, b=1):\n${inside}\n\nclass Kept:\n    def last(self) -> int:\n    ${inside.replaceAll('\n', '\n    ').trimEnd()}\n`;
      assert.equal(await surface(text(one)), await surface(text(other)));
    }),
    { numRuns: 60 },
  );
});
