import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { blockers, change, judgedBy, pythonBase, resultOf } from './changes.ts';
import { gates } from './shared-gates.ts';

const folder = mkdtempSync(join(tmpdir(), 'centuria-imports-'));

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function importing(statement: string, { languageId = 'typescript', base = 'export {};\n' } = {}) {
  const uri = pathToFileURL(join(folder, languageId === 'typescript' ? 'imports.ts' : 'imports.js')).href;
  const types = resultOf(await judgedBy(gates, change(languageId, base, `${base}${statement}\n`, { uri })), 'types');
  return { ...types, blocking: blockers(types) };
}

test('an import of what cannot exist fails: an undeclared package, a missing file or asset, a module that Node does not have', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "declared-package": "1" } }');
  for (const specifier of ['invented-package', '@invented/package', './nope', './nope.md', './nope?raw', 'node:nope']) {
    const [esm, required] = [`import it from "${specifier}";\nexport default it;`, `export const it = require("${specifier}");`];
    assert.deepEqual((await importing(esm)).blocking, ['TS2307'], specifier);
    assert.deepEqual((await importing(required)).blocking, ['TS2307'], specifier);
    assert.deepEqual((await importing(required, { languageId: 'javascript' })).blocking, ['TS2307'], specifier);
  }
});

test('an import that nothing here can resolve leaves types unknown, by its name', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "declared-package": "1" } }');
  for (const specifier of ['@/nope', '#nope', 'virtual:nope', 'declared-package/sub', '~/a', '/logo.svg']) {
    for (const languageId of ['typescript', 'javascript']) {
      const types = await importing(`import it from "${specifier}";\nexport default it.invented().there;`, { languageId });
      assert.deepEqual([types.verdict, types.blocking], ['unknown', []], specifier);
      assert.ok(types.why?.includes(`"${specifier}"`), types.why);
    }
  }
});

test('a declared package that is not installed blocks no require either', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "devDependencies": { "declared-package": "1" } }');
  for (const languageId of ['typescript', 'javascript']) {
    const types = await importing('const { a } = require("declared-package");\nexport const b = a();', { languageId });
    assert.deepEqual([types.verdict, types.blocking], ['unknown', []], languageId);
  }
});

test('what the base could not import either does not count', async () => {
  const base = 'import { a } from "@/nope";\nimport { b } from "invented-package";\nexport { a, b };\n';
  const more = 'import { c } from "@/nope";\nexport { d } from "invented-package";\nexport { c };';
  assert.equal((await importing(more, { base })).verdict, 'pass');
});

test('an asset that exists, a part of Node and JSON without its extension pass', async () => {
  writeFileSync(join(folder, 'there.md'), '# there\n');
  writeFileSync(join(folder, 'data.json'), '{}');
  for (const statement of [
    'import "./there.md";',
    'import it from "./there.md?raw";\nexport { it };',
    'import * as fs from "node:fs";\nexport { fs };',
    'export const data = require("./data");',
  ]) {
    assert.equal((await importing(statement)).verdict, 'pass', statement);
  }
});

test('a name that this Node does not have leaves types unknown where its types are not installed', async () => {
  const types = await importing('import { readFileSink } from "node:fs";\nexport { readFileSink };');
  assert.deepEqual([types.verdict, types.blocking], ['unknown', []]);
  assert.match(types.why ?? '', /"node:fs" has no "readFileSink"/u);
  const fine =
    'import fs, { readFileSync as read, default as it, type Stats } from "node:fs";\nimport { join } from "path";\nexport { fs, read, it, join };\nexport type { Stats };';
  assert.equal((await importing(fine)).verdict, 'pass');
});

test('a name that a tsconfig.json maps, and that is not there, fails', async () => {
  const project = join(folder, 'mapped');
  mkdirSync(project);
  writeFileSync(
    join(project, 'tsconfig.json'),
    '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "paths": { "@/*": ["./src/*"] } } }',
  );
  const uri = pathToFileURL(join(project, 'a.ts')).href;
  const types = resultOf(await judgedBy(gates, change('typescript', 'export {};\n', 'export * from "@/nope";\n', { uri })), 'types');
  assert.deepEqual(blockers(types), ['TS2307']);
});

test('a manifest of more than a megabyte is none', async () => {
  const project = join(folder, 'padded');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ dependencies: { 'padded-package': '1' }, pad: ' '.repeat(1_000_000) }));
  const uri = pathToFileURL(join(project, 'a.ts')).href;
  const types = resultOf(
    await judgedBy(gates, change('typescript', 'export {};\n', 'export * from "padded-package";\n', { uri })),
    'types',
  );
  assert.deepEqual(blockers(types), ['TS2307']);
});

test('a manifest or configuration that is a device is none', { skip: process.platform === 'win32' }, async () => {
  const project = join(folder, 'device');
  mkdirSync(project);
  for (const name of ['package.json', 'tsconfig.json']) symlinkSync('/dev/zero', join(project, name));
  const uri = pathToFileURL(join(project, 'a.ts')).href;
  const types = resultOf(
    await judgedBy(gates, change('typescript', 'export {};\n', 'export * from "invented-package";\n', { uri })),
    'types',
  );
  assert.deepEqual(blockers(types), ['TS2307']);
});

test('where no manifest says which packages there are, an unknown package leaves types unknown', async () => {
  const loose = mkdtempSync(join(tmpdir(), 'centuria-loose-'));
  try {
    const uri = pathToFileURL(join(loose, 'a.ts')).href;
    const typesOf = async (text: string) => resultOf(await judgedBy(gates, change('typescript', 'export {};\n', text, { uri })), 'types');
    const bare = await typesOf('export * from "some-package";\n');
    assert.deepEqual([bare.verdict, blockers(bare)], ['unknown', []]);
    assert.deepEqual(blockers(await typesOf('export * from "./nope.ts";\n')), ['TS2307']);
  } finally {
    rmSync(loose, { recursive: true, force: true });
  }
});

test('a star import of the own package is advice anywhere, and any star import in __init__.py', async () => {
  const lintOf = async (statement: string, name: string) => {
    const request = change('python', pythonBase, `${statement}\n${pythonBase}`, { uri: `file:///nowhere/on/this/disk/${name}` });
    const lint = resultOf(await judgedBy(gates, request), 'lint');
    return [blockers(lint), lint.findings.map(({ rule }) => rule)];
  };
  assert.deepEqual(await lintOf('from .core import *', '__init__.py'), [[], ['F403']]);
  assert.deepEqual(await lintOf('from core import *', '__init__.py'), [[], ['F403']]);
  assert.deepEqual(await lintOf('from ..core import *', 'part.py'), [[], ['F403']]);
  assert.deepEqual(await lintOf('from core import *', 'part.py'), [['F403'], ['F403']]);
});
