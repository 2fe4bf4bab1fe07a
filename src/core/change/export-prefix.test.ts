import assert from 'node:assert/strict';
import { test } from 'node:test';

import { exportPrefix, losesExport, withoutExport } from './export-prefix.ts';

test('the prefix of an exported declaration is found, and no other', () => {
  assert.equal(exportPrefix('export function add() {}'), 'export ');
  assert.equal(exportPrefix('export default async function add() {}'), 'export default ');
  assert.equal(exportPrefix('  export const a = 1;'), 'export ');
  assert.equal(exportPrefix('export { a };'), '');
  assert.equal(exportPrefix('function add() {}'), '');
  assert.equal(exportPrefix('exportAll();'), '');
});

test('code without an export stays as it is', () => {
  assert.equal(withoutExport('function add() {}'), 'function add() {}');
  assert.equal(withoutExport('export class A {}'), 'class A {}');
});

test('an answer that declares the same name without its export loses it', () => {
  assert.equal(losesExport('function add(a, b) {}', 'export function add(a) {}'), true);
  assert.equal(losesExport('export function add(a, b) {}', 'export function add(a) {}'), false);
  assert.equal(losesExport('function plus(a, b) {}', 'export function add(a) {}'), false, 'another name is another question');
  assert.equal(losesExport('function add(a, b) {}', 'function add(a) {}'), false);
});
