import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCard } from '../../test/fakes/fake-world.ts';
import { FAKE_SUBJECT } from '../../test/fakes/fake-work.ts';
import { askWork } from './ask-work.ts';

const signal = new AbortController().signal;

async function verdictOn(text: string, truncated = false) {
  const told: string[] = [];
  const work = askWork({ ...FAKE_SUBJECT, kind: 'ask' }, 'why?', (answer) => told.push(answer));
  const { results } = await work.check({ text, truncated, card: fakeCard('x') }, signal);
  return { verdict: results[0]?.verdict, told };
}

test('a whole answer passes and is told', async () => {
  assert.deepEqual(await verdictOn('42'), { verdict: 'pass', told: ['42'] });
});

test('an empty or cut answer fails and is told to nobody', async () => {
  assert.deepEqual(await verdictOn(' \n'), { verdict: 'fail', told: [] });
  assert.deepEqual(await verdictOn('4', true), { verdict: 'fail', told: [] });
});

test('the question is a part, so that a secret in it is found', () => {
  const prompt = askWork({ ...FAKE_SUBJECT, kind: 'ask' }, 'why?', () => undefined).prompt(fakeCard('x'), undefined);
  assert.deepEqual(prompt.parts, [{ label: 'the question', text: 'why?' }]);
});
