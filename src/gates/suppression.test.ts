import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptComments } from './comments.ts';
import { pythonComments } from './python-comments.ts';
import { secretSuppressionsIn, splitByBase, suppressionsIn, withoutSuppressions } from './suppression.ts';
import { typeEscapes } from './typescript/type-escapes.ts';

function inScript(text: string) {
  return suppressionsIn(text, scriptComments(text, '/a.tsx'), 'script');
}

function inPython(text: string) {
  return suppressionsIn(text, pythonComments(text), 'python');
}

test('every way to silence a check of a script is found, with the line it is about', () => {
  const text = [
    '/* eslint-disable no-undef */',
    '// @ts-nocheck',
    '// @ts-expect-error later',
    '// a note',
    'a();',
    'b(); // eslint-disable-line',
    '/* eslint no-undef: 0 */',
    '/* global c, d:writable */',
  ].join('\n');
  const found = inScript(text);
  assert.deepEqual(
    found.map((one) => [one.text, one.line]),
    [
      ['eslint-disable no-undef', undefined],
      ['@ts-nocheck', undefined],
      ['@ts-expect-error later', 4],
      ['eslint-disable-line', 5],
      ['eslint no-undef: 0', undefined],
      ['global c, d:writable', undefined],
    ],
  );
  assert.deepEqual(found.at(-1)?.declares, ['c', 'd']);
});

test('what is in a string, a template, JSX text or a pattern is no comment', () => {
  const texts = [
    '"// @ts-ignore"',
    '`// @ts-ignore ${a} // @ts-ignore`',
    'x = <b>// @ts-ignore</b>',
    'x = <b>{a}// @ts-ignore</b>',
    '/[//] @ts-ignore/',
  ];
  for (const text of texts) assert.deepEqual(inScript(text), [], text);
});

test('a comment inside a template placeholder or a JSX expression is one', () => {
  assert.equal(inScript('`${ // @ts-ignore\n a}`').length, 1);
  assert.equal(inScript('x = <b>{/* @ts-ignore */ a}</b>').length, 1);
});

test('comments of Python are told from strings', () => {
  const text = 'a = "# noqa"\nb = """\n# noqa\n"""\nc = \'\\\'# noqa\'\nd()  # noqa: F821\n# type: ignore\n# ruff: noqa\n# fine\n';
  assert.deepEqual(
    inPython(text).map((one) => one.text),
    ['noqa: F821', 'type: ignore', 'ruff: noqa'],
  );
});

test('overwriting keeps every place', () => {
  const text = 'a(); // eslint-disable-line\n// @ts-ignore\nb();';
  const clean = withoutSuppressions(text, inScript(text));
  assert.equal(clean, 'a(); // ___________________\n// __________\nb();');
});

test('a suppression counts as added once there are more of it than before', () => {
  const base = inScript('// @ts-ignore\na();');
  const result = inScript('b();\n// @ts-ignore\na();\n// @ts-ignore\nc();\n// eslint-disable-next-line no-undef\nd();');
  const { kept, added } = splitByBase(base, result);
  assert.deepEqual(
    kept.map((one) => one.line),
    [2],
  );
  assert.deepEqual(
    added.map((one) => one.line),
    [4, 6],
  );
});

test('directives that tools read in any case are found in any case', () => {
  for (const text of ['// @TS-NOCHECK\n', '// @Ts-Ignore\na();', '// ESLint-Disable-Line\n']) assert.equal(inScript(text).length, 1, text);
  assert.deepEqual(inScript('/* Global state of the page */'), []);
});

test('JSDoc that makes a value any is a suppression', () => {
  for (const type of ['{any}', '{ * }', '{?}']) assert.equal(inScript(`/** @type ${type} */\nlet a;`).length, 1, type);
  assert.deepEqual(inScript('/** @type {Map<string, number>} */\nlet a;'), []);
});

test('a suppression that moved to another line is neither kept nor added, however often it was there', () => {
  const base = inScript('// @ts-ignore\na();\n// @ts-ignore\nb();');
  const { kept, added } = splitByBase(base, inScript('// @ts-ignore\nc();\n// @ts-ignore\n  b( );'));
  assert.deepEqual(
    kept.map(({ line }) => line),
    [3],
  );
  assert.deepEqual(added, []);
  const more = splitByBase(base, inScript('// @ts-ignore\nc();\n// @ts-ignore\nd();\n// @ts-ignore\nb();'));
  assert.deepEqual([more.kept.map(({ line }) => line), more.added.map(({ line }) => line)], [[5], [3]]);
});

test('what tells a scanner for secrets to keep silent is found in any language', () => {
  const texts = [
    '# secretlint-disable',
    '<!-- secretlint-disable -->',
    'a: b # secretlint-disable-line',
    '// secretlint-disable-next-line x\na',
    'a = 1 # gitleaks:allow',
    'a # pragma: allowlist secret',
  ];
  for (const text of texts) assert.equal(secretSuppressionsIn(text).length, 1, text);
  assert.deepEqual(secretSuppressionsIn('The comment secretlint-disable is not honoured.'), []);
});

test('code that switches the type checker off is found', () => {
  const escapes = [
    'f(a as any)',
    'f(<any>a)',
    'f(a as any[])',
    'f(a as unknown as B)',
    'f((a as unknown) as B)',
    'f(a as never)',
    'const b: any = a;',
    'declare function f(): void;',
    'declare const a: number;',
    'declare global { var a: any }',
    "declare module 'a';",
  ];
  for (const text of escapes) assert.equal(typeEscapes(text, '/a.ts').length, 1, text);
  const fine = [
    'f(a as B)',
    'f(a as const)',
    'f(a as unknown)',
    'type A = any;',
    'const any = 1; f(any as B);',
    'declare type A = 1;',
    '// as any',
    '"as any"',
  ];
  for (const text of fine) assert.deepEqual(typeEscapes(text, '/a.ts'), [], text);
  assert.deepEqual(typeEscapes('declare const a: any;', '/a.d.ts'), []);
  assert.deepEqual(typeEscapes('declare(any)', '/a.js'), []);
});
