import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgressLine } from './progress-line.ts';

test('on a terminal the line is drawn over itself, no wider than it is and not too often, and is gone when it is cleared', () => {
  const written: string[] = [];
  let now = 0;
  const line = createProgressLine({ isTTY: true, columns: 24, write: (text: string) => written.push(text) }, () => now);
  line.clear();
  line.show('checking 1 of 2: a\u001b[2Jvery/long/name.js');
  line.show('too soon');
  now = 200;
  line.show('checking 2 of 2');
  line.clear();
  line.clear();
  assert.deepEqual(written, ['\r\u001b[Kchecking 1 of 2: a[2Jve', '\r\u001b[Kchecking 2 of 2', '\r\u001b[K']);
});

test('where no terminal is, nothing is ever written', () => {
  const written: string[] = [];
  const line = createProgressLine({ isTTY: false, columns: 80, write: (text: string) => written.push(text) }, () => 0);
  line.show('checking');
  line.clear();
  assert.deepEqual(written, []);
});
