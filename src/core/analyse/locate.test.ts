import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { locateQuote } from './locate.ts';

function found(text: string, quote: string): string | undefined {
  const place = locateQuote(text, quote);
  return place && text.slice(place.start, place.end);
}

const TEXT = 'function a() {\n    if (b) {\n\n        return c;\n    }\n}\n';

test('a quote is found where it stands', () => {
  assert.deepEqual(locateQuote(TEXT, 'if (b) {'), { start: 19, end: 27 });
});

test('a quote is found though its lines are indented in another way', () => {
  assert.equal(found(TEXT, 'if (b) {\n  return c;\n}'), 'if (b) {\n\n        return c;\n    }');
  assert.equal(found(TEXT, '\t\tif (b) {\n\n\t\t\treturn c;'), 'if (b) {\n\n        return c;');
});

test('a quote is found though the lines of the text end in CRLF', () => {
  assert.equal(found(TEXT.replaceAll('\n', '\r\n'), 'if (b) {\nreturn c;'), 'if (b) {\r\n\r\n        return c;');
  assert.equal(found(TEXT, 'if (b) {\r\nreturn c;'), 'if (b) {\n\n        return c;');
});

test('a quote that is not in the text, or is nothing, has no place', () => {
  assert.equal(locateQuote(TEXT, 'if (d) {'), undefined);
  assert.equal(locateQuote(TEXT, ' \n '), undefined);
  assert.equal(locateQuote('', 'a'), undefined);
});

test('signs that mean something in a pattern mean themselves', () => {
  assert.equal(found('x = a[0].b(*c) + $d | e?;\n  ^f', 'x = a[0].b(*c) + $d | e?;\n^f'), 'x = a[0].b(*c) + $d | e?;\n  ^f');
  assert.equal(locateQuote('abc', 'a.c'), undefined);
});

test('any lines of a text are found in it, however they were indented and ended', () => {
  const line = fc
    .string({ unit: fc.constantFrom('a', 'b', '(', '.', '*', '\\', ' '), minLength: 1, maxLength: 8 })
    .filter((text) => text.trim() !== '');
  const whole = fc.array(line, { minLength: 1, maxLength: 6 });
  const quoting = fc.record({
    from: fc.nat(5),
    count: fc.nat(5),
    indent: fc.constantFrom('', '  ', '\t'),
    eol: fc.constantFrom('\n', '\r\n'),
  });
  fc.assert(
    fc.property(whole, quoting, (lines, { from, count, indent, eol }) => {
      const quoted = lines.slice(from % lines.length).slice(0, count + 1);
      const place = locateQuote(lines.join(eol), quoted.map((one) => indent + one.trim()).join('\n'));
      assert.ok(place);
      const squeezed = (text: string) =>
        text
          .split(/\r?\n/)
          .map((one) => one.trim())
          .join('\n');
      assert.equal(squeezed(lines.join(eol).slice(place.start, place.end)), squeezed(quoted.join('\n')));
    }),
  );
});
