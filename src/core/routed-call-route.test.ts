import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAKE_CONVERSATION, fakeCall } from '../../test/fakes/fake-call.ts';
import { FAKE_SUBJECT } from '../../test/fakes/fake-work.ts';
import { answers, fakeCard, fakeLocalCard, fakeWorld } from '../../test/fakes/fake-world.ts';

const BIG = fakeCard('big');
const SMALL = fakeLocalCard('small');

test('a route says how many calls are before this one, and a model that failed longer edits is not asked for one', async () => {
  const measured = {
    day: '2026-11-25',
    gaps: [],
    tallies: { edit: { asked: 5, inForm: 5, right: 5 }, 'long-edit': { asked: 2, inForm: 2, right: 0 } },
  };
  const small = { ...SMALL, measured };
  const base = fakeWorld({ turns: { big: [answers('yes'), answers('yes')], small: [answers('yes')] } });
  const world = { ...base, slots: { ...base.slots, ahead: () => 2 } };
  const asked = async (text: string) => {
    const conversation = { ...FAKE_CONVERSATION, messages: [{ role: 'user', text } as const] };
    const { end } = await fakeCall(world, { cards: [small, BIG], conversation, subject: { ...FAKE_SUBJECT, kind: 'edit' } });
    assert.ok(end.outcome === 'answered');
    return end.last;
  };
  const short = await asked('x = 1');
  assert.equal(short.card, small);
  assert.match(short.reason, /edits 5 of 5 right.*; 2 calls are before it$/);
  assert.equal((await asked('x = 1\n'.repeat(40))).card, BIG);
});
