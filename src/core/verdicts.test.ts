import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeResult } from '../../test/fakes/fake-world.ts';
import type { GateId, Verdict } from './gate.ts';
import { doubtWords, evidenceKey, evidenceOf, judgementOf, shortVerdict, UNCHANGED, verdictWords } from './verdicts.ts';

test('a required gate that failed refuses, whatever else is unknown', () => {
  assert.equal(judgementOf([fakeResult('types', 'unknown'), fakeResult('lint', 'fail')]).type, 'refused');
});

test('the question of a result that is not proved says whether a gate refused it', () => {
  assert.equal(
    doubtWords([fakeResult('types', 'fail'), fakeResult('lint', 'unknown')]),
    'This result was refused: types failed · lint not proved · behaviour not proved.',
  );
  assert.equal(doubtWords([fakeResult('types', 'unknown')]), 'This result is not proved: types not proved · behaviour not proved.');
});

test('what could not run is named with its reason', () => {
  const judgement = judgementOf([
    fakeResult('types', 'unknown', { why: 'no compiler' }),
    fakeResult('lint', 'unknown'),
    fakeResult('format', 'pass'),
  ]);
  assert.deepEqual(judgement, { type: 'not-proved', why: 'types, no compiler; lint, it did not run' });
});

test('a gate that does not apply proves nothing alone, and harms nothing beside one that passed', () => {
  assert.equal(judgementOf([fakeResult('types', 'not-applicable')]).type, 'not-proved');
  assert.equal(judgementOf([fakeResult('types', 'not-applicable'), fakeResult('format', 'pass')]).type, 'proved');
});

test('no result is no proof', () => assert.equal(judgementOf([]).type, 'not-proved'));

const result = fc
  .tuple(
    fc.constantFrom<GateId>('format', 'syntax', 'types', 'lint', 'secrets', 'tests'),
    fc.constantFrom<Verdict>('pass', 'fail', 'not-applicable', 'unknown'),
    fc.boolean(),
  )
  .map(([gate, verdict, required]) => fakeResult(gate, verdict, { required }));

test('proved means that a required gate passed and none failed or is unknown', () => {
  fc.assert(
    fc.property(fc.array(result), (results) => {
      const required = results.filter((one) => one.required).map(({ verdict }) => verdict);
      if (judgementOf(results).type === 'proved')
        assert.ok(required.includes('pass') && !required.includes('fail') && !required.includes('unknown'));
      assert.equal(judgementOf(results).type === 'refused', required.includes('fail'));
    }),
  );
});

test('a check that reads the language proves, whatever passed or does not apply beside it', () => {
  const beside = fc.tuple(
    fc.constantFrom<GateId>('format', 'syntax', 'types', 'lint', 'secrets'),
    fc.constantFrom<Verdict>('pass', 'not-applicable'),
  );
  fc.assert(
    fc.property(fc.constantFrom<GateId>('syntax', 'types', 'lint'), fc.array(beside), (gate, others) => {
      assert.equal(judgementOf([...others.map(([other, verdict]) => fakeResult(other, verdict)), fakeResult(gate, 'pass')]).type, 'proved');
    }),
  );
});

test('the secrets gate alone proves no change, except of prose, of which nothing reads the language', () => {
  assert.equal(judgementOf([fakeResult('secrets', 'pass')]).type, 'not-proved');
  assert.equal(judgementOf([fakeResult('format', 'pass'), fakeResult('secrets', 'pass')]).type, 'not-proved');
  assert.equal(judgementOf([fakeResult('secrets', 'pass'), fakeResult('syntax', 'pass', { required: false })]).type, 'not-proved');
  assert.equal(
    judgementOf([fakeResult('format', 'pass'), fakeResult('secrets', 'pass'), fakeResult('syntax', 'not-applicable')]).type,
    'proved',
  );
});

test('proved means that a required gate read the language, that none does, or that nothing but the form was judged', () => {
  const off = fc.tuple(
    fc.constantFrom<GateId>('syntax', 'types', 'lint', 'secrets'),
    fc.constantFrom<Verdict>('pass', 'fail', 'not-applicable'),
    fc.constantFrom('required', 'advisory', 'off'),
  );
  fc.assert(
    fc.property(fc.array(off), (tuned) => {
      const results = tuned.map(([gate, verdict, level]) =>
        level === 'off'
          ? fakeResult(gate, 'not-applicable', { required: false, off: true })
          : fakeResult(gate, verdict, { required: level === 'required' }),
      );
      const judged = [fakeResult('format', 'pass'), ...results];
      if (judgementOf(judged).type !== 'proved' || results.length === 0) return;
      const readers = results.filter(({ gate }) => gate !== 'secrets');
      assert.ok(readers.length > 0);
      assert.ok(
        readers.some(({ verdict, required }) => verdict === 'pass' && required) ||
          readers.every(({ verdict, off: isOff }) => verdict === 'not-applicable' && isOff !== true),
      );
    }),
  );
  assert.equal(judgementOf([fakeResult('format', 'pass'), fakeResult('secrets', 'pass', { required: false })]).type, 'not-proved');
});

test('words name what ran, and never claim that the behaviour was proved', () => {
  const results = [
    fakeResult('format', 'pass'),
    fakeResult('syntax', 'pass'),
    fakeResult('types', 'pass'),
    fakeResult('lint', 'fail'),
    fakeResult('secrets', 'unknown'),
  ];
  const words = verdictWords(results);
  for (const part of ['lint failed', 'syntax, types passed', 'secrets not proved', 'behaviour not proved'])
    assert.ok(words.includes(part), words);
  assert.ok(verdictWords([]).includes('behaviour not proved'));
});

test('types that this version cannot check are named, advice is not', () => {
  const types = fakeResult('types', 'unknown', { required: false });
  const advice = [fakeResult('complexity', 'pass', { required: false }), fakeResult('documentation', 'unknown', { required: false })];
  assert.equal(
    verdictWords([types, fakeResult('syntax', 'pass'), fakeResult('imports', 'pass'), ...advice]),
    'syntax, imports passed · types not checked · behaviour not proved',
  );
});

test('where only the form was judged, the words say that, and nothing of code that could behave', () => {
  assert.equal(verdictWords([fakeResult('format', 'pass')]), 'answered in the right form');
  assert.equal(verdictWords([fakeResult('format', 'fail')]), 'not answered in the right form');
});

test('an answer that leaves the code as it was has changed nothing, whatever its form', () => {
  const [finding] = fakeResult('format', 'fail', { finding: 'the same' }).findings;
  const same = fakeResult('format', 'fail', { findings: [{ ...(finding ?? assert.fail()), rule: UNCHANGED }] });
  assert.equal(verdictWords([same]), 'changed nothing');
});

test('behaviour is proved by tests that passed, and by nothing else', () => {
  assert.equal(verdictWords([fakeResult('syntax', 'pass'), fakeResult('tests', 'pass')]), 'syntax, tests passed');
  for (const verdict of ['fail', 'unknown', 'not-applicable'] as const) {
    const tests = fakeResult('tests', verdict, { required: verdict === 'fail' });
    assert.ok(verdictWords([fakeResult('syntax', 'pass'), tests]).endsWith('behaviour not proved'), verdict);
  }
});

test('the same blocking findings have the same key, whatever their order', () => {
  const [one, two] = [fakeResult('types', 'fail', { finding: 'x' }), fakeResult('lint', 'fail', { finding: 'y' })];
  assert.equal(evidenceKey([one, two]), evidenceKey([two, one]));
  assert.notEqual(evidenceKey([one]), evidenceKey([one, two]));
});

test('evidence is a line for each finding that blocks, counted as people count lines', () => {
  assert.deepEqual(evidenceOf([fakeResult('types', 'fail', { finding: 'no such name' })]), ['types, line 3: no such name (R1)']);
});

test('a pass beside something old that is still there is never called passed', () => {
  const results = [
    fakeResult('types', 'pass'),
    fakeResult('secrets', 'pass', { remaining: 1 }),
    fakeResult('tests', 'pass', { remaining: 2 }),
  ];
  assert.equal(verdictWords(results), 'types passed · secrets: nothing new (1 as before) · tests: no new failure (2 fail as before)');
  assert.equal(verdictWords([fakeResult('tests', 'pass', { remaining: 1 })]), 'tests: no new failure (1 fails as before)');
});

test('the short words of a verdict name what failed or is not known, and of what passed only whether tests did', () => {
  const passed = (['format', 'syntax', 'types', 'lint', 'security', 'secrets'] as const).map((gate) => fakeResult(gate, 'pass'));
  const short: readonly (readonly [string, ...Parameters<typeof shortVerdict>])[] = [
    ['gates passed, behaviour not proved', passed],
    ['gates and tests passed', [...passed, fakeResult('tests', 'pass')]],
    ['gates passed, no new test failure', [...passed, fakeResult('tests', 'pass', { remaining: 1 })]],
    ['types, lint failed', [...passed, fakeResult('types', 'fail'), fakeResult('lint', 'fail')]],
    ['types not proved', [...passed, fakeResult('types', 'unknown')]],
    ['not proved', [fakeResult('secrets', 'pass')]],
    [
      'gates passed, types not checked, behaviour not proved',
      [fakeResult('syntax', 'pass'), fakeResult('types', 'unknown', { required: false })],
    ],
    [
      'gates passed, types turned off, behaviour not proved',
      [fakeResult('syntax', 'pass'), fakeResult('types', 'not-applicable', { required: false, off: true })],
    ],
    ['answered in the right form', [fakeResult('format', 'pass')]],
  ];
  for (const [words, results] of short) assert.equal(shortVerdict(results), words);
});

test('the short words never say more than the whole ones: what is not proved there is not passed here', () => {
  fc.assert(
    fc.property(fc.array(result), (results) => {
      const [whole, short] = [verdictWords(results), shortVerdict(results)];
      if (/^gates/.test(short)) assert.equal(judgementOf(results).type, 'proved');
      if (/ failed(?:,|$)/.test(short)) assert.match(whole, / failed/);
      if (short.includes('tests passed')) assert.ok(!whole.includes('behaviour not proved'));
    }),
  );
});
