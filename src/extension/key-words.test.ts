import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCard } from '../../test/fakes/fake-world.ts';
import type { FailureKind } from '../core/failure.ts';
import { keyVerdict, unchecked } from './key-words.ts';

const failed = (kind: FailureKind) => ({ ok: false, failure: { kind, message: 'It said no.', nextStep: 'Look at it.' } }) as const;

test('a key with which the vendor tells its models is accepted', () => {
  assert.deepEqual(keyVerdict('Anthropic', { ok: true, cards: [fakeCard('a')] }), {
    is: 'accepted',
    words: 'Anthropic accepted the key: 1 model.',
  });
  assert.match(keyVerdict('Anthropic', { ok: true, cards: [fakeCard('a'), fakeCard('b')] }).words, /2 models/);
});

test('only a vendor that turns the key away refuses it', () => {
  assert.deepEqual(keyVerdict('Gemini', failed('auth')), { is: 'refused', words: 'Gemini refused the key: It said no.' });
  const own = { ok: false, failure: { kind: 'auth', message: 'Gemini did not accept the key (HTTP 401).', nextStep: '' } } as const;
  assert.equal(keyVerdict('Gemini', own).words, 'Gemini did not accept the key (HTTP 401).');
  for (const kind of ['unreachable', 'server', 'rate-limit', 'quota', 'malformed', 'aborted'] as const) {
    const { is, words } = keyVerdict('Gemini', failed(kind));
    assert.equal(is, 'unknown', kind);
    assert.match(words, /^The key for Gemini is set, not checked: /);
  }
});

test('what could not be checked says the cause and the next step, with one full stop each', () => {
  assert.equal(keyVerdict('Gemini', failed('unreachable')).words, 'The key for Gemini is set, not checked: It said no. Look at it.');
  assert.equal(
    unchecked('Gemini', 'this workspace is not trusted').words,
    'The key for Gemini is set, not checked: this workspace is not trusted.',
  );
});
