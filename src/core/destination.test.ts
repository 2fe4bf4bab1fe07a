import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCard, fakeLocalCard, fakeWorld } from '../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../test/fakes/fake-work.ts';
import { destinationOf } from './destination.ts';

test('a provider at another address is another destination', () => {
  const one = fakeCard('m', { provider: 'mine', origin: 'https://a.example' });
  const other = fakeCard('m', { provider: 'mine', origin: 'https://b.example' });
  assert.notEqual(destinationOf(one), destinationOf(other));
  assert.equal(destinationOf(one), destinationOf(fakeCard('n', { provider: 'mine', origin: 'https://a.example' })));
});

test('a prompt that was routed to this machine goes nowhere once its provider has left it, secret or not', async () => {
  const moved = { ollama: { local: false, origin: 'https://paid.example' } };
  const world = fakeWorld({ moved });
  const card = fakeLocalCard('m', { origin: 'http://127.0.0.1:11434' });
  const state = await fakeRun(world, { cards: [card], localOnly: 'a.ts is local-only' }, fakeWork({ question: 'fake-secret-0123456789' }));
  assert.deepEqual(world.requests, []);
  assert.equal(state.ending?.type, 'refused');
  assert.match(state.skipped[0]?.reason ?? '', /ollama does not run on this machine any more/);
});

test('what was allowed to one address is not sent to another one', async () => {
  const world = fakeWorld({ moved: { anthropic: { local: false, origin: 'https://b.example' } } });
  const state = await fakeRun(world, { cards: [fakeCard('big', { origin: 'https://a.example' })] });
  assert.deepEqual(world.requests, []);
  assert.match(state.skipped[0]?.reason ?? '', /anthropic has another address by now/);
});
