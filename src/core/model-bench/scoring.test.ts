import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { promptOfRequest, rightAnswer } from '../../../test/fakes/fake-measured-model.ts';
import { fakeLocalCard } from '../../../test/fakes/fake-world.ts';
import type { ModelCard } from '../model-card.ts';
import { ABILITIES } from './measures.ts';
import { measuresOf, readingSpeed, type Outcome, type Timing } from './outcome.ts';
import { probeSteps } from './plan.ts';
import type { Probe } from './probe.ts';
import { recallProbe } from './recall-probe.ts';

const FULL = fakeLocalCard('full', { contextWindow: 8192 });
const SMALL = fakeLocalCard('small', { contextWindow: 4096, prompt: 'small', tools: false });

function probesOf(card: ModelCard): readonly Probe[] {
  return probeSteps(card).map((step, index) => ('probe' in step ? step.probe : recallProbe(`recall-${index}`, step.recall)));
}

/** What a model that can do everything answers, as the adapter would hand it on. */
function answered(probe: Probe, card: ModelCard) {
  const prompt = probe.prompt(card);
  const { text = '', toolCall } = rightAnswer(promptOfRequest(prompt));
  // Given the opening fence, and stopped before the closing one.
  const said = prompt.answerPrefix === undefined ? text : text.replace(/\n```$/, '');
  return { text: said, truncated: false, card, ...(toolCall === undefined ? {} : { toolCalls: [{ id: '1', ...toolCall }] }) };
}

for (const card of [FULL, SMALL]) {
  test(`each probe of a model with the ${card.prompt} prompt takes the right answer for right`, () => {
    for (const probe of probesOf(card)) assert.deepEqual(probe.score(answered(probe, card)), { inForm: true, right: true }, probe.id);
  });
}

test('each ability is probed, tools only where the card says that there are some', () => {
  const abilities = (card: ModelCard) => new Set(probesOf(card).map(({ ability }) => ability));
  assert.deepEqual(abilities(FULL), new Set(ABILITIES));
  assert.deepEqual(abilities(SMALL), new Set(ABILITIES.filter((one) => one !== 'tools')));
});

test('a right answer that was cut, left empty or given to another question is not right', () => {
  for (const probe of probesOf(FULL)) {
    const answer = answered(probe, FULL);
    if (probe.ability !== 'recall' && probe.ability !== 'tools')
      assert.equal(probe.score({ ...answer, truncated: true }).inForm, false, probe.id);
    assert.equal(probe.score({ text: '', truncated: false, card: FULL }).right, false, probe.id);
    const others = probesOf(FULL).filter(({ ability }) => ability !== probe.ability || ability !== 'recall');
    for (const other of others.filter(({ id }) => id !== probe.id))
      assert.equal(other.score(answer).right, false, `${probe.id} for ${other.id}`);
  }
});

test('an edit with the right change and another one beside it is in form and not right', () => {
  const probe = probesOf(FULL).find(({ id }) => id === 'long-edit-1');
  assert.ok(probe);
  const answer = answered(probe, FULL);
  const more = { ...answer, text: answer.text.replace('fees += ', 'fees -= ') };
  assert.deepEqual([probe.score(more).inForm, probe.score(more).right], [true, false]);
});

test('whatever a model says is scored without an error, and nothing is right that is not in form', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map((json) => `\`\`\`json\n${json}\n\`\`\``),
  );
  const call = fc.record({
    id: fc.string(),
    name: fc.constantFrom('read_file', 'search_text', 'x'),
    arguments: fc.oneof(fc.json(), fc.string()),
  });
  fc.assert(
    fc.property(text, fc.boolean(), fc.array(call, { maxLength: 2 }), (said, truncated, toolCalls) => {
      for (const probe of probesOf(FULL)) {
        const { inForm, right, why } = probe.score({ text: said, truncated, card: FULL, toolCalls });
        assert.ok(inForm || !right);
        assert.equal(why === undefined, right);
      }
    }),
    { numRuns: 40 },
  );
});

test('the recall prompts are a quarter and half of the window, and never so long that a cloud is dear', () => {
  const recalls = (card: ModelCard) => probeSteps(card).flatMap((step) => ('recall' in step ? [step.recall] : []));
  assert.deepEqual(recalls(FULL), [2048, 4096]);
  assert.deepEqual(recalls(fakeLocalCard('wide', { contextWindow: 128_000 })), [12_000]);
  assert.deepEqual(recalls({ ...FULL, local: false, price: 'known', contextWindow: 200_000 }), [4000]);
});

const timing = fc.record({
  startedAt: fc.constant(1000),
  promptTokens: fc.nat(5000),
  outputTokens: fc.nat(500),
  text: fc.record({
    from: fc.integer({ min: 1000, max: 2000 }),
    to: fc.integer({ min: 2000, max: 9000 }),
    pieces: fc.integer({ min: 1, max: 100 }),
  }),
});
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    type: fc.constant('scored' as const),
    ability: fc.constantFrom(...ABILITIES),
    score: fc.constantFrom(
      { inForm: true, right: true },
      { inForm: true, right: false, why: 'x' },
      { inForm: false, right: false, why: 'x' },
    ),
    timing,
  }),
  fc.record({ type: fc.constant('not-measured' as const), ability: fc.constantFrom(...ABILITIES), why: fc.constantFrom('late', 'broken') }),
);

test('the tallies count each scored step once and no other, and a measure that nothing says anything about is absent', () => {
  fc.assert(
    fc.property(fc.array(outcome), (outcomes) => {
      const { tallies, gaps, tokensPerSecond, firstTokenMs, loadMs, recallTokens } = measuresOf(outcomes);
      const scored = outcomes.filter(({ type }) => type === 'scored');
      assert.equal(
        Object.values(tallies).reduce((sum, { asked }) => sum + asked, 0),
        scored.length,
      );
      for (const { asked, inForm, right } of Object.values(tallies)) assert.ok(asked > 0 && right <= inForm && inForm <= asked);
      assert.equal(gaps.length === 0, scored.length === outcomes.length);
      assert.equal(loadMs, undefined);
      if (scored.length === 0) assert.deepEqual([tokensPerSecond, firstTokenMs, recallTokens], [undefined, undefined, undefined]);
      assert.equal(recallTokens !== undefined, (tallies.recall?.right ?? 0) > 0);
    }),
  );
});

function scoredWith(timings: Timing): Outcome {
  return { type: 'scored', ability: 'edit', score: { inForm: true, right: true }, timing: timings };
}

test('speed is what came after the first piece, the first token is the middle wait of a model in memory, loading is its own time', () => {
  const base = { startedAt: 0, promptTokens: 100, outputTokens: 50 };
  const cold = { ...base, loading: { from: 10, to: 810 }, text: { from: 1000, to: 2000, pieces: 50 } };
  const warm = { ...base, text: { from: 200, to: 1180, pieces: 50 } };
  const measures = measuresOf([cold, warm, { ...warm, text: { ...warm.text, from: 300, to: 1280 } }].map(scoredWith));
  assert.equal(Math.round(measures.tokensPerSecond ?? 0), 50);
  assert.deepEqual([measures.firstTokenMs, measures.loadMs, measures.readPerSecond], [200, 800, 500]);
  assert.equal(readingSpeed([cold, warm]), 500);
  assert.equal(measuresOf([scoredWith({ ...cold, loadMs: 750 })]).loadMs, 750);
});

test('an answer that comes all at once says nothing about speed', () => {
  const measures = measuresOf([scoredWith({ startedAt: 0, promptTokens: 1, outputTokens: 500, text: { from: 900, to: 900, pieces: 1 } })]);
  assert.deepEqual([measures.tokensPerSecond, measures.firstTokenMs], [undefined, 900]);
});
