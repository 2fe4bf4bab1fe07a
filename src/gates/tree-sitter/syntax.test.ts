import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { modernSamples } from '../../../test/gates/modern-samples.ts';
import { gateAssets } from '../assets.ts';
import type { Complaint } from '../complaint.ts';
import { createGrammars } from './grammars.ts';
import { isTreeLanguage } from './languages.ts';
import type { TreeLanguageId } from './languages.ts';
import { treeSyntax } from './syntax.ts';

const assets = gateAssets(new URL('../worker.ts', import.meta.url).href);
const grammars = createGrammars(assets);
after(() => grammars.dispose());

async function complaints(languageId: string, text: string, base?: string): Promise<readonly Complaint[]> {
  assert.ok(isTreeLanguage(languageId));
  const analysis = await treeSyntax({ languageId, text, ...(base === undefined ? {} : { base }) }, grammars);
  assert.ok(analysis.ok);
  return analysis.complaints;
}

const sure = (found: readonly Complaint[]): string[] => found.filter(({ blocks }) => blocks).map(({ message }) => message);
const doubts = (found: readonly Complaint[]): string[] => found.flatMap(({ doubt }) => doubt ?? []);

test('right texts that use what is new in each language have no error', async () => {
  for (const [languageId, text] of modernSamples)
    assert.deepEqual(
      (await complaints(languageId, text)).map(({ message }) => message),
      [],
      languageId,
    );
});

/** A right text, a wrong one made of it, what is said and on which zero-based line. */
const mistakes: readonly (readonly [TreeLanguageId, string, string, RegExp, number])[] = [
  ['go', 'package a\n\nfunc f() {\n\tg(1)\n}\n', 'package a\n\nfunc f() {\n\tg(1\n}\n', /\(|\)|,/u, 3],
  ['go', 'package a\n\nfunc f() {\n}\n', 'package a\n\nfunc f() {\n}\n}\n', /unexpected `\}`/u, 4],
  ['rust', 'fn f() -> u8 {\n    let x = g(1);\n    x\n}\n', 'fn f() -> u8 {\n    let x = g(1;\n    x\n}\n', /\)|;/u, 1],
  ['java', 'class A {\n  int f() {\n    return 1;\n  }\n}\n', 'class A {\n  int f() {\n    return 1\n  }\n}\n', /expected `;`/u, 2],
  ['csharp', 'class A {\n  int F() {\n    return 1;\n  }\n}\n', 'class A {\n  int F() {\n    return 1\n  }\n}\n', /expected `;`/u, 2],
  ['ruby', 'def f(a)\n  a + 1\nend\n', 'def f(a\n  a + 1\nend\n', /./u, 0],
  ['php', '<?php\nfunction f() {\n  return 1;\n}\n', '<?php\nfunction f() {\n  return (1;\n}\n', /./u, 2],
  ['cpp', 'int f() {\n  return 1;\n}\n', 'int f() {\n  return 1\n}\n', /expected `;`/u, 1],
  ['c', 'int f(void) {\n  return 1;\n}\n', 'int f(void) {\n  return (1;\n}\n', /\)/u, 1],
];

test('a mistake that a change brings is an error at its place, in every language', async () => {
  for (const [languageId, base, text, message, line] of mistakes) {
    assert.deepEqual(await complaints(languageId, base), [], languageId);
    const found = await complaints(languageId, text, base);
    assert.match(sure(found)[0] ?? '', message, `${languageId} ${JSON.stringify(found)}`);
    assert.equal(found[0]?.range.startLine, line, languageId);
  }
});

test('what closes a text is missed when it is cut off', async () => {
  for (const [languageId, base] of mistakes) {
    const text = base.trimEnd().replace(/(?:\}|end)$/u, '');
    assert.ok(sure(await complaints(languageId, text, base)).length > 0, `${languageId}: ${text}`);
  }
});

test('without a base an error in C or C++ is a doubt, since a macro may explain it; in the others it is one', async () => {
  for (const [languageId, , text] of mistakes) {
    const found = await complaints(languageId, text);
    const preprocessed = languageId === 'c' || languageId === 'cpp';
    assert.equal(sure(found).length === 0, preprocessed, languageId);
    assert.equal(doubts(found).length > 0, preprocessed, languageId);
  }
});

const macros = 'BEGIN_TABLE(x)\n  ENTRY(one)\nEND_TABLE\nint f() {\n  return 1;\n}\nint g() {\n  return 2;\n}\n';

test('what a macro may explain is a doubt, in a line that the change touches too', async () => {
  const base = 'int f() {\n  return 1;\n}\n';
  const used = 'FMT_API int f() noexcept {\n  FOR_EACH(x) { g(x) }\n  return 1;\n}\n';
  assert.deepEqual(sure(await complaints('cpp', used, base)), []);
  assert.ok(doubts(await complaints('cpp', used, base)).length > 0);
  const loop = 'int f() {\n  list_for_each(x, y) {\n    g(x);\n  }\n  return 1;\n}\n';
  assert.deepEqual(sure(await complaints('c', loop, base)), []);
  const split = 'int f() {\n#if A\n  if (x) {\n#else\n  if (y) {\n#endif\n    g();\n  }\n  return 1;\n}\n';
  assert.deepEqual(sure(await complaints('cpp', split, base)), []);
});

test('a file that the grammar cannot read is neither failed nor passed for a change that is beside what it cannot read', async () => {
  assert.ok(doubts(await complaints('cpp', macros)).length > 0, 'the sample is one the grammar cannot read');
  const beside = await complaints('cpp', macros.replace('ENTRY(one)', 'ENTRY(two'), macros);
  assert.deepEqual(sure(beside), []);
  assert.ok(doubts(beside).length > 0);
  const old = new Set(doubts(await complaints('cpp', macros)));
  const apart = await complaints('cpp', macros.replace('return 2', 'return 3'), macros);
  assert.deepEqual(
    doubts(apart).filter((doubt) => !old.has(doubt)),
    [],
    'what was there before is no new doubt',
  );
});

test('a change inside of what the parser skipped is a doubt, though the error is the same as before', async () => {
  const base = 'fn f() {\n    g(1);\n    h(2);\n';
  const [error] = await complaints('rust', base);
  const found = await complaints('rust', base.replace('2', '3'), base);
  assert.deepEqual([found[0]?.message, found[0]?.range], [error?.message, error?.range]);
  assert.match(doubts(found)[0] ?? '', /this was not checked/u);
});

test('C is read with the grammar of C++: what only one of the two has is a doubt', async () => {
  assert.match(
    doubts(await complaints('c', 'template <typename T> T f(T t) { return t; }\n'))[0] ?? '',
    /template declaration, which C does not have/u,
  );
  assert.deepEqual(await complaints('cpp', 'template <typename T> T f(T t) { return t; }\n'), []);
  const words = 'int f(void) { int new = 1, class = 2; return new + class; }\n';
  assert.deepEqual(sure(await complaints('c', words, 'int f(void) { return 1; }\n')), []);
});

test('syntax that is newer than the grammar is a doubt', async () => {
  for (const [languageId, text] of [
    ['csharp', 'class A { void F() { list?.Name = "x"; } }\n'],
    ['java', 'import module java.base;\nclass A {}\n'],
    ['rust', 'unsafe extern "C" { pub safe fn abs(x: i32) -> i32; }\n'],
  ] as const) {
    const found = await complaints(languageId, text, '\n');
    assert.deepEqual([sure(found).length, doubts(found).length > 0], [0, true], languageId);
  }
});

test('a token that the grammar misses without a name is a doubt, never nothing', async () => {
  const found = await complaints('go', 'package a\n\nconst ( A = 1; B )\n', 'package a\n');
  assert.deepEqual([sure(found).length, doubts(found).length], [0, 1]);
});

test('a grammar that is not there is an error that says so', async () => {
  const without = createGrammars({ ...assets, grammars: '/nowhere/on/this/disk' });
  await assert.rejects(treeSyntax({ languageId: 'go', text: 'package a\n' }, without), /the grammar of go cannot be loaded/u);
});

test('no text makes it throw, and places are in the text', async () => {
  const languages = ['go', 'rust', 'java', 'csharp', 'cpp', 'c', 'ruby', 'php'] as const;
  const word = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '"',
      "'",
      '`',
      '<?php ',
      'class A',
      'func ',
      '#if X\n',
      '\n',
      ';',
      '<<~A\n',
      'r#"',
      '\0',
      '\u{1F600}',
      '\r\n',
      'a',
      ' ',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...languages),
      fc.array(word, { maxLength: 30 }),
      fc.array(word, { maxLength: 30 }),
      async (languageId, words, before) => {
        const text = words.join('');
        const lines = text.split(/\r\n|\n|\r/u).length;
        for (const { range } of await complaints(languageId, text, before.join('')))
          assert.ok(range.endLine < lines && range.startLine <= range.endLine);
      },
    ),
    { numRuns: 40 },
  );
});
