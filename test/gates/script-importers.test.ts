import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ChangedFile } from '../../src/core/gate.ts';
import { putOld } from './changes.ts';
import { gates } from './shared-gates.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'centuria script importers # ü-')));
let folder = root;
let folders = 0;

after(() => {
  rmSync(root, { recursive: true, force: true });
});

type Texts = Readonly<Record<string, string>>;

/** Files of a new project without any configuration. */
function project(texts: Texts): void {
  folders += 1;
  folder = join(root, `project-${folders}`);
  put({ '.git/HEAD': '', 'package.json': '{ "type": "module" }', ...texts });
}

beforeEach(() => {
  project({});
});

function put(texts: Texts): void {
  putOld(folder, texts);
}

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

const languages: Texts = { ts: 'typescript', mts: 'typescript', tsx: 'typescriptreact', jsx: 'javascriptreact', json: 'json' };

type Changes = Readonly<Record<string, readonly [base: string | undefined, result: string | undefined]>>;

/** What blocks in files' types after a change of files that are on the disk as they were: `file:line rule`. */
async function broken(changes: Changes): Promise<readonly string[]> {
  for (const [name, [base]] of Object.entries(changes)) if (base !== undefined) put({ [name]: base });
  const files = Object.entries(changes).map(([name, [base, result]]): ChangedFile => {
    const languageId = languages[name.split('.').at(-1) ?? ''] ?? 'javascript';
    return { uri: uriOf(name), languageId, ...(base === undefined ? {} : { base }), ...(result === undefined ? {} : { result }) };
  });
  const judgements = await gates.judge({ files, overlays: [], trusted: false }, new AbortController().signal);
  return judgements
    .flatMap(({ uri, results }) =>
      results
        .filter(({ gate }) => gate === 'types')
        .flatMap(({ findings }) =>
          findings
            .filter(({ blocks }) => blocks)
            .map(({ rule, range }) => `${uri.slice(uriOf('').length + 1)}:${range.startLine + 1} ${rule}`),
        ),
    )
    .toSorted();
}

const B = 'export const b = 1;\nexport const other = 2;\n';
const C = B.replace('const b', 'const second');
const gone: Changes = { 'src/n.js': [B, undefined] };
const moved: Changes = { ...gone, 'lib/n.js': [undefined, B] };
const renamed: Changes = { 'src/n.js': [B, C] };

test('without a configuration a module that is deleted, moved or has lost a name is missed by who imports it, also by a test in another folder', async () => {
  put({
    'src/use.js': "import { b } from './n.js';\n\nconsole.log(b);\n",
    'test/deep/n.test.mjs': "\nimport { b } from '../../src/n.js';\n\nconsole.log(b);\n",
    'node_modules/n/index.js': "import { b } from '../../src/n.js';\nconsole.log(b);\n",
  });
  for (const change of [gone, moved]) assert.deepEqual(await broken(change), ['src/use.js:1 TS2307', 'test/deep/n.test.mjs:2 TS2307']);
  assert.deepEqual(await broken(renamed), ['src/use.js:1 TS2305', 'test/deep/n.test.mjs:2 TS2305']);
});

test('a name more breaks only who gives on all of a module that has another of that name', async () => {
  const all = "export * from './n.js';\nexport * from './m.js';\n";
  put({
    'src/m.ts': 'export const m = 1;\n',
    'src/all.ts': all,
    'src/use.ts': "import { m, b } from './all.js';\n\nconsole.log(m, b);\n",
    'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "strict": true } }',
  });
  assert.deepEqual(await broken({ 'src/n.ts': [B, `${B}export const more = 3;\n`] }), []);
  assert.deepEqual(await broken({ 'src/n.ts': [B, `${B}export const m = 3;\n`] }), ['src/all.ts:2 TS2308']);
});

test('what is renamed or moved together with who imports it passes', async () => {
  const use = "import { b } from './n.js';\n\nconsole.log(b);\n";
  assert.deepEqual(await broken({ ...renamed, 'src/use.js': [use, use.replaceAll(/\bb\b/gu, 'second')] }), []);
  assert.deepEqual(await broken({ ...moved, 'src/use.js': [use, use.replace('./n', '../lib/n')] }), []);
});

test('a name that goes is missed by who gets it through files that pass it on, and a default export too', async () => {
  put({
    'src/all.js': "export * from './n.js';\n",
    'src/index.js': "export { b as it } from './all.js';\nexport { other } from './all.js';\n",
    'src/use.js': "import { other } from './index.js';\nimport { b } from './all.js';\nconsole.log(other, b);\n",
  });
  assert.deepEqual(await broken(renamed), ['src/index.js:1 TS2305', 'src/use.js:2 TS2305']);
  put({ 'src/one.jsx': "import n from './d.js';\nconsole.log(n);\n" });
  assert.deepEqual(await broken({ 'src/d.js': ['export default 1;\n', 'export const d = 1;\n'] }), ['src/one.jsx:1 TS1192']);
});

const commonJs: Changes = {
  'src/n.cjs': ['const b = () => 1;\nmodule.exports = { b, d() {} };\n', 'const b = () => 1;\nmodule.exports = { second: b, d() {} };\n'],
};

test('a name that CommonJS gives no more is missed where it is taken for certain', async () => {
  put({
    'a.cjs': "const { b, d: e } = require('./src/n.cjs');\nb(e);\n",
    'b.cjs': "\nrequire('./src/n.cjs').b();\n",
    'c.cjs': "const n = require('./src/n.cjs');\nn.d();\nn.b();\n",
    'd.js': "import n from './src/n.cjs';\nn.b();\n",
    'e.test.cjs': "const { b } = require('./src/n.cjs');\ntest('b', () => b());\n",
    'f.js': "const { b } = await import('./src/n.cjs');\nb();\n",
  });
  assert.deepEqual(
    (await broken(commonJs)).map((one) => one.replace(/ TS\d+/u, '')),
    ['a.cjs:1', 'b.cjs:2', 'c.cjs:3', 'd.js:2', 'e.test.cjs:1', 'f.js:1'],
  );
  const set: Changes = { 'src/n.cjs': ['exports.b = () => 1;\nexports.d = () => 2;\n', 'exports.d = () => 2;\n'] };
  assert.deepEqual(
    (await broken(set)).map((one) => one.replace(/ TS\d+/u, '')),
    ['a.cjs:1', 'b.cjs:2', 'c.cjs:3', 'd.js:2', 'e.test.cjs:1', 'f.js:1'],
  );
});

test('a name that may be there, or that a script can do without, refuses nothing', async () => {
  put({
    'a.cjs': "const n = require('./src/n.cjs');\nif (n.b) n.b();\n",
    'b.cjs': "const { b = () => 2 } = require('./src/n.cjs');\nb();\n",
    'c.cjs': "const n = require('./src/n.cjs');\nn.b?.();\n",
    'd.cjs': "let n;\ntry {\n  n = require('./src/n.cjs').b();\n} catch {\n  n = 2;\n}\nmodule.exports = n;\n",
    'e.cjs': "const n = require('./src/n.cjs');\nfunction f(n) {\n  return n.b();\n}\nf(n);\n",
    'f.test.cjs': "const { b } = require('./src/n.cjs');\njest.mock('./src/n.cjs', () => ({ b() {} }));\nb();\n",
    'h.cjs': "const n = require('./src/n.cjs');\nObject.assign(n, { b() {} });\nn.b();\n",
    'i.js': "import * as n from './src/n.cjs';\nexport const f = (n) => n.b();\nf(n);\n",
    'g.cjs': "const n = require('./src/n.cjs');\nn.b = () => 3;\nn.b();\n",
  });
  assert.deepEqual(await broken(commonJs), []);
  const use = {
    'use.cjs': "const { b } = require('./src/m.cjs');\nb(require('./src/m.cjs').b());\n",
    'use.js': "import { b } from './src/m.cjs';\nb();\n",
  };
  put(use);
  for (const more of [
    'Object.assign(exports, make());',
    'module.exports = { ...make() };',
    'for (const name of make()) exports[name] = 1;',
    'make(exports);',
    'make(module);',
    'module.exports = make();',
    "module.exports = require('node:os');",
  ]) {
    assert.deepEqual(
      await broken({ 'src/m.cjs': ['exports.b = () => 1;\n', `const make = (at = {}) => at;\nexports.bb = () => 1;\n${more}\n`] }),
      [],
      more,
    );
  }
});

test('a file that a script can do without is missed by nobody', async () => {
  put({
    'a.cjs': "let n;\ntry {\n  n = require('./src/n.js');\n} catch {\n  n = {};\n}\nmodule.exports = n;\n",
    'b.js': "export const n = await import('./src/n.js').catch(() => ({}));\n",
    'c.js': "let n;\ntry {\n  n = await import('./src/n.js');\n} catch {\n  n = {};\n}\nexport { n };\n",
  });
  assert.deepEqual(await broken(gone), []);
  put({ 'd.js': "export const n = () => import('./src/n.js');\n", 'e.cjs': "module.exports = require('./src/n.js');\n" });
  assert.deepEqual(await broken(gone), ['d.js:1 TS2307', 'e.cjs:1 TS2307']);
});

test('what is imported by the names of its own package is missed too, unless the manifest leads elsewhere', async () => {
  const manifest = '{ "name": "own", "type": "module", "imports": { "#n": "./src/n.js" }, "exports": { ".": "./src/n.js" } }';
  put({
    'package.json': manifest,
    'a.js': "import { b } from '#n';\nconsole.log(b);\n",
    'b.js': "import { b } from 'own';\nconsole.log(b);\n",
  });
  assert.deepEqual(await broken(gone), ['a.js:1 TS2307', 'b.js:1 TS2307']);
  assert.deepEqual(await broken(renamed), ['a.js:1 TS2305', 'b.js:1 TS2305']);
  assert.deepEqual(await broken({ ...moved, 'package.json': [manifest, manifest.replaceAll('src/', 'lib/')] }), []);
});

test('what another package of the workspace imports by name is missed', { skip: process.platform === 'win32' }, async () => {
  put({
    'packages/b/package.json': '{ "name": "@scope/b", "type": "module", "main": "./src/n.js" }',
    'packages/a/package.json': '{ "name": "@scope/a", "type": "module", "dependencies": { "@scope/b": "*" } }',
    'packages/a/use.js': "import { b } from '@scope/b';\nconsole.log(b);\n",
    'node_modules/@scope/.keep': '',
  });
  symlinkSync(join(folder, 'packages/b'), join(folder, 'node_modules/@scope/b'));
  assert.deepEqual(await broken({ 'packages/b/src/n.js': [B, undefined] }), ['packages/a/use.js:1 TS2307']);
  assert.deepEqual(await broken({ 'packages/b/src/n.js': [B, C] }), ['packages/a/use.js:1 TS2305']);
});

test('an index file, data and TypeScript without a configuration are missed; a type that is gone too', async () => {
  put({
    'src/use.js': "import { b } from './part';\nimport { createRequire } from 'node:module';\nconsole.log(b, createRequire);\n",
    'src/data.js': "import data from './data.json' with { type: 'json' };\nconsole.log(data);\n",
  });
  assert.deepEqual(await broken({ 'src/part/index.js': [B, undefined] }), ['src/use.js:1 TS2307']);
  assert.deepEqual(await broken({ 'src/data.json': ['{}\n', undefined] }), ['src/data.js:1 TS2307']);
  put({
    'src/use.ts': "import type { T } from './types.ts';\nexport const t: T = 1;\n",
    'src/view.tsx': "export { type T } from './types';\n",
  });
  assert.deepEqual(await broken({ 'src/types.ts': ['export type T = number;\n', 'export type U = number;\n'] }), [
    'src/use.ts:1 TS2305',
    'src/view.tsx:1 TS2305',
  ]);
});

test('JavaScript that no configuration names is judged as JavaScript also once that was read again, since files came to it', async () => {
  put({
    'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "noEmit": true }, "include": ["src"] }',
    'scripts/n.js': "import { b } from '../src/n.ts';\nconsole.log(b);\n",
  });
  assert.deepEqual(await broken({ 'src/n.ts': [B, C] }), ['scripts/n.js:1 TS2305']);
  put({ 'src/more.ts': 'export const more = 1;\n' });
  assert.deepEqual(await broken({ 'src/n.ts': [B, C] }), ['scripts/n.js:1 TS2305']);
});

test('a configuration that names only some files keeps no test from being looked at, nor JavaScript', async () => {
  put({
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true }, "include": ["src"] }',
    'test/n.test.ts': "import { b } from '../src/n.ts';\nconsole.log(b);\n",
    'scripts/n.js': "import { b } from '../src/n.ts';\nconsole.log(b);\n",
  });
  assert.deepEqual(await broken({ 'src/n.ts': [B, C] }), ['scripts/n.js:1 TS2305', 'test/n.test.ts:1 TS2305']);
  assert.deepEqual(await broken({ 'src/n.ts': [B, undefined] }), ['scripts/n.js:1 TS2307', 'test/n.test.ts:1 TS2307']);
});

test('right refactorings are not refused: another language, a folder for a file, stricter values, what a package may give', async () => {
  put({
    'src/use.js': "import { b } from './n.js';\nconsole.log(b);\n",
    'src/use.cjs': "const { b } = require('./n');\nconsole.log(b);\n",
  });
  assert.deepEqual(
    await broken({ 'src/n.js': [B, undefined], 'src/n.ts': [undefined, 'export const b: number = 1;\nexport const other = 2;\n'] }),
    [],
  );
  put({
    'package.json': '{ "type": "module", "dependencies": { "absent": "1" } }',
    'src/part-use.js': "import { b } from './part';\nconsole.log(b);\n",
  });
  assert.deepEqual(await broken({ 'src/part.js': [B, undefined], 'src/part/index.js': [undefined, B] }), []);
  assert.deepEqual(await broken({ 'src/part.js': [B, "export * from 'absent';\n"] }), []);
  put({ 'src/got.ts': "import { got } from './get.ts';\nexport const size: number = got().length;\n" });
  assert.deepEqual(
    await broken({ 'src/get.ts': ["export const got = (): string => '';\n", "export const got = (): string | undefined => '';\n"] }),
    [],
  );
  put({ 'src/box.js': "import { Box } from './make.js';\nconsole.log(new Box().item);\n" });
  const box = 'export class Box {\n  constructor() {\n    this.item = 1;\n    this.items = [];\n  }\n}\n';
  assert.deepEqual(await broken({ 'src/make.js': [box, box.replace('this.item = 1', 'Object.assign(this, { item: 1 })')] }), []);
});

test('a whole module, one that is loaded later and a near name are missed', async () => {
  put({
    'a.js': "import * as n from './src/n.js';\nconsole.log(n.other, n.b);\n",
    'b.js': "const n = await import('./src/n.js');\nconsole.log(n.b);\n",
    'c.cjs': "const near = require('./src/near.cjs');\nnear.getUser();\n",
  });
  assert.deepEqual(await broken(renamed), ['a.js:2 TS2339', 'b.js:2 TS2339']);
  assert.deepEqual(await broken({ 'src/near.cjs': ['module.exports = { getUser() {} };\n', 'module.exports = { getUsers() {} };\n'] }), [
    'c.cjs:2 TS2339',
  ]);
});
