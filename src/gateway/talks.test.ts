import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation } from '../core/conversation.ts';
import { createTalks } from './talks.ts';

function talk(...texts: readonly string[]): Conversation {
  return { system: 'Be brief.', tools: [], messages: texts.map((text, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', text })) };
}

const CACHED = { card: 'anthropic/a', tokens: 12_000, until: 1 };

test('the next turn of a talk is known by what it begins with, and another talk is not', () => {
  const talks = createTalks();
  talks.note(talk('hello'), CACHED);
  assert.deepEqual(talks.cached(talk('hello', 'hi', 'more')), CACHED);
  assert.equal(talks.cached(talk('bye', 'hi', 'more')), undefined);
  assert.equal(talks.cached({ ...talk('hello', 'hi', 'more'), system: 'Be long.' }), undefined);
  assert.equal(talks.cached({ ...talk('hello', 'hi', 'more'), tools: [{ name: 'f', description: '', parameters: {} }] }), undefined);
});

test('the latest turn counts, and each talk is remembered once', () => {
  const talks = createTalks(2);
  talks.note(talk('other'), CACHED);
  talks.note(talk('hello'), CACHED);
  talks.note(talk('hello', 'hi', 'more'), { ...CACHED, tokens: 13_000 });
  assert.equal(talks.cached(talk('hello', 'hi', 'more', 'ok', 'and'))?.tokens, 13_000);
  assert.deepEqual(talks.cached(talk('other', 'hi', 'more')), CACHED);
});

test('of more talks than are remembered the oldest is forgotten', () => {
  const talks = createTalks(3);
  for (let index = 0; index < 10; index += 1) talks.note(talk(`talk ${index}`), CACHED);
  const known = Array.from({ length: 10 }, (_, index) => talks.cached(talk(`talk ${index}`, 'hi', 'more')) !== undefined);
  assert.deepEqual(known, [false, false, false, false, false, false, false, true, true, true]);
});
