import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeCard } from '../../test/fakes/fake-world.ts';
import {
  answerTokens,
  countConversation,
  LEAST_ANSWER_TOKENS,
  longestAffordable,
  promptOf,
  USUAL_ANSWER_TOKENS,
  type Conversation,
} from './conversation.ts';

const HELLO: Conversation = { system: 'sys', messages: [{ role: 'user', text: 'hello' }], tools: [] };
const ROOMY = { contextWindow: 1_000_000, maxOutputTokens: 100_000 };

test('a call that names no length gets the usual one, or what the model can', () => {
  assert.equal(answerTokens(countConversation(HELLO), fakeCard('big', ROOMY)), USUAL_ANSWER_TOKENS);
  assert.equal(answerTokens(countConversation(HELLO), fakeCard('big', { ...ROOMY, maxOutputTokens: 700 })), 700);
});

test('an answer is never longer than the caller, the model and the window allow, and no shorter than it must be', () => {
  const sizes = fc.record({
    asked: fc.integer({ min: 1, max: 9000 }),
    most: fc.integer({ min: 64, max: 9000 }),
    window: fc.integer({ min: 1024, max: 20_000 }),
  });
  fc.assert(
    fc.property(sizes, fc.nat(20_000), ({ asked, most, window }, bytes) => {
      const counted = countConversation({ ...HELLO, system: 'x'.repeat(bytes), maxOutputTokens: asked });
      const tokens = answerTokens(counted, fakeCard('big', { contextWindow: window, maxOutputTokens: most }));
      const wanted = Math.min(asked, most);
      assert.ok(tokens <= wanted);
      assert.ok(tokens >= Math.min(wanted, LEAST_ANSWER_TOKENS));
      if (counted.estimate + wanted <= window) assert.equal(tokens, wanted);
      else assert.ok(counted.estimate + tokens <= window || tokens === Math.min(wanted, LEAST_ANSWER_TOKENS));
    }),
  );
});

test('what cannot fit the widest window is not counted byte by byte, and is still too long for it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '字', '😀'), maxLength: 300 }), fc.nat(300), (system, widest) => {
      const whole = countConversation({ ...HELLO, system });
      const counted = countConversation({ ...HELLO, system }, widest);
      if (counted.estimate <= widest) assert.deepEqual(counted, whole);
      else assert.ok(whole.estimate > widest);
    }),
  );
  assert.equal(countConversation({ ...HELLO, system: 'é'.repeat(3000) }, 100).estimate, Math.ceil((3000 + 'hello'.length) / 3));
});

test('the longest affordable answer fits, and one token more does not', () => {
  fc.assert(
    fc.property(
      fc.nat(50_000),
      fc.integer({ min: 1, max: 9000 }),
      fc.record({ each: fc.nat(40), prompt: fc.nat(4000) }),
      (room, most, { each, prompt }) => {
        const price = (tokens: number): number => prompt + each * tokens;
        const found = longestAffordable(room, most, price);
        if (found === undefined) {
          assert.ok(most <= LEAST_ANSWER_TOKENS || price(LEAST_ANSWER_TOKENS) > room);
          return;
        }
        assert.ok(found >= LEAST_ANSWER_TOKENS && found < most && price(found) <= room);
        assert.ok(found === most - 1 || price(found + 1) > room);
      },
    ),
  );
});

test('tools, calls and their results are counted as they are sent', () => {
  const tool = { name: 'read', description: 'Reads a file.', parameters: { type: 'object', properties: {} } };
  const asked = { role: 'assistant', text: '', toolCalls: [{ id: 'call_1', name: 'read', arguments: '{"path":"a.ts"}' }] } as const;
  const result = { role: 'tool', callId: 'call_1', name: 'read', text: 'const a = 1;' } as const;
  const grow: readonly Conversation[] = [
    HELLO,
    { ...HELLO, tools: [tool] },
    { ...HELLO, tools: [tool], messages: [...HELLO.messages, asked] },
    { ...HELLO, tools: [tool], messages: [...HELLO.messages, asked, result] },
  ];
  const counts = grow.map(countConversation);
  for (const [index, { estimate, ceiling }] of counts.entries()) {
    const before = counts[index - 1];
    if (before !== undefined) assert.ok(estimate > before.estimate && ceiling > before.ceiling);
  }
  const all = JSON.stringify(tool).length + '{"path":"a.ts"}'.length + result.text.length;
  assert.ok((counts[3]?.ceiling ?? 0) >= (counts[0]?.ceiling ?? 0) + all);
});

test('a talk that will go on is said to be sent again, whole; a single question is not', () => {
  const last = { role: 'user', text: 'and then?' } as const;
  const talk = { ...HELLO, messages: [...HELLO.messages, { role: 'assistant', text: 'hi' }, last] } as const;
  assert.equal(promptOf(HELLO, 50).resent, undefined);
  assert.equal(promptOf(talk, 50).resent, last.text.length);
  const agent = { ...HELLO, tools: [{ name: 'read', description: 'Reads.', parameters: {} }] };
  assert.equal(promptOf(agent, 50).resent, HELLO.messages.at(-1)?.text.length);
});

test('a prompt has all of the conversation', () => {
  const conversation = { ...HELLO, stop: 'END' };
  assert.deepEqual(promptOf(conversation, 50), { ...conversation, maxOutputTokens: 50, parts: [], leftOut: [] });
});
