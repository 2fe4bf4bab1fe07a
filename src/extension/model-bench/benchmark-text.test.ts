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

/** The lines of tables below a heading. */
function below(heading: string, text: string): readonly string[] {
  return (text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
}

test('the table has a line for each measure, and says of what is missing that it was not measured', () => {
  const lines = below('What was measured', benchmarkText([resultRow(KEPT, card)]));
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
  const heads = below('What was measured', benchmarkText(rows)).filter((line) => line.startsWith('|  |'));
  assert.deepEqual(
    heads.map((head) => head.match(/model\d/g)),
    [['model0', 'model1', 'model2', 'model3'], ['model4', 'model5', 'model6', 'model7'], ['model8']],
  );
});

test('first of all it is said what each model is asked for from now on, a line each', () => {
  const text = benchmarkText([resultRow(KEPT, card)]);
  assert.deepEqual(below('What each model is asked for', text), [
    '|  | changes | over 20 lines | analysis |',
    '| --- | --- | --- | --- |',
    '| tiny\\|model | yes, not proved | no: longer edits 0 of 2 right, measured 2026-11-25 | yes |',
  ]);
  assert.ok(text.indexOf('What each model is asked for') < text.indexOf('What was measured'));
});

test('why a model may change nothing is said once', () => {
  const never = { ...measured, tallies: { edit: { asked: 3, inForm: 0, right: 0 } } };
  const [row = ''] = below(
    'What each model is asked for',
    benchmarkText([resultRow({ ...KEPT, measured: never }, { ...card, measured: never })]),
  ).slice(2);
  assert.equal(row, '| tiny\\|model | no: edits 0 of 3 right, measured 2026-11-25 | no | yes |');
});

test('why something was left out and what may be faster are points of their own, and no heading stands over nothing', () => {
  const loaded = { ...KEPT, measured: { ...measured, load: ['other programs kept 82 % of the processors busy as it began'] } };
  assert.match(
    benchmarkText([resultRow(loaded, card)]),
    /\n- \*\*tiny\\\|model\*\*\n {2}- Left out: no whole answer within 20 s\.\n {2}- At rest it may be faster: other programs kept 82 % of/,
  );
  assert.doesNotMatch(benchmarkText([resultRow({ ...KEPT, measured: { ...measured, gaps: [] } }, card)]), /What to know of these figures/);
});

test('of a model that has changed since, or cannot be asked now, it says so', () => {
  assert.match(benchmarkText([resultRow(KEPT, { ...card, digest: 'other' })]), /the model has changed since: measure it again/);
  assert.match(benchmarkText([resultRow(KEPT, undefined)]), /it cannot be asked just now/);
});

test('before the first benchmark it says which command to run', () => {
  assert.match(benchmarkText([]), /No model has been measured yet\. Run \*\*Centuria: Benchmark Models\*\*/);
});
