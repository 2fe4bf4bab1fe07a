import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeResult } from '../../test/fakes/fake-world.ts';
import { resultsOfChange } from './change-results.ts';
import type { Finding } from './gate.ts';
import { evidenceOf } from './verdicts.ts';

const finding: Finding = {
  gate: 'types',
  rule: 'TS2322',
  message: 'no',
  severity: 'error',
  range: { startLine: 3, startColumn: 0, endLine: 3, endColumn: 1 },
  blocks: true,
  fingerprint: 'f',
};

test('what a change breaks in another file fails its own gate, and the evidence names the file', () => {
  const elsewhere = { uri: 'file:///src/the%20use.ts', results: [{ ...fakeResult('types', 'fail'), findings: [finding] }] };
  const results = resultsOfChange(
    [{ uri: 'file:///a.ts', results: [fakeResult('lint', 'pass'), fakeResult('types', 'pass')] }, elsewhere],
    'file:///a.ts',
  );
  assert.deepEqual(
    results.map(({ gate, verdict }) => [gate, verdict]),
    [
      ['lint', 'pass'],
      ['types', 'fail'],
    ],
  );
  assert.deepEqual(evidenceOf(results.filter(({ verdict }) => verdict === 'fail')).slice(-1), ['types, the use.ts line 4: no (TS2322)']);
});

test('a file that nothing was said of has no results', () => {
  assert.deepEqual(resultsOfChange([{ uri: 'file:///b.ts', results: [fakeResult('types', 'pass')] }], 'file:///a.ts'), []);
});
