import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkLines, JsonLineError } from './json-lines.ts';

/** Feeds a text in pieces; the kind of the complaint, or undefined. */
function complaint(text: string, cuts: readonly number[]): string | undefined {
  const check = checkLines();
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  try {
    places.slice(1).forEach((end, index) => check(text.slice(places[index], end), index === places.length - 2));
  } catch (error) {
    if (error instanceof JsonLineError) return error.kind;
    throw error;
  }
  return undefined;
}

test('wherever chunks split them, lines of JSON pass and any other line is a complaint', () => {
  const line = fc.constantFrom('{"a":1}', '', ' ', '[]', '"x"');
  const cuts = fc.array(fc.nat(), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), cuts, (lines, places) => assert.equal(complaint(lines.join('\n'), places), undefined)),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), cuts, (lines, places) =>
      assert.equal(complaint([...lines, '{"a"', ''].join('\n'), places), 'malformed'),
    ),
  );
});

test('a stream that ends inside a line is cut', () => {
  assert.equal(complaint('{"a":1}\n{"b"', [3, 9]), 'cut');
});

test('a line without an end is malformed in time, and in time proportional to it', () => {
  const check = checkLines();
  const started = performance.now();
  assert.throws(() => {
    for (let sent = 0; sent < 1_000; sent += 1) check('x'.repeat(10_000), false);
  }, JsonLineError);
  assert.ok(performance.now() - started < 2_000);
});
