import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { terminalText } from './terminal-text.ts';

test('no text can command a terminal, and everything else of it is kept', () => {
  assert.equal(terminalText('a\u001b[2J\u001b]52;c;aGk=\u0007b\r\n\tc\u009b1md\u0000'), 'a[2J]52;c;aGk=b\n\tc1md');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = terminalText(text);
      assert.equal(shown, [...text].filter((one) => one === '\n' || one === '\t' || !/\p{Cc}/u.test(one)).join(''));
    }),
  );
});
