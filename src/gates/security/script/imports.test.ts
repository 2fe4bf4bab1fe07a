import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Complaint } from '../../complaint.ts';
import type { ScriptLanguage } from '../../plan.ts';
import { createProjectFiles } from '../project-files.ts';
import { analyseScript } from './analyse-script.ts';

const folder = mkdtempSync(join(tmpdir(), 'centuria-imports-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Texts = Readonly<Record<string, string>>;

let count = 0;

/** Writes a project of its own and gives what is found in its file `main`. */
function found(texts: Texts, overlays: Texts = {}): { readonly complaints: readonly Complaint[]; readonly uri: (name: string) => string } {
  count += 1;
  const root = join(folder, String(count));
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const uri = (name: string): string => pathToFileURL(join(root, name)).href;
  const main = Object.keys(texts)[0] ?? '';
  const languageId: ScriptLanguage = main.endsWith('.ts') ? 'typescript' : 'javascript';
  const files = createProjectFiles({
    uri: uri(main),
    overlays: Object.entries(overlays).map(([name, text]) => ({ uri: uri(name), text })),
  });
  const analysis = analyseScript(texts[main] ?? '', languageId, files);
  assert.ok(analysis.ok);
  return { uri, complaints: analysis.complaints.filter(({ severity }) => severity !== 'information') };
}

const rules = (texts: Texts, overlays?: Texts): string =>
  found(texts, overlays)
    .complaints.map(({ rule }) => rule)
    .join(' ');

/** A handler of Express that has imported something. */
const handler = (head: string, body: string): string =>
  `import express from 'express';\nimport { exec } from 'node:child_process';\n${head}\nconst app = express();\napp.get('/', (req, res) => { ${body} });\n`;
const common = (head: string, body: string): string =>
  `const express = require('express');\nconst { exec } = require('child_process');\n${head}\nconst app = express();\napp.get('/', (req, res) => { ${body} });\n`;
const runs = "import { exec } from 'node:child_process';\n";

test('a sink in an imported function is found at the call, with the way into the other file', () => {
  const main = handler("import { run } from './lib/run.ts';", 'run(req.query.c);');
  const { complaints, uri } = found({ 'main.ts': main, 'lib/run.ts': `${runs}export function run(line: string) { exec('ls ' + line); }` });
  const [first] = complaints;
  assert.equal(complaints.length, 1);
  assert.equal(first?.rule, 'command-injection');
  assert.equal(first.blocks, true);
  assert.equal(first.range.startLine, 4);
  assert.deepEqual(
    first.path?.map((step) => [step.uri, step.message]),
    [
      [undefined, "comes from the request's query"],
      [uri('lib/run.ts'), 'passed to run'],
      [uri('lib/run.ts'), 'passed to exec'],
    ],
  );
});

const exported: readonly (readonly [string, Texts])[] = [
  [
    'a default export',
    { 'main.ts': handler("import run from './a.js';", 'run(req.query.c);'), 'a.ts': `${runs}export default function (c) { exec(c); }` },
  ],
  [
    'a constant as the default export',
    { 'main.ts': handler("import run from './a';", 'run(req.query.c);'), 'a.ts': `${runs}const go = (c) => exec(c);\nexport default go;` },
  ],
  [
    'a renamed export',
    {
      'main.ts': handler("import { go } from './a';", 'go(req.query.c);'),
      'a.ts': `${runs}const run = (c) => exec(c);\nexport { run as go };`,
    },
  ],
  [
    'a namespace',
    { 'main.ts': handler("import * as a from './a';", 'a.run(req.query.c);'), 'a.ts': `${runs}export const run = (c) => exec(c);` },
  ],
  [
    'a re-export',
    {
      'main.ts': handler("import { go } from './dir';", 'go(req.query.c);'),
      'dir/index.ts': "export { run as go } from './a.ts';",
      'dir/a.ts': `${runs}export const run = (c) => exec(c);`,
    },
  ],
  [
    'a re-export of everything',
    {
      'main.ts': handler("import * as all from './all';", 'all.run(req.query.c);'),
      'all.ts': "export * from './a.ts';",
      'a.ts': `${runs}export const run = (c) => exec(c);`,
    },
  ],
  [
    'CommonJS with an object',
    {
      'main.js': common("const { run } = require('./a');", 'run(req.query.c);'),
      'a.js': "const { exec } = require('child_process');\nfunction run(c) { exec(c); }\nmodule.exports = { run };",
    },
  ],
  [
    'CommonJS with names',
    {
      'main.js': common("const a = require('./a');", 'a.run(req.query.c);'),
      'a.js': "const cp = require('child_process');\nexports.run = (c) => cp.exec(c);",
    },
  ],
  [
    'CommonJS with a function',
    {
      'main.js': common("const run = require('./a');", 'run(req.query.c);'),
      'a.js': "const cp = require('child_process');\nmodule.exports = function (c) { cp.exec(c); };",
    },
  ],
  [
    'CommonJS imported as a default',
    {
      'main.js': handler("import run from './a.cjs';", 'run(req.query.c);'),
      'a.cjs': "module.exports = (c) => require('child_process').exec(c);",
    },
  ],
  [
    'a class',
    {
      'main.ts': handler("import { Runner } from './a';", "new Runner('ls').run(req.query.c);"),
      'a.ts': `${runs}export class Runner { constructor(private name: string) {}\n run(c: string) { exec(this.name + c); } }`,
    },
  ],
  [
    'an instance',
    {
      'main.ts': handler("import { runner } from './a';", 'runner.run(req.query.c);'),
      'a.ts': `${runs}class Runner { run(c: string) { exec(c); } }\nexport const runner = new Runner();`,
    },
  ],
  [
    'a callback',
    {
      'main.ts': handler("import { run } from './a';", '[req.query.c].forEach(run);'),
      'a.ts': `${runs}export const run = (c) => exec(c);`,
    },
  ],
  [
    'a source',
    {
      'main.ts': handler("import { wanted } from './a';", "exec(wanted(req, 'c'));"),
      'a.ts': 'export function wanted(request, name) { return request.query[name]; }',
    },
  ],
  [
    'both ends in a helper that no framework calls',
    {
      'main.ts': handler("import { work } from './a';", 'work(req);'),
      'a.ts': `${runs}export function work(incoming) { exec(incoming.query.c); }`,
    },
  ],
  [
    'a file that the other one imports',
    {
      'main.ts': handler("import { a } from './a';", 'a(req.query.c);'),
      'a.ts': "import { b } from './b';\nexport const a = (x) => b(x);",
      'b.ts': `${runs}export const b = (x) => exec(x);`,
    },
  ],
  [
    'a cycle',
    {
      'main.ts': handler("import { a } from './a';", 'a(req.query.c);'),
      'a.ts': `${runs}import { b } from './b';\nexport const a = (x) => exec(b(x));`,
      'b.ts': "import { a } from './a';\nexport const b = (x) => x + typeof a;",
    },
  ],
];

test('every way to export is followed', () => {
  for (const [name, texts] of exported) assert.equal(rules(texts), 'command-injection', name);
});

const harmless: readonly (readonly [string, Texts])[] = [
  [
    'a check in the other file',
    {
      'main.ts': handler("import { checked } from './a';", 'exec(checked(req.query.c));'),
      'a.ts': "export function checked(c) { if (!/^[a-z]+$/.test(c)) throw new Error('no'); return c; }",
    },
  ],
  [
    'a check that gives a flag',
    {
      'main.ts': handler("import { fine } from './a';", 'if (!fine(req.query.c)) return; exec(req.query.c);'),
      'a.ts': 'export const fine = (c) => /^[a-z]+$/.test(c);',
    },
  ],
  [
    'a list in the other file',
    {
      'main.ts': handler("import { ALLOWED } from './a';", 'if (!ALLOWED.includes(req.query.c)) return; exec(req.query.c);'),
      'a.ts': "export const ALLOWED = ['ls', 'df'];",
    },
  ],
  [
    'a constant in the other file',
    { 'main.js': common("const { LINE } = require('./a');", 'exec(LINE);'), 'a.js': "module.exports = { LINE: 'ls -l' };" },
  ],
  [
    'what the other file does by itself',
    {
      'main.ts': handler("import { show } from './a';", "app.get('/x', show);"),
      'a.ts': `${runs}export function show(req, res) { exec(req.query.c); }`,
    },
  ],
  [
    'what goes wrong as the other file is loaded',
    { 'main.ts': handler("import { a } from './a';", 'a();'), 'a.ts': `${runs}exec(process.argv[2]);\nexport const a = () => 1;` },
  ],
  [
    'a function that takes only what is harmless',
    { 'main.ts': handler("import { run } from './a';", "run('ls');"), 'a.ts': `${runs}export const run = (c) => exec(c);` },
  ],
];

test('what the other file checks is checked, and what it does wrong by itself is its own', () => {
  for (const [name, texts] of harmless) assert.equal(rules(texts), '', name);
});

test('what the editor has wins over the disk', () => {
  const main = handler("import { run } from './a';", 'run(req.query.c);');
  const bad = `${runs}export const run = (c) => exec(c);`;
  const good = "import { execFile } from 'node:child_process';\nexport const run = (c) => execFile('ls', [c]);";
  assert.equal(rules({ 'main.ts': main, 'a.ts': bad }, { 'a.ts': good }), '');
  assert.equal(rules({ 'main.ts': main, 'a.ts': good }, { 'a.ts': bad }), 'command-injection');
  assert.equal(rules({ 'main.ts': main }, { 'a.ts': bad }), 'command-injection');
});

test('no more than three files deep, no long file, no link and no pipe is followed', { skip: process.platform === 'win32' }, () => {
  const main = handler("import { f1 } from './f1';", 'f1(req.query.c);');
  const chain = (length: number): Texts =>
    Object.fromEntries(
      Array.from({ length }, (_, at) => [
        `f${at + 1}.ts`,
        at + 1 === length
          ? `${runs}export const f${length} = (x) => exec(x);`
          : `import { f${at + 2} } from './f${at + 2}';\nexport const f${at + 1} = (x) => f${at + 2}(x);`,
      ]),
    );
  assert.equal(rules({ 'main.ts': main, ...chain(3) }), 'command-injection');
  assert.equal(rules({ 'main.ts': main, ...chain(4) }), '');
  assert.equal(rules({ 'main.ts': main, 'f1.ts': `${runs}export const f1 = (x) => exec(x);\n//${'x'.repeat(300_000)}` }), '');
  const elsewhere = join(folder, 'elsewhere.ts');
  writeFileSync(elsewhere, `${runs}export const f1 = (x) => exec(x);`);
  mkdirSync(join(folder, String(count + 1)));
  symlinkSync(elsewhere, join(folder, String(count + 1), 'f1.ts'));
  assert.equal(rules({ 'main.ts': main }), '');
  mkdirSync(join(folder, String(count + 1)));
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(folder, String(count + 1), 'f1.ts')]);
  assert.equal(rules({ 'main.ts': main }), '');
});

test('an imported file that is no program, or more than can be followed, leaves what the text itself shows', () => {
  const main = handler("import { a } from './a';", 'a(req.query.c); exec(req.query.c);');
  assert.equal(rules({ 'main.ts': main, 'a.ts': 'export const a = ((((' }), 'command-injection');
  const branches = `export function a(x) { ${'if (x) { x = [x, x]; } else { x = { x }; } '.repeat(2000)} return x; }\nexport const b = [${'a(a),'.repeat(3000)}];\n${'b.forEach(a);'.repeat(1000)}`;
  assert.equal(rules({ 'main.ts': main, 'a.ts': branches }), 'command-injection');
  assert.equal(rules({ 'main.ts': main, 'a.ts': `export const a = ${'('.repeat(20_000)}1${')'.repeat(20_000)};` }), 'command-injection');
});
