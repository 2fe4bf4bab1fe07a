import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSseReader, type SseEvent, type SseReader } from './sse-reader.ts';

function* whole(reader: SseReader): Generator<SseEvent, void, undefined> {
  for (let event = reader.next(); event !== undefined; event = reader.next()) yield event;
}

function read(pieces: readonly string[]): readonly SseEvent[] {
  const reader = createSseReader();
  const events = pieces.flatMap((piece) => {
    reader.add(piece);
    return [...whole(reader)];
  });
  const rest = reader.rest();
  return rest === undefined ? events : [...events, rest];
}

const line = fc.string({ unit: fc.constantFrom('a', '{', '"', ':', ' ', 'é', '😀', 'data: ') });
const event = fc.record({ name: fc.option(line, { nil: undefined }), lines: fc.array(line, { minLength: 1, maxLength: 3 }) });

test('events are read as they were written, with every kind of line end and wherever the chunks split them', () => {
  fc.assert(
    fc.property(fc.array(event), fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(40)), (events, end, sizes) => {
      const told = events.map(
        ({ name, lines }) =>
          `:a comment${end}${name === undefined ? '' : `event: ${name}${end}`}${lines.map((one) => `data: ${one}${end}`).join('')}id: 1${end}`,
      );
      const text = told.map((one) => `${one}${end}`).join('');
      const pieces: string[] = [];
      let at = 0;
      for (const size of sizes) pieces.push(text.slice(at, (at += size)));
      const wanted = events.map(({ name, lines }) => ({ name, data: lines.join('\n') }));
      assert.deepEqual(read([...pieces, text.slice(at)]), wanted);
      assert.deepEqual(read([...text]), wanted);
    }),
  );
});

test('a closing line counts without its blank line, and half of it does not', () => {
  assert.deepEqual(read(['data:[DONE]']), [{ name: undefined, data: '[DONE]' }]);
  assert.deepEqual(read(['data: [DONE]\r']), [{ name: undefined, data: '[DONE]' }]);
  assert.deepEqual(read(['data: [DO']), [{ name: undefined, data: '[DO' }]);
  assert.deepEqual(read(['data\n\ndataset: 1\n\nevents\n\n']), [{ name: undefined, data: '' }]);
  assert.deepEqual(read([]), []);
});

test('events that are alike are passed with all that they say, the others are read, wherever the chunks split them', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ' ', '\r', 'é', '}', 'data: {"') });
  const plain = fc.string({ minLength: 1, unit: fc.constantFrom('a', ' ', 'é', '}') });
  const one = fc.oneof(
    { weight: 5, arbitrary: plain.map((said) => `{"${said}"}`) },
    text.map((said) => `{"${said}"}`),
    text,
  );
  let passed = 0;
  fc.assert(
    fc.property(fc.array(one, { maxLength: 20 }), fc.array(fc.nat(60)), (data, sizes) => {
      const stream = data.map((each) => `data: ${each}\n\n`).join('');
      const isText = (said: string): boolean => /^[^"\r\n]+$/u.test(said);
      const reader = createSseReader();
      let said = '';
      let at = 0;
      for (const size of [...sizes, stream.length]) {
        reader.add(stream.slice(at, (at += size)));
        for (;;) {
          const alike = reader.passAlike('{"', '"}', isText);
          passed += alike.length;
          const event = reader.next();
          said += alike + (event?.data.replace(/^\{"([^"\r]+)"\}$/u, '$1') ?? '');
          if (event === undefined) break;
        }
      }
      const wanted = read([stream]).map((event) => event.data.replace(/^\{"([^"\r]+)"\}$/u, '$1'));
      assert.equal(said, wanted.join(''));
    }),
  );
  assert.ok(passed > 100);
});
