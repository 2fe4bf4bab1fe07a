import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRepeatedDelta } from './repeated-delta.ts';

const chunk = (content: string, rest: object = {}): string =>
  JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: null }], ...rest });

test('whatever is told without being parsed is what parsing tells, and what is not alike is parsed', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\n', '"content":"', '"},"finish_reason":null}]}', 'ü😀'),
  );
  const data = fc.oneof(
    text.map((one) => chunk(one)),
    text.map((one) => chunk(one, { usage: null })),
    text.map((one) => chunk('same', { content: one })),
    text,
  );
  let told = 0;
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.array(data, { minLength: 20 }), (first, later) => {
      const delta = createRepeatedDelta();
      delta.learn(chunk(first), first);
      for (const one of later) {
        const said = delta.textOf(one);
        if (said === undefined) continue;
        told += 1;
        assert.deepEqual(JSON.parse(one), JSON.parse(chunk(said)));
      }
    }),
  );
  assert.ok(told > 100);
});

test('nothing is learned of a chunk in which the text could be another field', () => {
  for (const twice of [{ content: 'yes' }, { more: { content: 1 } }, { text: '"content"' }]) {
    const delta = createRepeatedDelta();
    delta.learn(chunk('yes', twice), 'yes');
    assert.equal(delta.textOf(chunk('no', twice)), twice.text === undefined ? undefined : 'no');
  }
});
