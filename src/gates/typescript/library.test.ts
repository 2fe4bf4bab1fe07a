import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { createLibrary } from './library.ts';

const folder = dirname(createRequire(import.meta.url).resolve('typescript'));
const own = `${folder.replaceAll('\\', '/')}/lib.es2015.symbol.d.ts`;

type Library = ReturnType<typeof createLibrary>;

/** As a language service gives a tree back. */
function release({ registry }: Library, tree: ts.SourceFile, options: ts.CompilerOptions): void {
  registry.releaseDocumentWithKey(
    tree.fileName as ts.Path,
    registry.getKeyForCompilationSettings(options),
    ts.ScriptKind.TS,
    tree.impliedNodeFormat,
  );
}

/** The tree that a project with these settings gets of a file, which it gives back at once. */
function treeOf(library: Library, path: string, options: ts.CompilerOptions): ts.SourceFile {
  const snapshot = library.snapshot(path) ?? ts.ScriptSnapshot.fromString('export {};');
  const tree = library.registry.acquireDocument(path, options, snapshot, '1');
  release(library, tree, options);
  return tree;
}

const one = { target: ts.ScriptTarget.ES2020 };
const two = { target: ts.ScriptTarget.ES2021 };
const three = { target: ts.ScriptTarget.ES2022 };

test('a tree of the library outlives its project, and a file of the project does not', () => {
  const library = createLibrary(folder);
  assert.equal(treeOf(library, own, one), treeOf(library, own, one));
  assert.notEqual(treeOf(library, '/project/a.ts', one), treeOf(library, '/project/a.ts', one));
});

test('once projects with two other settings have ended since, it is gone', () => {
  const library = createLibrary(folder);
  const first = treeOf(library, own, one);
  treeOf(library, own, two);
  assert.equal(treeOf(library, own, one), first);
  treeOf(library, own, two);
  treeOf(library, own, three);
  assert.notEqual(treeOf(library, own, one), first);
});

test('a tree that a project still has is never taken from it', () => {
  const library = createLibrary(folder);
  const held = library.registry.acquireDocument(own, one, library.snapshot(own) ?? assert.fail(), '1');
  for (const options of [one, two, three, two, three, one]) treeOf(library, own, options);
  for (const options of [two, three, two, three]) treeOf(library, own, options);
  assert.equal(treeOf(library, own, one), held);
  release(library, held, one);
});

test('what is beside its folder is not of it', () => {
  const library = createLibrary(folder);
  assert.deepEqual(
    [own, `${folder}x/lib.d.ts`, '/project/lib.d.ts'].map((path) => library.holds(path)),
    [true, false, false],
  );
  assert.equal(library.snapshot(own), library.snapshot(own));
  assert.equal(library.snapshot(`${folder}/none.d.ts`), undefined);
});
