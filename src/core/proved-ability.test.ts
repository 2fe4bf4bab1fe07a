import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeCard, fakeLocalCard } from '../../test/fakes/fake-world.ts';
import { fingerprintOf, withMeasures } from './model-bench/fingerprint.ts';
import type { Ability, Measured } from './model-bench/measures.ts';
import { proofWords, provedUpTo, standing, whyNoTools, whyNotServing } from './proved-ability.ts';

function measured(
  tallies: { readonly [ability in Ability]?: readonly [right: number, asked: number] },
  more: Partial<Measured> = {},
): Measured {
  const told = Object.entries(tallies).map(([ability, [right, asked]]) => [ability, { asked, inForm: asked, right }] as const);
  return { day: '2026-11-25', gaps: [], tallies: Object.fromEntries(told), ...more };
}

const ALL_RIGHT = measured({ edit: [3, 3], 'long-edit': [2, 2], json: [2, 2], tools: [2, 2], review: [2, 2], recall: [1, 2] });
const TINY = { serves: ['ask'], floor: '135M parameters' } as const;

test('who was not measured serves what its card says, and nothing else', () => {
  assert.equal(whyNotServing(fakeLocalCard('m'), 'edit', 'large'), undefined);
  assert.equal(whyNotServing(fakeLocalCard('m', TINY), 'edit'), 'too small for changes (135M parameters)');
  assert.equal(whyNotServing(fakeLocalCard('m', { serves: [] }), 'edit'), 'not known to do changes');
});

test('a local model serves what it proved, though its card does not name it for it', () => {
  assert.equal(whyNotServing(fakeLocalCard('m', { ...TINY, measured: ALL_RIGHT }), 'edit'), undefined);
  assert.equal(whyNotServing(fakeLocalCard('m', { ...TINY, measured: ALL_RIGHT }), 'analyse'), undefined);
  assert.match(whyNotServing(fakeLocalCard('m', { ...TINY, measured: ALL_RIGHT }), 'automate') ?? '', /^too small for automation/);
  assert.match(
    whyNotServing(fakeCard('cloud', { serves: [], measured: ALL_RIGHT }), 'edit') ?? '',
    /^not known/,
    'of a cloud the vendor says what it can',
  );
});

test('analysis needs every planted mistake, every JSON object and a fact far back', () => {
  const may = (more: Partial<Parameters<typeof measured>[0]>): boolean => {
    const card = fakeLocalCard('m', { ...TINY, measured: measured({ review: [2, 2], json: [2, 2], recall: [1, 1], ...more }) });
    return whyNotServing(card, 'analyse') === undefined;
  };
  assert.deepEqual(
    [may({}), may({ review: [1, 2] }), may({ review: [1, 1] }), may({ json: [1, 2] }), may({ recall: [0, 1] })],
    [true, false, false, false, false],
  );
});

test('none right of enough is disproved, and the words say what was measured and when', () => {
  const card = fakeLocalCard('m', { measured: measured({ edit: [0, 3], 'long-edit': [0, 2], review: [0, 2], tools: [0, 2] }) });
  assert.equal(whyNotServing(card, 'edit'), 'edits 0 of 3 right, measured 2026-11-25');
  assert.equal(whyNotServing(card, 'analyse'), 'planted mistakes 0 of 2 found, measured 2026-11-25');
  assert.equal(whyNoTools(card), 'tool calls 0 of 2 right, measured 2026-11-25');
  assert.equal(whyNotServing(fakeLocalCard('m', { measured: measured({ edit: [0, 2] }) }), 'edit'), undefined, 'too few tries');
  assert.equal(whyNoTools(fakeLocalCard('m', { tools: false })), 'it cannot use tools');
});

test('longer changes can be disproved alone: the model still makes small ones', () => {
  const card = fakeLocalCard('m', { measured: measured({ edit: [3, 3], 'long-edit': [0, 2] }) });
  assert.deepEqual([whyNotServing(card, 'edit'), whyNotServing(card, 'edit', 'small')], [undefined, undefined]);
  for (const difficulty of ['medium', 'large'] as const)
    assert.equal(whyNotServing(card, 'edit', difficulty), 'longer edits 0 of 2 right, measured 2026-11-25');
});

test('what is proved is proved up to what was asked, and no benchmark proves large changes', () => {
  const upTo = (tallies: Parameters<typeof measured>[0]) => provedUpTo(fakeLocalCard('m', { measured: measured(tallies) }));
  assert.deepEqual(
    [
      upTo({ edit: [3, 3], 'long-edit': [2, 2] }),
      upTo({ edit: [3, 3], 'long-edit': [1, 2] }),
      upTo({ edit: [2, 3] }),
      upTo({ edit: [2, 2] }),
    ],
    ['medium', 'small', undefined, undefined],
  );
  const card = fakeLocalCard('m', { measured: ALL_RIGHT });
  assert.deepEqual(
    [
      standing(card, 'edit'),
      standing(card, 'edit', 'medium'),
      standing(card, 'edit', 'large'),
      standing(card, 'analyse'),
      standing(card, 'ask'),
    ],
    [2, 2, 1, 2, 1],
  );
  assert.equal(standing(fakeLocalCard('m', { measured: measured({ edit: [1, 3] }) }), 'edit'), 0);
  assert.equal(standing(fakeLocalCard('m'), 'edit'), 1);
});

test('one more right answer never takes a model from a task, nor puts it further back', () => {
  const tally = (most: number): fc.Arbitrary<readonly [number, number]> =>
    fc.nat(most).chain((asked) => fc.nat(asked).map((right) => [right, asked] as const));
  fc.assert(
    fc.property(fc.tuple(tally(4), tally(3), tally(3)), fc.constantFrom('edit', 'long-edit', 'review'), ([edit, long, review], better) => {
      const tallies = { edit, 'long-edit': long, review, json: [2, 2], recall: [1, 1] } as const;
      const [right, asked] = tallies[better];
      if (right === asked) return;
      const [before, after] = [tallies, { ...tallies, [better]: [right + 1, asked] as const }].map((all) =>
        fakeLocalCard('m', { ...TINY, serves: ['edit'], measured: measured(all) }),
      );
      if (before === undefined || after === undefined) return;
      for (const task of ['edit', 'analyse'] as const) {
        for (const difficulty of ['small', 'medium', 'large'] as const) {
          assert.ok(whyNotServing(before, task, difficulty) !== undefined || whyNotServing(after, task, difficulty) === undefined);
          assert.ok(standing(after, task, difficulty) >= standing(before, task, difficulty));
        }
      }
    }),
  );
});

test('the words are short: what the task needs, the speed and the day', () => {
  const card = fakeLocalCard('m', { measured: { ...ALL_RIGHT, tokensPerSecond: 38.4 } });
  assert.equal(proofWords(card, { task: 'edit', difficulty: 'small' }), 'edits 3 of 3 right, 38 tokens/s, measured 2026-11-25');
  assert.equal(proofWords(card, { task: 'edit', difficulty: 'medium' }), 'longer edits 2 of 2 right, 38 tokens/s, measured 2026-11-25');
  assert.equal(proofWords(card, { task: 'ask' }), '38 tokens/s, measured 2026-11-25');
  assert.equal(proofWords(fakeLocalCard('m', { measured: measured({}) }), { task: 'edit' }), undefined);
  assert.equal(proofWords(fakeLocalCard('m'), { task: 'edit' }), undefined);
});

test('measures hold for exactly the model that was measured: other weights or another address drop them', () => {
  const card = fakeLocalCard('m', { origin: 'http://127.0.0.1:11434', digest: 'abc' });
  const kept = { model: card.key, label: 'm', fingerprint: fingerprintOf(card), at: 0, measured: ALL_RIGHT };
  const isMeasured = (one: typeof card): boolean => withMeasures([one], [kept])[0]?.measured !== undefined;
  assert.deepEqual([isMeasured(card), isMeasured({ ...card, label: 'renamed', contextWindow: 1024 })], [true, true]);
  assert.deepEqual(
    [
      isMeasured({ ...card, digest: 'abd' }),
      isMeasured({ ...card, origin: 'http://127.0.0.1:1' }),
      isMeasured({ ...card, key: 'ollama/n' }),
    ],
    [false, false, false],
  );
});

test('how long it will take is said from the measured speeds, and not of a model that thinks first', () => {
  const speeds = { tokensPerSecond: 20, readPerSecond: 100 };
  const words = (tokens: { readonly prompt: number; readonly answer: number }, reasoning = false) =>
    proofWords(fakeLocalCard('m', { reasoning, measured: measured({ edit: [3, 3] }, speeds) }), { task: 'edit', tokens });
  assert.equal(words({ prompt: 200, answer: 200 }), 'edits 3 of 3 right, 20 tokens/s, about 12 s, measured 2026-11-25');
  assert.match(words({ prompt: 10_000, answer: 400 }) ?? '', /, about 2 min, /);
  assert.match(words({ prompt: 1, answer: 1 }) ?? '', /, about 1 s, /);
  assert.doesNotMatch(words({ prompt: 200, answer: 200 }, true) ?? '', /about/);
});
