import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCard, fakeLocalCard } from '../../../test/fakes/fake-world.ts';
import { virtualTime } from '../../../test/fakes/virtual-time.ts';
import type { ModelCard } from '../model-card.ts';
import { createTraffic } from './create-traffic.ts';
import type { CallEnd } from './traffic.ts';

const LIMITED: CallEnd = {
  type: 'failed',
  failure: { kind: 'rate-limit', message: 'Too often.', nextStep: '', retryAfterMs: 180_000 },
  tokens: 0,
};
const IDLE: CallEnd = { type: 'failed', failure: { kind: 'idle', message: 'It was silent.', nextStep: '' }, tokens: 0 };

test('views are told what is not asked just now, with its name, and nothing of what is', async () => {
  const traffic = createTraffic({ clock: virtualTime().clock, random: () => 0, label: (id) => id.toUpperCase() });
  const call = async (card: ModelCard, end: CallEnd): Promise<void> => {
    const admission = await traffic.admit(card, { tokens: 10, agent: 'a' }, new AbortController().signal);
    assert.ok(admission.ok);
    admission.leave(end);
  };
  await call(fakeCard('well', { provider: 'openai', family: 'openai' }), { type: 'answered', tokens: 10 });
  await call(fakeCard('big'), LIMITED);
  for (let count = 0; count < 3; count += 1) await call(fakeLocalCard('llama'), IDLE);
  assert.deepEqual(
    traffic
      .states()
      .flatMap(({ trouble }) => trouble ?? [])
      .map((line) => line.replace(/\d\d:\d\d(:\d\d)?$/, 'TIME')),
    ['ANTHROPIC asked to wait until TIME', 'llama: its last 3 calls failed: It was silent; tried again at TIME'],
  );
});
