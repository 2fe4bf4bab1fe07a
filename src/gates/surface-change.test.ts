import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredSurface, surfaceChange, type SurfacePart } from './surface-change.ts';

const part = (text: string, ...names: readonly string[]): SurfacePart => ({ names, text });
const surface = (...parts: readonly SurfacePart[]): string => declaredSurface(parts, '!');
const [one, other, added] = [
  part('declare const one: 1;', 'one'),
  part('declare const other: 2;', 'other'),
  part('declare const added: 3;', 'added'),
];

test('a surface that has only more names than before adds names, wherever they stand', () => {
  const base = surface(one, other);
  assert.deepEqual(
    [surface(one, other), surface(one, other, added), surface(added, one, other), surface(part('import a from "a";'), one, other)].map(
      (result) => surfaceChange(base, result),
    ),
    ['none', 'names-added', 'names-added', 'names-added'],
  );
});

test('a name that goes, is another thing, is given twice or stands elsewhere is more than names', () => {
  const base = surface(one, other);
  const results = [
    surface(one),
    surface(one, part('declare const other: 3;', 'other')),
    surface(one, other, part('declare function one(): 1;', 'one')),
    surface(other, one),
    surface(one, added),
  ];
  assert.deepEqual(
    results.map((result) => surfaceChange(base, result)),
    results.map(() => 'other'),
  );
});

test('what adds to things declared elsewhere, a text without declarations and a new file are more than names', () => {
  const base = surface(one);
  assert.deepEqual(
    [
      surfaceChange(base, surface(one, part('declare global {}', '!'))),
      surfaceChange('5f', '6e'),
      surfaceChange(base, '5f'),
      surfaceChange(undefined, base),
      surfaceChange('', base),
    ],
    ['other', 'other', 'other', 'other', 'other'],
  );
});
