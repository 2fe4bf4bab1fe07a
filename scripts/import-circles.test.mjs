import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { inRoot } from './lib/paths.mjs';

/** An interpreter: to run a call is to evaluate expressions, among them calls. */
const INTERPRETER = inRoot('src/gates/security/python/engine');

test('no file of src imports itself by way of others, types included', async () => {
  const files = (await Array.fromAsync(glob(inRoot('src/**/*.{ts,tsx}')))).filter((file) => !/\.test\.tsx?$/u.test(file));
  const imports = new Map(files.map((file) => [file, importedBy(file)]));
  assert.deepEqual(circleIn(imports), []);
  assert.ok(files.length > 100, 'the files were looked for in the wrong place');
});

test('a circle is found and told from its first file on', () => {
  const imports = new Map([
    ['/a.ts', ['/b.ts']],
    ['/b.ts', ['/c.ts', '/d.ts']],
    ['/c.ts', []],
    ['/d.ts', ['/b.ts']],
  ]);
  assert.deepEqual(circleIn(imports), ['/b.ts', '/d.ts', '/b.ts']);
});

function importedBy(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
  return importedFiles.filter(({ fileName }) => fileName.startsWith('.')).map(({ fileName }) => resolve(dirname(file), fileName));
}

/** The files of one circle, the first one again at its end; none: there is no circle. */
function circleIn(imports) {
  const done = new Set();
  const path = [];
  const visit = (file) => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const other of imports.get(file) ?? []) {
      if (dirname(file) === INTERPRETER && dirname(other) === INTERPRETER) continue;
      const circle = visit(other);
      if (circle.length > 0) return circle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}
