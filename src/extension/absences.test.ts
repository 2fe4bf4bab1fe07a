import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCard, fakeLocalCard } from '../../test/fakes/fake-world.ts';
import { absentEntries, untrustedAbsence, whyNobody } from './absences.ts';
import type { Absence } from './services.ts';

const TINY = fakeLocalCard('SmolLM2 135M', { serves: ['edit'], floor: '135M parameters: edits of one function only' });
const UNREACHABLE: Absence = {
  provider: 'anthropic',
  label: 'Anthropic',
  here: false,
  failure: { kind: 'unreachable', message: 'Anthropic could not be reached.', nextStep: 'Check the network.' },
};

test('a model that is too small alone: a larger one or a key', () => {
  const why = whyNobody({ cards: [TINY], failures: [] }, 'analyse');
  assert.equal(why, 'SmolLM2 135M is too small for analysis. Download a larger model or set a key with "Centuria: Set API Key".');
  assert.equal(whyNobody({ cards: [TINY], failures: [] }, 'edit'), undefined);
});

test('a key is set and the vendor is unreachable: that is the reason', () => {
  const why = whyNobody({ cards: [TINY], failures: [UNREACHABLE] }, 'analyse');
  assert.equal(why, 'Anthropic could not be reached; SmolLM2 135M is too small for analysis. Check the network. Download a larger model.');
});

test('in an untrusted workspace the reason is the trust', () => {
  const why = whyNobody({ cards: [], failures: [untrustedAbsence('anthropic', 'Anthropic')] }, 'edit');
  assert.equal(
    why,
    'Anthropic was not asked: this workspace is not trusted. Trust this workspace to let clouds be asked, download a model, or start Ollama.',
  );
});

test('nothing set up', () => {
  assert.match(whyNobody({ cards: [], failures: [] }, 'edit') ?? '', /^No model is set up yet\. Download a model/);
  assert.equal(whyNobody({ cards: [fakeCard('haiku')], failures: [] }, 'analyse'), undefined);
});

test('an Ollama that answered and has no model is asked for one, not to be started', () => {
  const ollama: Absence = { ...UNREACHABLE, provider: 'ollama', label: 'Ollama', here: true };
  assert.match(
    whyNobody({ cards: [], failures: [], notRunning: [] }, 'edit') ?? '',
    /Download a model, pull one with Ollama, or set a key/,
  );
  assert.match(whyNobody({ cards: [], failures: [], notRunning: [ollama] }, 'edit') ?? '', /start Ollama/);
});

test('an absent server on this machine is told from an absent cloud', () => {
  const ollama: Absence = { ...UNREACHABLE, provider: 'ollama', label: 'Ollama', here: true };
  const entries = absentEntries({ cards: [], failures: [ollama, UNREACHABLE, untrustedAbsence('gemini', 'Gemini')] });
  assert.deepEqual(
    entries.map(({ because, nextStep }) => [because, nextStep]),
    [
      ['server-absent', 'Check the network.'],
      ['cloud-absent', 'Check the network.'],
      ['untrusted', undefined],
    ],
  );
});

test('where the only model was measured and cannot do it, what was measured is the reason', () => {
  const measured = { day: '2026-11-25', gaps: [], tallies: { edit: { asked: 3, inForm: 1, right: 0 } } };
  const why = whyNobody({ cards: [{ ...TINY, measured }], failures: [] }, 'edit');
  assert.equal(
    why,
    'SmolLM2 135M: edits 0 of 3 right, measured 2026-11-25. Download a larger model or set a key with "Centuria: Set API Key".',
  );
});
