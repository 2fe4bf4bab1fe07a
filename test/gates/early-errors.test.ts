import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { scriptSyntax } from '../../src/gates/typescript/syntax.ts';

const errors = (text: string, path = '/a.js'): readonly string[] => {
  const analysis = scriptSyntax(text, path);
  return analysis.ok ? [...new Set(analysis.complaints.filter(({ blocks }) => blocks).map(({ rule }) => rule))] : [];
};

test('what no engine loads fails, though it can be parsed', () => {
  const wrong = [
    'export {};\nreturn 0;', 'break;', 'continue;', 'for (;;) (() => { break; })();', 'let a; let a;', 'const a = 1; var a;', 'class A {} class A {}', 'let b; class b {}',
    'switch (1) { case 1: let a; default: let a; }', 'export {}; delete x;', 'function f() { await g(); await x; }', 'function f() { yield x; }', 'a: a: for (;;);', 'export {}; new.target;',
    'switch (1) { default: default: }', 'const a;', 'x: { continue x; }', 'export {}; with (a) {}', 'export default 1; export default 2;', 'class A { #a; #a }',
  ];
  for (const text of wrong) assert.equal(errors(text).length, 1, text);
  assert.deepEqual(errors('return 0;', '/a.mjs'), ['TS1108']);
  assert.deepEqual(errors('const a: number = 1;\nlet a = 2;', '/a.ts'), ['TS2451']);
});

test('what a script may write passes: CommonJS returns at its top, names of `var` and functions are there twice', () => {
  const right = [
    'return 0;', 'new.target;', 'var a; var a; function a() {} function a() {}', 'delete x;', 'with (a) {}', 'a: for (;;) { for (;;) continue a; }', 'await(1);', 'let a; { let a; }',
    'function f(a) { var a; }', 'const require = 1; const name = 2;', 'class A { get x() { return 1; } set x(v) {} }', 'async () => { await 1; for await (const a of b); }', 'function* f() { yield 1; }', '/** @typedef {number} A */\nconst A = 1;',
  ];
  for (const text of right) assert.deepEqual(errors(text), [], text);
  assert.deepEqual(errors('interface A {} class A {} namespace B {} namespace B {} function f(a: 1): void; function f(a: 2): void; function f(a: number): void {}', '/a.ts'), []);
});

test('files that are loaded every day have none', () => {
  const folders = ['../../src/core', '../../src/gates', '../../scripts', '../../node_modules/acorn/dist', '../../node_modules/semver/functions', '../../node_modules/mocha/lib'];
  for (const folder of folders) {
    const path = fileURLToPath(new URL(folder, import.meta.url));
    for (const name of readdirSync(path).filter((one) => /\.(?:[cm]?js|ts)$/u.test(one))) assert.deepEqual(errors(readFileSync(`${path}/${name}`, 'utf8'), `${path}/${name}`), [], name);
  }
});
