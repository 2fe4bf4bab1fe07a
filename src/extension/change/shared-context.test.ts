import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedContext } from './shared-context.ts';

const SECRET = 'file:///w/internal/algorithm.ts';
const PLAIN = 'file:///w/b.ts';
const reasonOf = (file: string): string | undefined => (file === SECRET ? 'algorithm.ts is local-only' : undefined);
const signature = (name: string, declaredIn: readonly string[]) => ({ name, text: `const ${name}: "step 1: xor"`, declaredIn });

test('a declaration in a local-only file is left out and named, one in another file is not', () => {
  const found = {
    signatures: [signature('a', [SECRET]), signature('b', [PLAIN]), signature('c', [PLAIN, SECRET])],
    diagnostics: [],
    imported: [],
  };
  assert.deepEqual(sharedContext(found, reasonOf), {
    signatures: [{ label: 'the declaration of b', text: 'const b: "step 1: xor"' }],
    diagnostics: [],
    leftOut: ['the declaration of a: algorithm.ts is local-only', 'the declaration of c: algorithm.ts is local-only'],
  });
});

test('a declaration of which nobody knows the file is left out', () => {
  const { signatures, leftOut } = sharedContext({ signatures: [signature('a', [])], diagnostics: [], imported: [] }, reasonOf);
  assert.deepEqual([signatures, leftOut], [[], ['the declaration of a: the editor does not know the file it is in']]);
});

test('complaints are left out as soon as a file that they may quote is local-only', () => {
  const diagnostics = [{ line: 'line 1 of the selection: Type \'"step 1: xor"\' is not a number', about: [] }];
  assert.deepEqual(sharedContext({ signatures: [], diagnostics, imported: [PLAIN] }, reasonOf).diagnostics, [diagnostics[0]?.line]);
  for (const found of [
    { diagnostics, imported: [PLAIN, SECRET] },
    { diagnostics: diagnostics.map((one) => ({ ...one, about: [SECRET] })), imported: [] },
  ]) {
    const shared = sharedContext({ signatures: [], ...found }, reasonOf);
    assert.deepEqual(shared.diagnostics, []);
    assert.match(shared.leftOut?.[0] ?? '', /problems reported .*algorithm\.ts is local-only/);
  }
});
