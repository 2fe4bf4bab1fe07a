import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { CallEvent } from '../../src/core/call-events.ts';
import type { ModelRequest, Provider, ProviderEvent } from '../../src/core/provider.ts';
import { fails, fakeCard, usageOf, type Turn } from '../fakes/fake-world.ts';
import { HELLO, startScene, type Scene } from './gateway-scene.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

function endedWith({ world }: Scene): CallEvent['type'] | string | undefined {
  const last = world.events.at(-1)?.event;
  return last?.type === 'ended' ? last.ending.type : undefined;
}

for (const stream of [true, false]) {
  test(`a client that goes before the first word ends the call upstream (${stream ? 'streamed' : 'whole'})`, async () => {
    const scene = await startScene();
    scene.upstream.script({ fault: { kind: 'silent' } });
    const controller = new AbortController();
    const call = scene.client.chat.completions.create({ model: 'big', messages: [...HELLO], stream }, { signal: controller.signal });
    await until(() => scene.upstream.journal.length === 1);
    controller.abort();
    await assert.rejects(call);
    await scene.upstream.aborted(1);
    await until(() => endedWith(scene) === 'cancelled');
    assert.equal(scene.world.ledger.sums().held, 0);
    assert.equal(scene.upstream.journal.length, 1);
  });
}

test('a client that goes in the middle of a stream ends the call upstream, and what was used is settled', async () => {
  const scene = await startScene();
  scene.upstream.script({ fault: { kind: 'endless' } });
  const stream = await scene.client.chat.completions.create({ model: 'big', messages: [...HELLO], stream: true });
  let seen = 0;
  for await (const _ of stream) if ((seen += 1) === 3) break;
  await scene.upstream.aborted(1);
  await until(() => endedWith(scene) === 'cancelled');
  const [row] = scene.world.ledger.rows({});
  assert.deepEqual([row?.state, row?.outcome, scene.world.ledger.sums().held], ['settled', 'aborted', 0]);
  assert.ok((row?.settledNanos ?? 0) > 0);
});

test('a client that goes while a whole answer is written ends the call upstream', async () => {
  const scene = await startScene();
  scene.upstream.script({ fault: { kind: 'endless' } });
  const controller = new AbortController();
  const call = scene.client.chat.completions.create({ model: 'big', messages: [...HELLO] }, { signal: controller.signal });
  await until(() => scene.upstream.journal.length === 1);
  controller.abort();
  await assert.rejects(call);
  await scene.upstream.aborted(1);
  await until(() => endedWith(scene) === 'cancelled');
  assert.equal(scene.world.ledger.sums().held, 0);
});

test('a client that goes while its request is read asks nobody', async () => {
  const scene = await startScene();
  const { port } = new URL(scene.gateway.address);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${scene.token}\r\ncontent-length: 500\r\n\r\n{"model":`,
  );
  await new Promise((resolve) => socket.write('', resolve));
  socket.destroy();
  await scene.gateway.dispose();
  assert.deepEqual([scene.world.calls, scene.troubles], [[], []]);
});

test('a gateway that stops ends the calls under way, settles them, and takes no more', async () => {
  const scene = await startScene();
  scene.upstream.script({ fault: { kind: 'endless' } }, { fault: { kind: 'silent' } });
  const stream = await scene.client.chat.completions.create({ model: 'big', messages: [...HELLO], stream: true });
  const reading = (async () => {
    for await (const _ of stream) continue;
  })();
  const silent = assert.rejects(scene.client.chat.completions.create({ model: 'big', messages: [...HELLO] }, { maxRetries: 0 }), {
    status: 503,
    code: 'cancelled',
  });
  await until(() => scene.upstream.journal.length === 2);
  await Promise.all([assert.rejects(reading), silent, scene.gateway.dispose()]);
  assert.equal(scene.world.ledger.sums().held, 0);
  assert.deepEqual(
    scene.world.ledger.rows({}).map(({ outcome }) => outcome),
    ['aborted', 'aborted'],
  );
  assert.equal(scene.world.events.filter(({ event }) => event.type === 'ended').length, 2);
  await assert.rejects(fetch(`${scene.gateway.address}/health`));
});

const PIECE = 'x'.repeat(256 * 1024);
const PIECES = 200;

test('a client that does not read holds the model back, and loses nothing', async () => {
  let written = 0;
  const scene = await startScene({
    cards: [fakeCard('big', { maxOutputTokens: 10_000_000, contextWindow: 100_000_000 })],
    provider: {
      id: 'anthropic',
      family: 'anthropic',
      local: false,
      label: 'scripted',
      models: () => Promise.resolve({ ok: true, cards: [] }),
      async *stream(): AsyncGenerator<ProviderEvent> {
        for (; written < PIECES; written += 1) {
          yield { type: 'text-delta', text: PIECE };
          await turn();
        }
        yield { type: 'finish', reason: 'stop', usage: usageOf(1, 1) };
      },
    },
  });
  const { port } = new URL(scene.gateway.address);
  const body = JSON.stringify({ model: 'big', messages: HELLO, stream: true, max_tokens: 10_000_000 });
  const socket = connect(Number(port), '127.0.0.1').pause();
  socket.write(
    `POST /v1/chat/completions HTTP/1.0\r\nhost: localhost\r\nauthorization: Bearer ${scene.token}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await until(() => written > 0);
  // The sockets' own buffers are full when nothing has moved for many turns.
  for (let before = -1, still = 0; still < 500; still = written === before ? still + 1 : 0, before = written) await turn();
  assert.ok(written < PIECES, `${written} pieces were written`);
  let received = 0;
  for await (const chunk of socket) received += Buffer.byteLength(chunk);
  assert.equal(written, PIECES);
  assert.ok(received > PIECES * PIECE.length);
});

const CROWD = 10;

/** Models of a gateway with many calls under way: `held` and `kept` never end, `refused` breaks off in the turn of its first word. */
async function crowdedScene(): Promise<Scene & { call(model: string): string }> {
  const turns: Readonly<Record<string, Turn>> = { held: holds, kept: holds, refused: fails('refused', { text: 'the first words' }) };
  const provider: Provider = {
    id: 'cloud',
    label: 'Cloud',
    family: 'openai',
    local: false,
    models: () => Promise.resolve({ ok: true, cards: [] }),
    stream: (request, signal) => (turns[request.model] ?? assert.fail())(request, signal),
  };
  const cards = ['held', 'kept', 'refused'].map((model) => fakeCard(model, { provider: 'cloud', family: 'openai' }));
  const scene = await startScene({ cards, provider });
  const call = (model: string): string => JSON.stringify({ model: `cloud/${model}`, messages: HELLO, stream: true, max_tokens: 16 });
  for (let index = 0; index < CROWD; index += 1)
    void scene
      .fetch('/v1/chat/completions', { method: 'POST', body: call(index % 2 === 0 ? 'held' : 'kept') })
      .then((response) => response.text())
      .catch(() => undefined);
  await until(() => scene.world.ledger.rows({}).length === CROWD);
  return { ...scene, call };
}

async function* holds(request: ModelRequest, signal: AbortSignal): AsyncIterable<ProviderEvent> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  yield* fails('aborted')(request, signal);
}

test('the first words of a crowded gateway are not lost where the answer breaks off in the same turn', async () => {
  const scene = await crowdedScene();
  const response = await scene.fetch('/v1/chat/completions', { method: 'POST', body: scene.call('refused') });
  let text = '';
  await assert.rejects(async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  });
  assert.match(text, /the first words[^]*"error"/);
  assert.doesNotMatch(text, /\[DONE\]/);
});

test('answers that break off one after the other on one connection are that connection’s alone', async () => {
  const scene = await crowdedScene();
  const { port } = new URL(scene.gateway.address);
  const body = scene.call('refused');
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${scene.token}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const socket = connect(Number(port), '127.0.0.1')
    .on('error', () => undefined)
    .resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`${head}${body}`.repeat(6));
  await closed;
  assert.equal((await scene.fetch('/health')).status, 200);
});
