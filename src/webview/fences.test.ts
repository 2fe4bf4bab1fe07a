import assert from 'node:assert/strict';
import { test } from 'node:test';

import { splitFences } from './fences.ts';

test('a text without fences is prose', () => {
  assert.deepEqual(splitFences('Hello.\nThere.'), [{ kind: 'prose', text: 'Hello.\nThere.' }]);
});

test('code keeps its indentation and loses its fence', () => {
  assert.deepEqual(splitFences('Look:\n```ts\n  a();\n```\nDone.'), [
    { kind: 'prose', text: 'Look:' },
    { kind: 'code', text: '  a();' },
    { kind: 'prose', text: 'Done.' },
  ]);
});

test('a fence that is still open, as while a text streams, is code already', () => {
  assert.deepEqual(splitFences('```\na();'), [{ kind: 'code', text: 'a();' }]);
});

test('an empty text has no parts', () => {
  assert.deepEqual(splitFences(''), []);
});
