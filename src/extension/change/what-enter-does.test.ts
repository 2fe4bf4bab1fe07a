import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { whatEnterDoes, type PickRow } from './what-enter-does.ts';

const text = fc.string().filter((one) => one.trim() !== '');
const row: fc.Arbitrary<PickRow | undefined> = fc.oneof(
  text.map((instruction) => ({ instruction: instruction.trim() })),
  text.map((command) => ({ command })),
  fc.constant({}),
  fc.constant(undefined),
);

test('whatever row is said to be chosen, nothing is started but what stands in the box', () => {
  fc.assert(
    fc.property(fc.string(), row, fc.boolean(), (value, chosen, drawn) => {
      const does = whatEnterDoes({ value, chosen, drawn });
      if (does.do === 'start') assert.equal(does.instruction, value.trim());
    }),
  );
});

test('Enter that is faster than the rows of what was typed starts what was typed', () => {
  fc.assert(
    fc.property(text, row, (value, chosen) => {
      assert.deepEqual(whatEnterDoes({ value, chosen, drawn: false }), { do: 'start', instruction: value.trim() });
    }),
  );
});

test('an earlier instruction that is chosen is put into the box, whether something stood there or not', () => {
  const chosen = { instruction: 'Handle an empty list.' };
  for (const value of ['', ' ', 'Handle']) assert.deepEqual(whatEnterDoes({ value, chosen, drawn: true }), { do: 'fill', ...chosen });
  assert.deepEqual(whatEnterDoes({ value: '', chosen, drawn: false }), { do: 'fill', ...chosen });
});

test('a row of words alone starts what was typed, a row with a command runs it, and an empty box starts nothing', () => {
  assert.deepEqual(whatEnterDoes({ value: 'Sort it.', chosen: {}, drawn: true }), { do: 'start', instruction: 'Sort it.' });
  assert.deepEqual(whatEnterDoes({ value: 'Sort it.', chosen: { command: 'download' }, drawn: true }), { do: 'run', command: 'download' });
  assert.deepEqual(whatEnterDoes({ value: '', chosen: { command: 'download' }, drawn: false }), { do: 'run', command: 'download' });
  assert.deepEqual(whatEnterDoes({ value: ' ', chosen: {}, drawn: true }), { do: 'nothing' });
});
