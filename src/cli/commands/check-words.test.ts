import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../core/gate.ts';
import { checkWords } from './check-words.ts';

function finding(rule: string, startLine: number, more: Partial<Finding> = {}): Finding {
  const range = { startLine, startColumn: 0, endLine: startLine, endColumn: 1 };
  return { gate: 'lint', rule, message: `about ${rule}`, severity: 'warning', blocks: false, fingerprint: rule, range, ...more };
}

test('every finding is told in the order of its lines, whether it blocks or is only a note', () => {
  const found = [
    finding('c', 9, { blocks: true, severity: 'error' }),
    finding('a', 1, { severity: 'information' }),
    finding('b', 4, { severity: 'error' }),
  ];
  assert.deepEqual(
    checkWords({ files: 2, found: found.map((one) => ({ file: 'x.js', finding: one })), notJudged: [], off: [] }).split('\n'),
    [
      'x.js:2:1: note: about a (a)',
      'x.js:5:1: warning: about b (b)',
      'x.js:10:1: error: about c (c)',
      '2 files: 1 finding blocks, 2 do not, 0 gates could not judge',
      '',
    ],
  );
});

test('one of anything is said as one', () => {
  const found = [{ file: 'x.js', finding: finding('a', 0) }];
  const notJudged = [{ file: 'x.js', gate: 'types', why: 'it was stopped', supported: true }];
  assert.match(checkWords({ files: 1, found, notJudged, off: [] }), /\n1 file: 0 findings block, 1 does not, 1 gate could not judge\n$/);
});

test('a message of several lines is told on one', () => {
  const words = checkWords({
    files: 1,
    found: [{ file: 'x.py', finding: finding('a', 0, { message: 'Type "int" is wrong\n  "int" is not "str"' }) }],
    notJudged: [],
    off: [],
  });
  assert.equal(words.split('\n')[0], 'x.py:1:1: warning: Type "int" is wrong "int" is not "str" (a)');
});

test('a name with a line end or a control character stays on its line and is told by its number', () => {
  for (const [name, shown] of [
    ['a\nx.js:1:1: error: forged', String.raw`a\nx.js:1:1: error: forged`],
    ['a\u001b[2K.js', String.raw`a\u001b[2K.js`],
    ['a\r.js', String.raw`a\u000d.js`],
    ['a\u202esj.b', String.raw`a\u202esj.b`],
  ] as const) {
    const words = checkWords({
      files: 1,
      found: [{ file: name, finding: finding('a', 0) }],
      notJudged: [{ file: name, gate: 'types', why: 'no', supported: true }],
      off: [],
    });
    assert.deepEqual(words.split('\n').slice(0, 2), [`${shown}:1:1: warning: about a (a)`, `${shown}: types could not be judged: no`]);
    assert.equal(words.split('\n').length, 4);
  }
});
