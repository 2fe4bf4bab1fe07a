import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCard } from '../../../test/fakes/fake-world.ts';
import { FAKE_SUBJECT } from '../../../test/fakes/fake-work.ts';
import { analyseWork, readFindings, type CodeFinding } from './analyse-work.ts';

const TEXT = 'const a = 1;\nconst b = eval(a);\n';
const EVAL = { quote: 'eval(a)', title: 'eval runs any text', why: 'Call a function.', severity: 'warning' };

function read(items: unknown, around: (json: string) => string = (json) => `\`\`\`json\n${json}\n\`\`\``) {
  const result = readFindings(around(JSON.stringify(items)), false, TEXT);
  return result.ok ? result : assert.fail(result.why);
}

test('a finding stands where the code it quotes stands', () => {
  const { findings, dropped } = read([EVAL]);
  assert.deepEqual(findings, [{ start: 23, end: 30, title: 'eval runs any text', why: 'Call a function.', severity: 'warning' }]);
  assert.equal(TEXT.slice(23, 30), 'eval(a)');
  assert.equal(dropped, 0);
});

test('a place that the model names is never taken', () => {
  const { findings } = read([{ ...EVAL, line: 999, start: 0, end: 1, range: { startLine: 7 } }]);
  assert.deepEqual(Object.keys(findings[0] ?? {}).toSorted(), ['end', 'severity', 'start', 'title', 'why']);
  assert.deepEqual([findings[0]?.start, findings[0]?.end], [23, 30]);
});

test('a finding whose quote is not in the code is dropped and counted', () => {
  const { findings, dropped } = read([
    EVAL,
    { ...EVAL, quote: 'eval(b)' },
    { ...EVAL, quote: '' },
    { title: 'no quote' },
    { ...EVAL, title: ' ' },
    'words',
    3,
    undefined,
    ['eval(a)'],
  ]);
  assert.deepEqual([findings.length, dropped], [1, 8]);
});

test('no more than fifty findings are taken, the others are counted', () => {
  const { findings, dropped } = read(Array.from({ length: 60 }, () => EVAL));
  assert.deepEqual([findings.length, dropped], [50, 10]);
});

test('an empty array is an answer', () => assert.deepEqual(read([]), { ok: true, findings: [], dropped: 0 }));

test('what is neither warning nor information is a warning', () => {
  const severities = read([
    { ...EVAL, severity: 'critical' },
    { ...EVAL, severity: 'information' },
    { ...EVAL, severity: 7 },
  ]).findings.map(({ severity }) => severity);
  assert.deepEqual(severities, ['warning', 'information', 'warning']);
});

test('the array is read with and without a fence, with prose around it, and with CRLF', () => {
  for (const around of [
    (json: string) => json,
    (json: string) => `\n${json}\n`,
    (json: string) => `\`\`\`\n${json}\n\`\`\``,
    (json: string) => `I found this:\n\n\`\`\`json\n${json}\n\`\`\`\nThat is all.`,
    (json: string) => `\`\`\`json\r\n${json}\r\n\`\`\`\r\n`,
  ]) {
    assert.equal(read([EVAL], around).findings.length, 1);
  }
});

test('a fence inside a quote does not end the answer', () => {
  assert.equal(read([EVAL, { ...EVAL, why: 'Write ```js f(a) ``` instead.' }]).findings.length, 2);
});

test('what is no array, not whole or no JSON is refused', () => {
  for (const answer of ['', 'No problems.', '```json\n[{"quote": \n```', '```json\n[]', '{"findings": []}', '```json\n```', '[1,']) {
    const result = readFindings(answer, false, TEXT);
    assert.equal(result.ok, false, answer);
  }
  assert.deepEqual(readFindings('[]', true, TEXT), { ok: false, why: 'The answer was cut at its length limit.' });
});

test('the checks tell what was found, and say in a note what was dropped', async () => {
  const told: { findings: readonly CodeFinding[]; dropped: number }[] = [];
  const job = {
    subject: FAKE_SUBJECT,
    languageId: 'javascript',
    fileName: 'a.js',
    text: TEXT,
    firstLine: 4,
    around: { before: 'one\ntwo\nthree\nfour', after: '' },
    role: 'You review.',
  };
  const work = analyseWork(job, (findings, dropped) => told.push({ findings, dropped }));
  const signal = new AbortController().signal;
  const good = await work.check(
    { text: JSON.stringify([EVAL, { ...EVAL, quote: 'gone' }]), truncated: false, card: fakeCard('x') },
    signal,
  );
  assert.deepEqual([good.results[0]?.verdict, good.note], ['pass', '1 finding, 1 dropped: what they quote is not in the code']);
  assert.deepEqual(
    told.map(({ findings, dropped }) => [findings.length, dropped]),
    [[1, 1]],
  );
  const bad = await work.check({ text: 'none', truncated: false, card: fakeCard('x') }, signal);
  assert.deepEqual([bad.results[0]?.verdict, bad.results[0]?.required, told.length], ['fail', true, 1]);
  const prompt = work.prompt(fakeCard('x'), { model: 'y', lines: ['The answer is not a JSON array of findings.'], answer: undefined });
  assert.deepEqual(prompt.parts, [{ label: 'a.js', text: TEXT, firstLine: 4, around: job.around }]);
  assert.match(prompt.messages[0]?.text ?? '', /An earlier answer was refused: The answer is not a JSON array/);
});

test('a fence that is never closed takes time in proportion to the answer', () => {
  const started = performance.now();
  assert.equal(readFindings('```json\n'.repeat(50_000), false, 'x').ok, false);
  assert.ok(performance.now() - started < 1_000);
});
