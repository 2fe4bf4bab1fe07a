import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLocalCard } from '../../../test/fakes/fake-world.ts';
import { fingerprintOf } from '../../core/model-bench/fingerprint.ts';
import type { Measured, MeasuredModel } from '../../core/model-bench/measures.ts';
import { RESULT_COLUMNS, resultRow } from '../../core/model-bench/result-table.ts';
import { benchmarkText } from './benchmark-text.ts';

const measured: Measured = {
  day: '2026-11-25',
  gaps: ['no whole answer within 20 s'],
  tallies: {
    edit: { asked: 3, inForm: 3, right: 2 },
    'long-edit': { asked: 2, inForm: 0, right: 0 },
    recall: { asked: 2, inForm: 2, right: 1 },
  },
  recallTokens: 1850,
  tokensPerSecond: 8.94,
  firstTokenMs: 480,
  loadMs: 2100,
};
const card = fakeLocalCard('tiny|model', { tools: false, measured });
const KEPT: MeasuredModel = { model: card.key, label: card.label, fingerprint: fingerprintOf(card), at: 0, measured };

test('the table has a line for each measure, and says of what is missing that it was not measured', () => {
  const lines = benchmarkText([resultRow(KEPT, card)])
    .split('\n')
    .filter((line) => line.startsWith('| '));
  assert.equal(lines[0], '|  | tiny\\|model |');
  const cells = [
    '2 of 3 \\(3 in form\\)',
    '0 of 2',
    'not measured',
    'has no tools',
    'not measured',
    '1 of 2, in 1,850 tokens',
    '8.9',
    '480 ms',
    '2.1 s',
    '2026-11-25',
  ];
  assert.deepEqual(
    lines.slice(2),
    [...RESULT_COLUMNS, 'measured'].map((measure, index) => `| ${measure} | ${cells[index]} |`),
  );
});

test('more models than have room side by side go into another table, each once', () => {
  const rows = Array.from({ length: 9 }, (_, index) => ({ ...resultRow(KEPT, card), model: `model${index}` }));
  const heads = benchmarkText(rows)
    .split('\n')
    .filter((line) => line.startsWith('|  |'));
  assert.deepEqual(
    heads.map((head) => head.match(/model\d/g)),
    [['model0', 'model1', 'model2', 'model3'], ['model4', 'model5', 'model6', 'model7'], ['model8']],
  );
});

test('what follows for routes stands below the table, with why something was not measured', () => {
  const text = benchmarkText([resultRow(KEPT, card)]);
  assert.match(
    text,
    /- \*\*tiny\\\|model\*\*: Not all was measured: no whole answer within 20 s\. Routes: changes, not proved, none longer than 20 lines \\\(longer edits 0 of 2 right, measured 2026-11-25\\\); analysis\./,
  );
});

test('of a model that has changed since, or cannot be asked now, it says so', () => {
  assert.match(benchmarkText([resultRow(KEPT, { ...card, digest: 'other' })]), /The model has changed since: routes do not use this\./);
  assert.match(benchmarkText([resultRow(KEPT, undefined)]), /It cannot be asked just now\./);
});

test('before the first benchmark it says which command to run', () => {
  assert.match(benchmarkText([]), /No model has been measured yet\. Run \*\*Centuria: Benchmark Models\*\*/);
});
