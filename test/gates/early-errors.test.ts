import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import ts from 'typescript';
import { mayHaveEarlyErrors } from '../../src/gates/typescript/early-errors.ts';
import { checkedErrors, scriptSyntax } from '../../src/gates/typescript/syntax.ts';

const errors = (text: string, path = '/a.js'): readonly string[] => {
  const analysis = scriptSyntax(text, path);
  return analysis.ok ? [...new Set(analysis.complaints.filter(({ blocks }) => blocks).map(({ rule }) => rule))] : [];
};

test('what no engine loads fails, though it can be parsed', () => {
  const wrong = [
    'export {};\nreturn 0;',
    'break;',
    'continue;',
    'for (;;) (() => { break; })();',
    'let a; let a;',
    'const a = 1; var a;',
    'class A {} class A {}',
    'let b; class b {}',
    'switch (1) { case 1: let a; default: let a; }',
    'export {}; delete x;',
    'function f() { await g(); await x; }',
    'function f() { yield x; }',
    'a: a: for (;;);',
    'export {}; new.target;',
    'switch (1) { default: default: }',
    'const a;',
    'x: { continue x; }',
    'export {}; with (a) {}',
    'export default 1; export default 2;',
    'class A { #a; #a }',
    'var a; let a;',
    'function f(a) { let a; }',
    'import a from "a"; import a from "b";',
    'function f() { export const a = 1; }',
    'if (a) { import b from "b"; }',
    '{ export { a }; }',
    'function f() { export default 1; }',
  ];
  for (const text of wrong) assert.equal(errors(text).length, 1, text);
  assert.deepEqual(errors('return 0;', '/a.mjs'), ['TS1108']);
  assert.deepEqual(errors('const a: number = 1;\nlet a = 2;', '/a.ts'), ['TS2451']);
});

test('what a script may write passes: CommonJS returns at its top, names of `var` and functions are there twice', () => {
  const right = [
    'return 0;',
    'new.target;',
    'var a; var a; function a() {} function a() {}',
    'delete x;',
    'with (a) {}',
    'a: for (;;) { for (;;) continue a; }',
    'await(1);',
    'let a; { let a; }',
    'function f(a) { var a; }',
    'const require = 1; const name = 2;',
    'class A { get x() { return 1; } set x(v) {} }',
    'async () => { await 1; for await (const a of b); }',
    'function* f() { yield 1; }',
    '/** @typedef {number} A */\nconst A = 1;',
  ];
  for (const text of right) assert.deepEqual(errors(text), [], text);
  assert.deepEqual(
    errors(
      'interface A {} class A {} namespace B {} namespace B {} function f(a: 1): void; function f(a: 2): void; function f(a: number): void {}',
      '/a.ts',
    ),
    [],
  );
});

test('files that are loaded every day have none', () => {
  const folders = [
    '../../src/core',
    '../../src/gates',
    '../../scripts',
    '../../node_modules/acorn/dist',
    '../../node_modules/semver/functions',
    '../../node_modules/mocha/lib',
  ];
  for (const folder of folders) {
    const path = fileURLToPath(new URL(folder, import.meta.url));
    for (const name of readdirSync(path).filter((one) => /\.(?:[cm]?js|ts)$/u.test(one)))
      assert.deepEqual(errors(readFileSync(`${path}/${name}`, 'utf8'), `${path}/${name}`), [], name);
  }
});

/** Statements of which each is an error at some places or beside some others of them. */
const pieces = [
  'return 0;',
  'break;',
  'continue;',
  'yield x;',
  'await x;',
  'let a;',
  'var a;',
  'const a = 1;',
  'const b;',
  'class a {}',
  'function a() {}',
  'delete a;',
  'with (a) {}',
  'new.target;',
  'this.a = 1;',
  'a: for (;;) break a;',
  'a: { continue a; }',
  'import a from "a";',
  'export default 1;',
  'export { a as default };',
  'enum a {}',
  'namespace a { export let x; }',
  'interface a {}',
  'type a = 1;',
  'switch (1) { default: default: }',
  'class Q { #a; #a; }',
  'class Q { get #a() { return 1; } set #a(v) {} }',
  'declare global { let a: 1; }',
  '/** @typedef {number} a */',
  '// @ts-nocheck\n',
  '// @ts-ignore\n',
  'for (let a of b) { var a; }',
  'if (a) function a() {}',
  '((a) => { let a; });',
  'x = { get a() { return new.target; } };',
  'enum E { x = await 1 }',
  'a: class L { static { a: for (;;) {} } }',
  'while (0) class a {}',
  'function a(this: any, a) { class T {} }',
  'function t<T>() { class T {} }',
  'try {} catch (a) { var a; }',
  'export const a = 1;',
  'export import a = require("a");',
];
const around = [
  'function f() { % }',
  'async function f() { % }',
  'function* f() { % }',
  '{ % }',
  'for (;;) { % }',
  'class C { m() { % } }',
  'class C { static { % } }',
  'class C { constructor() { % } }',
  '(() => { % })();',
  'switch (1) { case 1: % }',
  'try { % } catch (a) { % }',
  'namespace N { % }',
  'l: { % }',
  'a: for (const a of b) { % }',
  'if (a) { % }',
  'export {}; %',
  'async () => { % };',
  '% %',
  'class C { x = () => { % }; }',
];
const programs = fc
  .record({
    outer: fc.array(fc.constantFrom(...around), { maxLength: 4 }),
    inner: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }),
    ending: fc.constantFrom('.js', '.mjs', '.cjs', '.jsx', '.ts', '.tsx'),
  })
  .map(({ outer, inner, ending }) => {
    const holes = outer.reduce((text, one) => text.replace('%', () => one), '%').split('%');
    const parts = holes.map(
      (hole, index) => hole + (index < holes.length - 1 ? inner.filter((_, piece) => piece % (holes.length - 1) === index).join('\n') : ''),
    );
    return { path: `/a${ending}`, text: parts.join('') };
  });

test('the walk that spares the checker never spares it a text in which it would find something', () => {
  let found = 0;
  fc.assert(
    fc.property(programs, ({ path, text }) => {
      const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
      const errors = checkedErrors(text, path);
      found += errors.length;
      assert.ok(errors.length === 0 || mayHaveEarlyErrors(file), text);
    }),
    { numRuns: 700 },
  );
  assert.ok(found > 300, 'the programs have errors');
});

test('the walk spares the checker nearly all that people write', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = globSync(['src/gates/**/*.ts', 'node_modules/{semver,mocha,espree,minimatch}/lib/**/*.js'], { cwd: root });
  const slow = files.filter((name) =>
    mayHaveEarlyErrors(ts.createSourceFile(name, readFileSync(join(root, name), 'utf8'), ts.ScriptTarget.ESNext, true)),
  );
  assert.ok(slow.length < files.length / 20, slow.join(' '));
});

test('neither a comment that silences the checker nor a type in one counts', () => {
  assert.deepEqual(errors('// @ts-nocheck\nlet a;\n// @ts-ignore\nlet a;'), ['TS2451']);
  assert.deepEqual(errors('/** @typedef {number} A */\nclass A {}'), []);
});
