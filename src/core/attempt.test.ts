import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answers, fails, fakeCard, fakeWorld, says, usageOf, type Turn } from '../../test/fakes/fake-world.ts';
import { callModel, type AttemptResult } from './attempt.ts';
import type { FailureKind } from './failure.ts';
import type { ModelCard } from './model-card.ts';
import type { Prompt } from './prompt.ts';
import type { ProviderEvent } from './provider.ts';
import { NO_USAGE, type Usage } from './usage.ts';

const PROMPT: Prompt = { system: 'sys', messages: [{ role: 'user', text: 'question' }], maxOutputTokens: 50, parts: [], leftOut: [] };
/** What the prompt is estimated at: eleven bytes. */
const ESTIMATED_INPUT = 4;
const FINISH = { type: 'finish', reason: 'stop', usage: usageOf(9, 3) } as const;

function listener() {
  return { onLoading: () => undefined, onThinking: () => undefined, onText: () => undefined };
}

async function run(
  turn: Turn,
  options: { readonly signal?: AbortSignal; readonly prompt?: Prompt; readonly card?: ModelCard } = {},
): Promise<AttemptResult> {
  const provider = fakeWorld({ turns: { big: [turn] } }).provider('anthropic');
  assert.ok(provider);
  const call = { card: options.card ?? fakeCard('big'), prompt: options.prompt ?? PROMPT };
  return callModel(provider, call, { signal: options.signal ?? new AbortController().signal, listener: listener() });
}

function failureOf({ end }: AttemptResult) {
  assert.equal(end.type, 'failure');
  return end.type === 'failure' ? end.failure : undefined;
}

test('a finished call has the text and the usage that was reported', async () => {
  const result = await run(answers('hello', usageOf(10, 5)));
  assert.deepEqual(result, {
    end: { type: 'finish', reason: 'stop', usage: usageOf(10, 5) },
    text: 'hello',
    toolCalls: [],
    usage: usageOf(10, 5),
    usageSource: 'reported',
    owesNothing: false,
  });
});

test('a finish without usage is estimated from what was sent and written', async () => {
  const result = await run(answers('123456789', NO_USAGE));
  assert.deepEqual([result.usage, result.usageSource], [usageOf(ESTIMATED_INPUT, 3), 'estimated']);
});

test('a finish without usage takes the last usage that was told on the way', async () => {
  const result = await run(
    says({ type: 'usage', usage: usageOf(77, 1) }, { type: 'text-delta', text: '123456789' }, { ...FINISH, usage: NO_USAGE }),
  );
  assert.deepEqual([result.usage, result.usageSource], [usageOf(77, 3), 'estimated']);
});

test('a report that counts nothing written is not of the whole answer, and what was seen is booked on top', async () => {
  const early = usageOf(20, 0);
  for (const turn of [answers('123456789', early), says({ type: 'reasoning-delta', text: '123456789' }, { ...FINISH, usage: early })]) {
    const result = await run(turn);
    assert.deepEqual([result.usage, result.usageSource], [usageOf(20, 3), 'estimated']);
  }
  const silent = await run(answers('', early));
  assert.deepEqual([silent.usage, silent.usageSource], [early, 'reported']);
});

test('a report that text came after is not of the whole answer either; a call that is told behind it is counted in it', async () => {
  const early = usageOf(20, 1);
  for (const type of ['text-delta', 'reasoning-delta'] as const) {
    const result = await run(says({ type: 'usage', usage: early }, { type, text: '123456789' }, { ...FINISH, usage: early }));
    assert.deepEqual([result.usage, result.usageSource], [usageOf(20, 3), 'estimated']);
  }
  const call = { type: 'tool-call', call: { id: 'a', name: 'read', arguments: '{}' } } as const;
  for (const events of [
    [{ type: 'text-delta', text: '123456789' } as const, { type: 'usage', usage: early } as const],
    [{ type: 'usage', usage: early } as const, call],
  ]) {
    const result = await run(says(...events, { ...FINISH, usage: early }));
    assert.deepEqual([result.usage, result.usageSource], [early, 'reported']);
  }
});

/** What is reserved: eleven bytes, and what a template may add. */
const WORST = usageOf(11 + 32 * 4, 50);

test('a report of whole numbers is the truth, also far beyond what was reserved', async () => {
  for (const told of [usageOf(390_000, 10_000), usageOf(1e6, 5), usageOf(10, 9e8)] satisfies Usage[]) {
    const result = await run(answers('123', told));
    assert.deepEqual([result.usage, result.usageSource, result.assumed], [told, 'reported', undefined]);
  }
});

test('a report that no call can have is booked at the worst case, as an estimate with its reason', async () => {
  const wrongs = [
    usageOf(Number.NaN, 1),
    usageOf(1.5, 1),
    usageOf(10, -1),
    usageOf(-3, 3),
    usageOf(9e15, 5),
    usageOf(10, 2e9),
    usageOf(Infinity, 1),
  ];
  for (const wrong of wrongs) {
    for (const turn of [answers('123', wrong), fails('cut', { usage: wrong }), says({ type: 'usage', usage: wrong })]) {
      const result = await run(turn);
      assert.deepEqual([result.usage, result.usageSource, result.owesNothing], [WORST, 'estimated', false]);
      assert.deepEqual(result.assumed, { why: 'the usage it told is none, so the worst case is booked', dearest: true });
    }
  }
});

const UNSEEN = fakeCard('big', { thinksUnseen: true });

test('a call without a report to a model that may think unseen is booked at its longest answer', async () => {
  for (const turn of [
    says({ type: 'text-delta', text: '123' }),
    fails('aborted'),
    fails('cut', { text: '123456' }),
    answers('123', NO_USAGE),
  ]) {
    const result = await run(turn, { card: UNSEEN });
    assert.deepEqual([result.usage, result.usageSource], [usageOf(ESTIMATED_INPUT, 50), 'estimated']);
    assert.match(result.assumed?.why ?? '', /may have thought unseen/);
  }
});

test('a model that may think unseen is believed what it reports, and owes nothing for what was turned away or never sent', async () => {
  const cut = await run(fails('cut', { text: '123456789', usage: usageOf(40, 1) }), { card: UNSEEN });
  assert.deepEqual([cut.usage, cut.assumed], [usageOf(40, 3), undefined]);
  assert.equal((await run(answers('x', usageOf(9, 3)), { card: UNSEEN })).usageSource, 'reported');
  assert.equal((await run(fails('quota'), { card: UNSEEN })).owesNothing, true);
  assert.equal((await run(fails('aborted', { sent: false }), { card: UNSEEN })).owesNothing, true);
});

test('a stream without its last event is cut, and what was written is owed', async () => {
  const result = await run(says({ type: 'text-delta', text: '123456' }));
  assert.equal(failureOf(result)?.kind, 'cut');
  assert.deepEqual([result.usage, result.usageSource, result.owesNothing], [usageOf(ESTIMATED_INPUT, 2), 'estimated', false]);
});

test('thinking that was cut is owed as well', async () => {
  const result = await run(says({ type: 'reasoning-delta', text: '123456' }));
  assert.equal(result.usage.outputTokens, 2);
  assert.equal(result.text, '');
});

test('a failure after usage was told books that usage, and no less than what was written', async () => {
  const result = await run(fails('cut', { text: '123456789', usage: usageOf(40, 1) }));
  assert.deepEqual([result.usage, result.usageSource], [usageOf(40, 3), 'estimated']);
});

test('a failure that tells a usage of nothing after sending is estimated, not free', async () => {
  const result = await run(fails('cut', { usage: NO_USAGE }));
  assert.deepEqual([result.usage, result.owesNothing], [usageOf(ESTIMATED_INPUT, 0), false]);
});

test('a request that never left owes nothing', async () => {
  const result = await run(fails('idle', { sent: false }));
  assert.deepEqual([result.usage, result.owesNothing], [NO_USAGE, true]);
});

test('what a vendor turns away unread owes nothing, what it breaks off is owed', async () => {
  const owed = async (kind: FailureKind, status?: number) => !(await run(fails(kind, status === undefined ? {} : { status }))).owesNothing;
  for (const kind of [
    'auth',
    'rate-limit',
    'quota',
    'context-length',
    'bad-request',
    'tools-unsupported',
    'model-missing',
    'unreachable',
    'damaged-model',
  ] as const) {
    assert.equal(await owed(kind), false, kind);
  }
  for (const kind of ['aborted', 'malformed', 'cut', 'idle', 'refused', 'crashed', 'server'] as const)
    assert.equal(await owed(kind), true, kind);
  assert.equal(await owed('server', 529), false);
});

test('a vendor that turns away after the first token is owed what it wrote', async () => {
  assert.equal((await run(fails('rate-limit', { text: 'abc' }))).owesNothing, false);
});

test('a stream that never ends is stopped, and its socket closed', async () => {
  let closed = false;
  const result = await run(async function* () {
    try {
      for (;;) yield { type: 'text-delta', text: 'again and again ' } satisfies ProviderEvent;
    } finally {
      closed = true;
    }
  });
  assert.equal(failureOf(result)?.kind, 'malformed');
  assert.equal(closed, true);
  assert.ok(result.text.length < 50 * 24 + 4096 + 100);
});

test('a stream of empty events that never ends is stopped as well', async () => {
  const result = await run(async function* () {
    for (;;) yield { type: 'text-delta', text: '' } satisfies ProviderEvent;
  });
  assert.equal(failureOf(result)?.kind, 'malformed');
});

test('the first terminal event counts, and the stream is left there', async () => {
  const result = await run(says({ type: 'text-delta', text: 'a' }, FINISH, { type: 'text-delta', text: 'b' }));
  assert.deepEqual([result.end, result.text], [FINISH, 'a']);
});

test('a provider that throws is a failure, and what it may have cost is owed', async () => {
  const result = await run(async function* () {
    yield { type: 'text-delta', text: '123456' };
    throw new Error('a mistake of the adapter');
  });
  assert.equal(failureOf(result)?.kind, 'malformed');
  assert.match(failureOf(result)?.message ?? '', /a mistake of the adapter/);
  assert.deepEqual([result.usage, result.usageSource, result.text], [usageOf(ESTIMATED_INPUT, 2), 'estimated', '123456']);
});

test('a provider that throws before it streams is a failure too', async () => {
  const result = await run(() => {
    throw new Error('at once');
  });
  assert.equal(failureOf(result)?.kind, 'malformed');
});

test('a provider that throws because it was cancelled is a cancelled call', async () => {
  const controller = new AbortController();
  const result = await run(
    async function* () {
      yield { type: 'text-delta', text: 'x' };
      controller.abort();
      throw new Error('AbortError');
    },
    { signal: controller.signal },
  );
  assert.equal(failureOf(result)?.kind, 'aborted');
});

test('a provider that fails while it tidies up does not take its answer back', async () => {
  const result = await run(async function* () {
    using closing = { [Symbol.dispose]: () => assert.fail('while closing') };
    assert.ok(closing);
    yield FINISH;
  });
  assert.deepEqual([result.end, result.usageSource], [FINISH, 'reported']);
});

test('the given prefix and the stop are sent where a prompt has them', async () => {
  const world = fakeWorld({ turns: { big: [answers('x')] } });
  const provider = world.provider('anthropic');
  assert.ok(provider);
  const prompt = { ...PROMPT, answerPrefix: '```ts\n', stop: '\n```' };
  await callModel(provider, { card: fakeCard('big'), prompt }, { signal: new AbortController().signal, listener: listener() });
  assert.deepEqual(world.requests, [
    { model: 'big', system: 'sys', messages: PROMPT.messages, tools: [], maxOutputTokens: 50, answerPrefix: '```ts\n', stop: '\n```' },
  ]);
});

test('an estimate is never more than the longest answer that was asked for', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '字', '😀'), maxLength: 600 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 60 }), async (written, maxOutputTokens) => {
      const result = await run(says({ type: 'text-delta', text: written }), { prompt: { ...PROMPT, maxOutputTokens } });
      assert.ok(result.usage.outputTokens <= maxOutputTokens);
    }),
    { numRuns: 50 },
  );
});
