import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { blockers, change, judgedBy, resultOf } from './changes.ts';
import { gates } from './shared-gates.ts';

const folder = mkdtempSync(join(tmpdir(), 'centuria-unchecked-'));
writeFileSync(join(folder, 'package.json'), '{}');
mkdirSync(join(folder, 'node_modules/untyped'), { recursive: true });
writeFileSync(join(folder, 'node_modules/untyped/index.js'), 'exports.a = 1;\n');

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function types(name: string, base: string, result: string) {
  const uri = pathToFileURL(join(folder, name)).href;
  return resultOf(await judgedBy(gates, change(/js$/u.test(name) ? 'javascript' : 'typescript', base, result, { uri })), 'types');
}

const BASE = 'export {};\ninterface A { readonly a: number }\n';

test('what the checker must believe leaves types unknown, by its line, and blocks nothing', async () => {
  const added = [
    'export let x: any;',
    'export function f(a: any): void { a.b; }',
    'export function f(): any { return 1; }',
    'export type B = any;',
    'export const m = new Map<string, any>();',
    'export class C { a: any[] = []; }',
    'export let f: Function;',
    'export function isA(a: unknown): a is A { return true; }',
    'export const isA = (a: unknown): a is A => true;',
    'export function as<T>(x: unknown): T { return x as T; }',
    'let o!: A; o.a;',
  ];
  for (const text of added) {
    const { verdict, why, findings } = await types('a.ts', BASE, `${BASE}${text}\n`);
    assert.deepEqual([verdict, findings.filter(({ blocks }) => blocks)], ['unknown', []], text);
    assert.ok(why?.endsWith(`in "${text.length > 60 ? `${text.slice(0, 60)}…` : text}" keeps types from being checked`), why);
  }
});

test('what the base has, what only asks for a shape, and what is looked at pass', async () => {
  const fine = [
    'export type R<T extends (...args: any[]) => unknown> = T extends (...args: any[]) => infer X ? X : never;',
    'try { 1; } catch (error: any) { 2; }',
    'export function isA(a: unknown): a is A { return typeof a === "object"; }',
    'export let n: A | undefined;',
    '// any',
    'export const s = "any";',
  ];
  for (const text of fine) assert.deepEqual([(await types('a.ts', BASE, `${BASE}${text}\n`)).verdict, text], ['pass', text]);
  const old = `${BASE}export let x: any;\n`;
  assert.equal((await types('a.ts', old, `export const first = 1;\n${old}`)).verdict, 'pass');
});

test('a declaration makes no module: what it says exists must', async () => {
  assert.deepEqual(blockers(await types('b.d.ts', '', "declare module 'invented-package' {\n  export const a: number;\n}\n")), ['TS2307']);
  assert.equal(
    (
      await types(
        'c.d.ts',
        '',
        "declare module 'untyped' {\n  export const a: number;\n}\ndeclare module '*.txt' {\n  export const a: string;\n}\n",
      )
    ).verdict,
    'pass',
  );
});

test('in JSDoc too, where a text is checked by it', async () => {
  const base = '// @ts-check\nexport const b = 1;\n';
  assert.equal((await types('a.js', base, `${base}/** @type {any[]} */\nexport const list = [];\n`)).verdict, 'unknown');
  assert.equal((await types('a.js', base, `${base}/** @type {number[]} */\nexport const list = [];\n`)).verdict, 'pass');
});

test('of plain JavaScript whose types for Node are not installed it is not told that they are missing', async () => {
  const text = "import { test } from 'node:test';\ntest('one', () => process.exit());\n";
  assert.deepEqual((await types('a.test.js', '', text)).findings, []);
  assert.match((await types('b.test.ts', '', text)).findings.map(({ message }) => message).join(), /node:test/);
});

const GIVEN = [
  '__dirname',
  '__filename',
  'global',
  'setImmediate',
  'clearImmediate',
  'jest',
  'expect',
  'before',
  'after',
  'beforeAll',
  'vi',
  'cy',
  'QUnit',
  'jasmine',
  'importScripts',
  'self',
  'define',
  '$',
  'jQuery',
  'chrome',
  'browser',
  'Deno',
  'Bun',
];

test('a name that a runtime or a test runner gives is no mistake: advice in TypeScript, nothing in plain JavaScript', async () => {
  const text = `export {};\n${GIVEN.map((name) => `void ${name};`).join('\n')}\n`;
  assert.deepEqual((await types('given.js', 'export {};\n', text)).findings, []);
  const told = await types('given.ts', 'export {};\n', `${text}export const both = { jest };\n`);
  assert.deepEqual([blockers(told), told.findings.some(({ rule }) => rule === 'TS2304')], [[], true]);
});

test('a misspelt name blocks, as does an ordinary word outside the tests', async () => {
  for (const name of ['__dirnam', 'setImediate', 'jests', 'context'])
    assert.equal(blockers(await types('names.js', 'export {};\n', `export {};\n${name}();\n`)).length, 1, name);
  assert.deepEqual(blockers(await types('names.test.js', 'export {};\n', 'export {};\ncontext();\n')), []);
});

/** In a folder without a tsconfig.json, as this one is. */
test('old decorators and new ones are both legal where no setting says which are meant, and one that fits neither still blocks', async () => {
  const made = (head: string, body: string): string => `${head}\n${body}\nexport {};\n`;
  const fresh = [
    made('function d(value: unknown, context: ClassDecoratorContext): void { context.name?.at(0); void value; }', '@d export class A {}'),
    made(
      'function d<T>(value: T, context: ClassMethodDecoratorContext): T { void context; return value; }',
      'export class A { @d m(): void {} }',
    ),
  ];
  for (const text of fresh) assert.deepEqual([(await types('d.ts', 'export {};\n', text)).verdict, text], ['pass', text]);
  const old = [
    made(
      'function d(target: object, key: string, descriptor: PropertyDescriptor): void { descriptor.enumerable = key in target; }',
      'export class A { @d m(): void {} }',
    ),
    made('function d(target: object, key: string): void { Object.freeze([target, key]); }', 'export class A { @d x = 1; }'),
    made(
      'function d(target: object, key: string | undefined, index: number): void { Object.freeze([target, key, index]); }',
      'export class A { constructor(@d x: string) { x.at(0); } m(@d y: number): void { y.toFixed(); } }',
    ),
  ];
  for (const text of old) {
    const { verdict, why, findings } = await types('d.ts', 'export {};\n', text);
    assert.deepEqual(
      [verdict, why, findings.filter(({ blocks }) => blocks)],
      ['unknown', 'no tsconfig.json says whether the old decorators are meant, so these are not checked', []],
      text,
    );
  }
  const neither = ['@d export function f(): void {}', '@d const a = 1;', 'export class A { @d constructor() {} }'];
  for (const text of neither)
    assert.deepEqual(
      blockers(await types('d.ts', 'export {};\n', made('function d(value: unknown): void { void value; }', text))),
      ['TS1206'],
      text,
    );
});
