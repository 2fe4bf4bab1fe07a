import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeCard, fakeLocalCard } from '../../test/fakes/fake-world.ts';
import type { ModelCard, TaskKind } from './model-card.ts';
import { nanos, ZERO } from './money.ts';
import { describeRoute, makeRoute, type RouteNeed, type RoutePolicy, type RouteQuestion } from './router.ts';

const NEED: RouteNeed = { task: 'edit', promptTokens: () => 100, answerTokens: () => 50, tools: false, localOnly: undefined };
const POLICY: RoutePolicy = { neverPay: false, order: [], trusted: true };
const TINY = fakeLocalCard('tiny', { serves: ['edit'], floor: '135M parameters: edits of one function only', contextWindow: 2048 });
const LLAMA = fakeLocalCard('llama');
const [OPUS, HAIKU] = [fakeCard('opus'), fakeCard('haiku')];
const [GPT, NANO] = [fakeCard('gpt', { provider: 'openai', family: 'openai' }), fakeCard('nano', { provider: 'openai', family: 'openai' })];
const FLASH = fakeCard('flash', { provider: 'gemini', family: 'gemini' });
const PRO = fakeCard('pro', { provider: 'gemini', family: 'gemini' });
const ALL = [OPUS, GPT, FLASH, TINY, HAIKU, NANO, LLAMA, PRO];
const DOLLARS: Readonly<Record<string, number>> = { opus: 90, haiku: 20, gpt: 60, nano: 10, flash: 15, pro: 50 };

const WELL: RouteQuestion['health'] = () => undefined;

function route(
  cards: readonly ModelCard[] = ALL,
  need: Partial<RouteNeed> = {},
  { health = WELL, ...policy }: Partial<RoutePolicy & Pick<RouteQuestion, 'health'>> = {},
) {
  const price = ({ price: kind, model }: ModelCard) => ({
    nanos: kind === 'free' ? ZERO : nanos((DOLLARS[model] ?? 1) * 1e7),
    known: kind !== 'unknown',
  });
  return makeRoute(cards, { need: { ...NEED, ...need }, policy: { ...POLICY, ...policy }, price, health });
}

function models({ candidates }: ReturnType<typeof route>): readonly string[] {
  return candidates.map(({ card }) => card.model);
}

function whyNot({ excluded }: ReturnType<typeof route>, card: ModelCard): string | undefined {
  return excluded.find((one) => one.card === card)?.reason;
}

test('local models come first, the most capable leading, then the cheapest of each provider, then the end of the route', () => {
  const made = route();
  assert.deepEqual(models(made), ['llama', 'tiny', 'nano', 'flash', 'haiku', 'opus']);
  assert.equal(made.candidates[0]?.reason, 'local and free');
  assert.equal(made.candidates[2]?.reason, 'the cheapest of its provider, at most $0.10');
  assert.equal(made.candidates[5]?.reason, 'ends the route, at most $0.90');
  assert.equal(whyNot(made, GPT), 'a cheaper model of the same provider is asked');
});

test('of many local models three are asked, and a cloud stays within reach', () => {
  const locals = Array.from({ length: 8 }, (_, index) => fakeLocalCard(`local-${index}`));
  const made = route([...locals, OPUS]);
  assert.deepEqual(models(made), ['local-0', 'local-1', 'local-2', 'opus']);
  assert.equal(made.excluded.at(-1)?.reason, '3 more capable local models are asked');
});

test('a model at an address of this machine that is not local says what would make it so, wherever it is passed over or dear', () => {
  const proxy = fakeCard('proxy', { provider: 'mine', family: 'openai', price: 'unknown', whyNotLocal: 'set "runsHere"' });
  assert.equal(whyNot(route([proxy], { localOnly: 'a.ts is local-only' }), proxy), 'a.ts is local-only (set "runsHere")');
  assert.equal(whyNot(route([proxy], {}, { neverPay: true }), proxy), 'never pay is on (set "runsHere")');
  assert.match(route([proxy]).candidates[0]?.reason ?? '', /price unknown, reserved at \$0\.01 \(set "runsHere"\)/);
});

test('code goes only to the destinations that are allowed: a provider at another address is another one', () => {
  const here = fakeCard('m', { provider: 'mine', origin: 'https://a.example' });
  const moved = { ...here, origin: 'https://b.example' };
  const allowed = ['mine https://a.example'];
  assert.deepEqual(models(route([here], {}, { allowed })), ['m']);
  assert.equal(whyNot(route([moved], {}, { allowed }), moved), 'you have not allowed code to be sent there');
});

test('the family that ends a route is the one of its task', () => {
  const last = (task: TaskKind): string | undefined => models(route(ALL, { task })).at(-1);
  assert.deepEqual([last('edit'), last('analyse'), last('ask'), last('automate')], ['opus', 'pro', 'opus', 'opus']);
});

test('a provider with one model that also ends the route is asked once', () => {
  assert.deepEqual(models(route([OPUS, NANO])), ['nano', 'opus']);
});

test('a model below the floor is no candidate, and the route says which floor', () => {
  const made = route(ALL, { task: 'analyse' });
  assert.equal(whyNot(made, TINY), 'too small for analysis (135M parameters: edits of one function only)');
  assert.match(route([fakeCard('x', { serves: [] })]).excluded[0]?.reason ?? '', /^not known to do changes$/);
});

test('a window that cannot hold the prompt and the answer is no candidate', () => {
  const need = { promptTokens: () => 2000, answerTokens: () => 49 };
  assert.equal(whyNot(route(ALL, need), TINY), 'its window holds 2048 tokens, this needs about 2049');
  assert.ok(models(route(ALL, { ...need, answerTokens: () => 48 })).includes('tiny'));
});

test('never pay leaves only what is free', () => {
  const made = route([...ALL, fakeCard('unpriced', { price: 'unknown' })], {}, { neverPay: true });
  assert.deepEqual(models(made), ['llama', 'tiny']);
  assert.equal(whyNot(made, OPUS), 'never pay is on');
});

test('what is local-only excludes every cloud with its reason', () => {
  const made = route(ALL, { localOnly: '.env is local-only: files of this name hold keys' });
  assert.deepEqual(models(made), ['llama', 'tiny']);
  assert.equal(whyNot(made, FLASH), '.env is local-only: files of this name hold keys');
});

test('an untrusted workspace sends nothing to a cloud', () => {
  const made = route(ALL, {}, { trusted: false });
  assert.deepEqual(models(made), ['llama', 'tiny']);
  assert.match(whyNot(made, OPUS) ?? '', /not trusted/);
});

test('a model without tools is no candidate where tools are needed', () => {
  assert.equal(whyNot(route([fakeCard('x', { tools: false }), OPUS], { tools: true }), OPUS), undefined);
  assert.match(route([fakeCard('x', { tools: false })], { tools: true }).excluded[0]?.reason ?? '', /tools/);
});

test("the person's own order is kept, and what is not in it is excluded", () => {
  const made = route(ALL, {}, { order: [GPT.key, LLAMA.key, 'nobody/has-it', GPT.key] });
  assert.deepEqual(models(made), ['gpt', 'llama']);
  assert.equal(whyNot(made, OPUS), 'not in the order you set');
});

test('the model that was chosen is asked first, and once', () => {
  const made = route(ALL, {}, { first: HAIKU.key });
  assert.deepEqual(models(made), ['haiku', 'llama', 'tiny', 'nano', 'flash', 'opus']);
  assert.match(made.candidates[0]?.reason ?? '', /^you chose it/);
  assert.match(
    route(ALL, {}, { first: HAIKU.key, firstBecause: 'it wrote the earlier answer' }).candidates[0]?.reason ?? '',
    /^it wrote the earlier answer, at most/,
  );
  assert.equal(models(route(ALL, {}, { first: GPT.key }))[0], 'gpt');
});

test('a choice that may not be asked is not asked', () => {
  const made = route(ALL, { localOnly: 'it is local-only' }, { first: OPUS.key });
  assert.deepEqual(models(made), ['llama', 'tiny']);
  assert.equal(whyNot(made, OPUS), 'it is local-only');
});

test('an unknown price is said to be unknown', () => {
  assert.match(route([fakeCard('odd', { price: 'unknown' })]).candidates[0]?.reason ?? '', /price unknown, reserved at \$0\.01/);
});

test('a route is told in a line', () => {
  const cards = [LLAMA, OPUS, fakeCard('odd', { provider: 'odd', family: 'openai', price: 'unknown' })];
  assert.equal(describeRoute(route(cards)), 'llama here, free → then odd, price ?, at most $0.01 → then opus, at most $0.90');
});

test('with never pay no paid model is asked, also where the person chose it for a retry', () => {
  for (const chosen of [OPUS, NANO, fakeCard('unpriced', { price: 'unknown' })]) {
    const made = route([...ALL, chosen], {}, { neverPay: true, first: chosen.key, order: [chosen.key, TINY.key] });
    assert.deepEqual(models(made), ['tiny']);
    assert.equal(whyNot(made, chosen), 'never pay is on');
  }
});

const SICK = { reason: 'its last 3 calls failed: it is down; tried again at 14:03', lasting: false };

test('a model that is not to be asked just now comes after all others, with the reason', () => {
  const made = route(ALL, {}, { health: ({ key }) => (key === NANO.key || key === LLAMA.key ? SICK : undefined) });
  assert.deepEqual(models(made), ['tiny', 'flash', 'haiku', 'gpt', 'opus', 'llama', 'nano']);
  assert.equal(
    made.candidates.at(-1)?.reason,
    'its last 3 calls failed: it is down; tried again at 14:03; the cheapest of its provider, at most $0.10',
  );
});

test('where the cheapest model of a provider is ill, its next one is asked', () => {
  const made = route([NANO, GPT, LLAMA], {}, { health: ({ key }) => (key === NANO.key ? SICK : undefined) });
  assert.deepEqual(models(made), ['llama', 'gpt', 'nano']);
});

test('a provider that only a new key or credit heals is no candidate', () => {
  const made = route(
    ALL,
    {},
    { health: ({ provider }) => (provider === 'anthropic' ? { reason: 'no credit', lasting: true } : undefined) },
  );
  assert.deepEqual(models(made), ['llama', 'tiny', 'nano', 'flash']);
  assert.equal(whyNot(made, OPUS), 'no credit');
});

test('what the person chose is asked first, however ill it is', () => {
  const made = route(ALL, {}, { first: OPUS.key, health: () => ({ ...SICK, lasting: true }) });
  assert.deepEqual(models(made), ['opus']);
});

test('a reason of its own comes before the health of a model', () => {
  assert.equal(
    whyNot(route([OPUS], {}, { neverPay: true, health: () => ({ reason: 'no credit', lasting: true }) }), OPUS),
    'never pay is on',
  );
});

const kinds: readonly TaskKind[] = ['edit', 'analyse', 'ask', 'automate'];
const card = fc
  .record({
    provider: fc.constantFrom('ollama', 'openai', 'anthropic', 'gemini', 'mine'),
    local: fc.boolean(),
    price: fc.constantFrom('free' as const, 'known' as const, 'unknown' as const),
    contextWindow: fc.constantFrom(100, 2048, 100_000),
    serves: fc.subarray([...kinds]),
    tools: fc.boolean(),
  })
  .map((some) => ({ ...some, family: some.provider === 'mine' ? ('openai' as const) : some.provider }));
const cards = fc
  .array(card, { maxLength: 10 })
  .map((all) => all.map((one, index) => fakeCard(`m${index}`, { ...one, family: one.family as ModelCard['family'] })));
const health = fc.func(fc.constantFrom(undefined, SICK, { ...SICK, lasting: true }));
const keys = fc.array(
  fc.nat(12).map((index) => `anthropic/m${index}`),
  { maxLength: 5 },
);

test('every model is a candidate or excluded, exactly once, and nothing that must stay here goes to a cloud', () => {
  fc.assert(
    fc.property(
      cards,
      fc.record({ task: fc.constantFrom(...kinds), localOnly: fc.constantFrom(undefined, 'it stays here'), tools: fc.boolean() }),
      fc.record({
        neverPay: fc.boolean(),
        trusted: fc.boolean(),
        order: keys,
        first: fc.constantFrom('anthropic/m0', 'openai/m1', 'ollama/m2', 'none'),
        health,
      }),
      (all, need, policy) => {
        const made = route(all, need, policy);
        const seen = [...made.candidates, ...made.excluded].map((one) => one.card.key).toSorted();
        assert.deepEqual(seen, all.map(({ key }) => key).toSorted());
        for (const {
          card: { local, price, serves, tools },
        } of made.candidates) {
          assert.ok(local || (need.localOnly === undefined && policy.trusted));
          assert.ok(price === 'free' || !policy.neverPay);
          assert.ok(serves.includes(need.task) && (tools || !need.tools));
        }
        for (const { reason } of [...made.candidates, ...made.excluded]) assert.notEqual(reason, '');
      },
    ),
  );
});

const tallied = (ability: 'edit' | 'long-edit', right: number, asked: number) =>
  ({ day: '2026-11-25', gaps: [], tallies: { [ability]: { asked, inForm: asked, right } }, tokensPerSecond: 38 }) as const;

test('of local models the one that is proved for the task leads, and the one that is more often wrong comes last', () => {
  const proved = fakeLocalCard('proved', { contextWindow: 4096, measured: tallied('edit', 3, 3) });
  const wrong = fakeLocalCard('wrong', { contextWindow: 64_000, measured: tallied('edit', 1, 3) });
  const made = route([wrong, LLAMA, proved, OPUS]);
  assert.deepEqual(models(made), ['proved', 'llama', 'wrong', 'opus']);
  assert.equal(made.candidates[0]?.reason, 'edits 3 of 3 right, 38 tokens/s, measured 2026-11-25; local and free');
});

test('a model that got no longer change right is asked for small ones only', () => {
  const card = fakeLocalCard('m', { measured: tallied('long-edit', 0, 2) });
  assert.deepEqual(models(route([card, OPUS], { difficulty: 'small' })), ['m', 'opus']);
  const made = route([card, OPUS], { difficulty: 'medium' });
  assert.deepEqual([models(made), whyNot(made, card)], [['opus'], 'longer edits 0 of 2 right, measured 2026-11-25']);
});

test('where a prompt must stay here, and who waits before it, is said of those that are asked', () => {
  const price = () => ({ nanos: ZERO, known: true });
  const made = makeRoute([LLAMA, TINY], {
    need: { ...NEED, localOnly: 'a.ts is local-only' },
    policy: POLICY,
    price,
    health: WELL,
    ahead: ({ model }) => (model === 'tiny' ? 1 : 3),
  });
  assert.deepEqual(
    made.candidates.map(({ reason }) => reason),
    [
      'local and free; this stays on this machine; 3 calls are before it',
      'local and free; this stays on this machine; 1 call is before it',
    ],
  );
});
