import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonSyntax } from './syntax.ts';
import { repeatedNames } from './repeated-names.ts';

test('a name that an object has twice is a mistake; the same name elsewhere, and a comment, are none', () => {
  assert.deepEqual(repeatedNames('{"a": 1, "b": {"a": 2}, "a": 3}'), [{ name: 'a', start: 24, end: 27 }]);
  assert.deepEqual(repeatedNames('[{"a": 1}, {"a": 1}, {"//": 1, "//": 2}]'), []);
  const analysis = jsonSyntax('{\n  "a": 1,\n  "\\u0061": 2\n}', 'json');
  assert.ok(analysis.ok);
  assert.deepEqual(
    analysis.complaints.map(({ rule, range, blocks }) => [rule, range.startLine, blocks]),
    [['json-repeated-name', 2, true]],
  );
});

test('values that are written as JSON have no name twice', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.deepEqual(repeatedNames(JSON.stringify(value)), [])));
});
