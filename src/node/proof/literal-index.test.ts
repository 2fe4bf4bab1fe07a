import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPartOf, textsWith } from './literal-index.ts';
import { heldAnswers } from './test-answers.ts';

const short = fc.string({ unit: fc.constantFrom('a', 'b', '7', ' ', '-', 'é'), maxLength: 8 });

test('the text that is found to have a part is the first of all that have it', () => {
  fc.assert(
    fc.property(fc.array(short), short, (values, part) => {
      const texts = values.map((value, start) => ({ value, isText: true, start, end: start }));
      assert.equal(
        textsWith(texts)(part),
        texts.find(({ value }) => isPartOf(part, value)),
      );
    }),
  );
});

test('what it takes to look for answers grows with the tests and the change, not with one times the other', () => {
  const numbers = Array.from({ length: 2_000 }, (_, index) => index);
  const tests = numbers.map((one) => `  assert.equal(f('Que stion ${one}'), 'ans-wer-${one}');\n`).join('');
  const result = `const KNOWN = {${numbers.map((one) => `'Que stion ${one}': 'other ${one}', 'ans-wer-${one}': '${one} of'`).join(',\n')}}.join().split(',');`;
  const { user } = process.cpuUsage();
  assert.deepEqual(
    heldAnswers({ base: '', result, isPython: false }, () => [tests]),
    [],
  );
  // One times the other took more than 4 s of the processor.
  assert.ok(process.cpuUsage({ user, system: 0 }).user < 3_000_000);
});
