import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextStepFor, notAskedWords, type Cause, type NotAsked } from './exclusion.ts';

const one = (because: Cause, nextStep?: string): NotAsked => ({
  label: 'A',
  reason: 'x',
  because,
  ...(nextStep === undefined ? {} : { nextStep }),
});

test('where nothing is set up, each of the ways to set something up is named', () => {
  assert.equal(nextStepFor([]), 'Download a model, start Ollama, or set a key with "Centuria: Set API Key".');
});

test('a small model alone asks for a larger one or a key', () => {
  assert.equal(nextStepFor([one('floor')]), 'Download a larger model or set a key with "Centuria: Set API Key".');
});

test('with a vendor that cannot be reached it says what to do about that, and never to set a key', () => {
  assert.equal(nextStepFor([one('floor'), one('cloud-absent', 'Check the network')]), 'Check the network. Download a larger model.');
});

test('in an untrusted workspace it says to trust it, once for all clouds', () => {
  assert.equal(
    nextStepFor([one('floor'), one('untrusted'), one('untrusted')]),
    'Trust this workspace to let clouds be asked or download a larger model.',
  );
});

test('no cause that is about a cloud ever asks for another key', () => {
  for (const cause of ['untrusted', 'local-only', 'never-pay', 'not-allowed', 'cloud-absent'] as const)
    assert.doesNotMatch(nextStepFor([one(cause)]), /key/);
});

test('an Ollama that does not answer is not told to be started twice', () => {
  assert.equal(
    nextStepFor([one('server-absent', 'Start the server.')]),
    'Start the server. Download a model or set a key with "Centuria: Set API Key".',
  );
});

test('an Ollama that is up is told to pull a model, never to be started', () => {
  assert.equal(nextStepFor([], true), 'Download a model, pull one with Ollama, or set a key with "Centuria: Set API Key".');
  assert.equal(
    nextStepFor([one('floor'), one('never-pay')], true),
    'Turn off "Never pay" in the settings, download a larger model, or pull one with Ollama.',
  );
});

test('a reason that begins with the name says it once', () => {
  assert.equal(notAskedWords({ label: 'Anthropic', reason: 'Anthropic could not be reached' }), 'Anthropic could not be reached');
  assert.equal(notAskedWords({ label: 'haiku', reason: 'never pay is on' }), 'haiku: never pay is on');
});
