import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answers,
  fails,
  fakeCard,
  fakeLocalCard,
  FAKE_SECRET,
  fakeResult,
  fakeWorld,
  scanForFakeSecrets,
} from '../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../test/fakes/fake-work.ts';

const LOCAL = fakeLocalCard('small');
const CLOUD = fakeCard('big');
const CLOUD_FIRST = { neverPay: false, order: [CLOUD.key, LOCAL.key], trusted: true };
const withSecret = fakeWork({ question: `line one\nconst key = '${FAKE_SECRET}'` });

test("a secret in the prompt keeps it from the cloud, with the file's line, and the local model is asked", async () => {
  const world = fakeWorld({ turns: { small: [answers('yes')] } });
  const state = await fakeRun(world, { cards: [CLOUD, LOCAL], policy: CLOUD_FIRST }, withSecret);
  assert.deepEqual(
    world.requests.map(({ model }) => model),
    ['small'],
  );
  assert.equal(state.skipped[0]?.reason, 'line 42 of a.ts holds a secret (fake-secret), so it stays on this machine');
  assert.equal(state.ending?.type, 'proved');
});

test('a secret and no local model is a refusal in words, nothing reserved', async () => {
  const world = fakeWorld();
  const state = await fakeRun(world, { cards: [CLOUD] }, withSecret);
  assert.deepEqual(world.calls, []);
  assert.match(state.ending?.type === 'refused' ? state.ending.why : '', /line 42 of a\.ts/);
});

test('neither the stored prompt, nor an answer, nor an event has the secret', async () => {
  const world = fakeWorld({ turns: { small: [answers(`use ${FAKE_SECRET} here`)] } });
  const state = await fakeRun(world, { cards: [LOCAL] }, withSecret);
  assert.equal(world.stored().includes(FAKE_SECRET), false);
  const [attempt] = state.attempts;
  assert.match(world.text(attempt?.prompt ?? ''), /const key = '\[secret\]'/);
  assert.equal(world.text(attempt?.outcome?.type === 'answer' ? attempt.outcome.text : ''), 'use [secret] here');
});

test('a server that says in its error what it was sent puts no secret into an event', async () => {
  const world = fakeWorld({
    turns: { small: [fails('bad-request', { message: `no: ${FAKE_SECRET}.`, nextStep: `Take ${FAKE_SECRET} out.` })] },
  });
  const state = await fakeRun(world, { cards: [LOCAL] }, withSecret);
  assert.equal(world.stored().includes(FAKE_SECRET), false);
  assert.match(JSON.stringify(state.attempts[0]?.outcome), /no: \[secret\]/);
});

test('a secret that a local model wrote does not reach a cloud as evidence', async () => {
  const world = fakeWorld({ turns: { small: [answers(`bad ${FAKE_SECRET}`)] } });
  const state = await fakeRun(
    world,
    { cards: [LOCAL, CLOUD] },
    fakeWork({ check: () => [fakeResult('types', 'fail', { finding: 'wrong' })] }),
  );
  assert.deepEqual(
    world.requests.map(({ model }) => model),
    ['small'],
  );
  assert.match(state.skipped[0]?.reason ?? '', /the prompt holds a secret/);
});

const broken = [
  { name: 'is unavailable', scanSecrets: () => Promise.resolve({ ok: false, why: 'it is being started' } as const) },
  { name: 'breaks off', scanSecrets: () => Promise.reject(new Error('the process is gone')) },
  {
    name: 'throws',
    scanSecrets: () => {
      throw new Error('the process is gone');
    },
  },
];

for (const { name, scanSecrets } of broken) {
  test(`no cloud is asked where the secrets gate ${name}, and no text is kept`, async () => {
    const world = fakeWorld({ scanSecrets, turns: { small: [answers('yes')] } });
    const state = await fakeRun(world, { cards: [CLOUD, LOCAL], policy: CLOUD_FIRST }, withSecret);
    assert.deepEqual(
      world.requests.map(({ model }) => model),
      ['small'],
    );
    assert.match(state.skipped[0]?.reason ?? '', /the secrets gate could not run \(.+\), so nothing is sent to a cloud/);
    assert.match(world.text(state.attempts[0]?.prompt ?? ''), /^\[not kept: the secrets gate could not run/);
    assert.equal(world.stored().includes(FAKE_SECRET), false);
    assert.equal(world.ledger.sums().held, 0);
    assert.equal(state.ending?.type, 'proved');
  });
}

test('a secrets gate that goes away between two tries ends the retries', async () => {
  let scans = 0;
  const world = fakeWorld({
    turns: { big: [fails('server', { status: 503 })] },
    scanSecrets(text) {
      scans += 1;
      return scans > 4 ? Promise.resolve({ ok: false, why: 'gone' }) : scanForFakeSecrets(text);
    },
  });
  const state = await fakeRun(world, { cards: [CLOUD] });
  assert.equal(state.ending?.type, 'failed');
  assert.equal(world.requests.length, 1);
});

test('what is local-only goes to no cloud, whatever else is set', async () => {
  const world = fakeWorld({ turns: { small: [fails('damaged-model', { sent: false })] } });
  const policy = { ...CLOUD_FIRST, first: CLOUD.key };
  const state = await fakeRun(world, { cards: [CLOUD, LOCAL], policy, localOnly: '.env is local-only' });
  assert.deepEqual(
    world.requests.map(({ model }) => model),
    ['small'],
  );
  assert.deepEqual(
    state.excluded.map(({ card, reason }) => [card, reason]),
    [[CLOUD.key, '.env is local-only']],
  );
});

test("a secret that a gate's message quotes is not in the events", async () => {
  const world = fakeWorld({ turns: { small: [answers('yes')] } });
  const finding = `Type '"${FAKE_SECRET}"' is not assignable`;
  await fakeRun(world, { cards: [LOCAL] }, fakeWork({ check: () => [fakeResult('types', 'fail', { finding })] }));
  const judged = world.events.map(({ event }) => event).find(({ type }) => type === 'judged') ?? assert.fail();
  const messages = judged.type === 'judged' ? judged.results.flatMap(({ findings }) => findings.map(({ message }) => message)) : [];
  assert.deepEqual(messages, [`Type '"[secret]"' is not assignable`]);
});
