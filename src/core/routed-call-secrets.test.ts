import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, FAKE_SECRET, fakeCard, fakeLocalCard, fakeWorld } from '../../test/fakes/fake-world.ts';
import { FAKE_CONVERSATION, fakeCall } from '../../test/fakes/fake-call.ts';
import { createCleanTexts } from './clean-texts.ts';

const BIG = fakeCard('big');
const SMALL = fakeLocalCard('small');

test('a prompt with a secret goes to no cloud, also where the secret is in a tool call or a tool', async () => {
  const call = { id: 'c', name: 'write', arguments: `{"text":"${FAKE_SECRET}"}` };
  const tool = { name: 'write', description: `uses ${FAKE_SECRET}`, parameters: {} };
  for (const more of [
    { system: FAKE_SECRET },
    { tools: [tool] },
    { messages: [{ role: 'assistant', text: '', toolCalls: [call] }] as const },
  ]) {
    const world = fakeWorld();
    const { end } = await fakeCall(world, { cards: [BIG], conversation: { ...FAKE_CONVERSATION, ...more } });
    assert.ok(end.outcome === 'refused');
    assert.equal(end.because, 'secret');
    assert.equal(world.requests.length, 0);
    assert.ok(!world.stored().includes(FAKE_SECRET));
  }
});

test('a secret may go to a local model, and is kept nowhere', async () => {
  const world = fakeWorld({ turns: { small: [answers(`it is ${FAKE_SECRET}`)] } });
  const { text } = await fakeCall(world, { cards: [SMALL], conversation: { ...FAKE_CONVERSATION, system: FAKE_SECRET } });
  assert.ok(text.includes(FAKE_SECRET));
  assert.ok(!world.stored().includes(FAKE_SECRET));
  assert.match(world.stored(), /it is \[secret\]/);
});

test('a local model is asked without a scan: the first word does not wait for the secrets gate', async () => {
  const order: string[] = [];
  const world = fakeWorld({
    turns: { small: [answers('yes')] },
    scanSecrets: () => (order.push('scan'), Promise.resolve({ ok: true, findings: [] })),
  });
  await fakeCall(world, { cards: [SMALL], onEvent: ({ type }) => void (type === 'attempt' && order.push('asked')) });
  assert.equal(order[0], 'asked');
  assert.ok(order.includes('scan'));
});

test('what was scanned is not scanned again: a turn of a conversation scans what is new in it', async () => {
  const scans: string[] = [];
  const world = fakeWorld({
    turns: { big: [answers('first answer'), answers('second answer')] },
    scanSecrets: (text) => (scans.push(text.trim()), Promise.resolve({ ok: true, findings: [] })),
  });
  const clean = createCleanTexts();
  await fakeCall(world, { cards: [BIG], clean });
  const { messages } = FAKE_CONVERSATION;
  const turn = [...messages, { role: 'assistant', text: 'first answer' }, { role: 'user', text: 'and now?' }] as const;
  await fakeCall(world, { cards: [BIG], clean, conversation: { ...FAKE_CONVERSATION, messages: turn } });
  const joints = ['You are asked by a test.do it', 'do itfirst answer\nfirst answerand now?\ndo itand now?'];
  assert.deepEqual(scans, ['You are asked by a test.\ndo it', joints[0], 'first answer', 'and now?', joints[1], 'second answer']);
});

test('a secret of which a later turn of a conversation brings the second half goes to no cloud', async () => {
  const [half, rest] = [FAKE_SECRET.slice(0, 6), FAKE_SECRET.slice(6)];
  const world = fakeWorld({ turns: { big: [answers('go on'), answers('thanks')] } });
  const clean = createCleanTexts();
  const first = [{ role: 'user', text: `it begins ${half}` }] as const;
  assert.equal(
    (await fakeCall(world, { cards: [BIG], clean, conversation: { ...FAKE_CONVERSATION, messages: first } })).end.outcome,
    'answered',
  );
  const messages = [...first, { role: 'assistant', text: 'go on' }, { role: 'user', text: rest }] as const;
  const { end } = await fakeCall(world, { id: 'task-2', cards: [BIG], clean, conversation: { ...FAKE_CONVERSATION, messages } });
  assert.ok(end.outcome === 'refused');
  assert.deepEqual([end.because, world.requests.length], ['secret', 1]);
});

test('a secret that was found is found again', async () => {
  const world = fakeWorld();
  const clean = createCleanTexts();
  const conversation = { ...FAKE_CONVERSATION, system: FAKE_SECRET };
  for (const id of ['task-1', 'task-2'])
    assert.equal((await fakeCall(world, { id, cards: [BIG], clean, conversation })).end.outcome, 'refused');
});

test('an answer that holds a secret is not taken for clean when it comes back in the next turn', async () => {
  const said = `it is ${FAKE_SECRET}`;
  const world = fakeWorld({ turns: { small: [answers(said)] } });
  const clean = createCleanTexts();
  await fakeCall(world, { cards: [SMALL], clean });
  const messages = [...FAKE_CONVERSATION.messages, { role: 'assistant', text: said }] as const;
  const { end } = await fakeCall(world, { id: 'task-2', cards: [BIG], clean, conversation: { ...FAKE_CONVERSATION, messages } });
  assert.ok(end.outcome === 'refused');
  assert.equal(end.because, 'secret');
});

test('no cloud is asked where the secrets gate cannot run', async () => {
  const world = fakeWorld({ scanSecrets: () => Promise.resolve({ ok: false, why: 'it is broken' }) });
  const { end } = await fakeCall(world, { cards: [BIG] });
  assert.ok(end.outcome === 'refused');
  assert.match(end.why, /could not run \(it is broken\)/);
});
