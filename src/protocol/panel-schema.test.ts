import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PANEL_COMMANDS, type PanelModel } from './panel.ts';
import { parseHostMessage, parseViewMessage } from './panel-schema.ts';

const ROW = { label: 'a', series: [1], nanos: 1, heldNanos: 0, calls: 1, failed: 0, tokens: 15, localCalls: 0 };
const MODEL: PanelModel = {
  spend: {
    todayNanos: 5,
    capNanos: 10,
    heldNanos: 1,
    tokens: { used: 7, cap: 9 },
    neverPay: false,
    localShare: 0.5,
    saved: { nanos: 3, against: 'a', how: 'b' },
  },
  notices: ['Anthropic asked to wait until 14:03'],
  routes: [{ kind: 'generation', models: 'a' }],
  report: {
    by: 'task',
    days: 30,
    measure: 'money',
    providers: ['gemini'],
    rows: [ROW],
    total: ROW,
    localCallsShare: 0,
    saved: { nanos: -3, against: 'a', how: 'b' },
  },
  hours: [{ startsAt: 1, byProvider: [{ provider: 'gemini', nanos: 2 }] }],
  seats: [{ id: 'gen-01', kind: 'generation', role: 'TypeScript implementer', does: 'Writes.', state: 'working', task: 't-1' }],
  working: [{ task: 't-1', seat: 'gen-01', title: 'a', model: '', startedAt: 1, nanos: 0, lastLine: '' }],
  needsYou: [{ task: 't-2', title: 'b', what: 'c', actions: [{ label: 'Accept', command: 'centuria.change.accept' }] }],
  recent: [{ task: 't-3', title: 'd', state: 'not-proved', verdictText: 'e', nanos: 0, at: 1 }],
  detail: {
    task: 't-1',
    title: 'a',
    transcript: [{ who: 'model', text: 'x', at: 1, model: 'm' }],
    receipt: {
      rows: [
        {
          model: 'm',
          reason: 'r',
          at: 1,
          outcome: 'ok',
          gates: '',
          nanos: 1,
          nanosKnown: true,
          tokensIn: 1,
          cachedIn: 0,
          tokensOut: 1,
          ms: 1,
        },
      ],
      totalNanos: 1,
      excluded: [],
    },
    links: [{ label: 'l', uri: 'file:///a', line: 0 }],
  },
  emptyState: { text: 't', actions: [] },
};

test('a whole model passes unchanged', () => {
  const message = { type: 'model', seq: 1, at: 1, model: MODEL };
  assert.deepEqual(parseHostMessage(message), { ok: true, message });
});

test('a delta of some parts passes unchanged', () => {
  const message = { type: 'delta', seq: 2, changes: { spend: MODEL.spend, seats: MODEL.seats }, removed: ['detail'] };
  assert.deepEqual(parseHostMessage(message), { ok: true, message });
});

test('a field the protocol does not know does not pass, so that nothing slips into the view', () => {
  const message = { type: 'model', seq: 1, at: 1, model: { ...MODEL, apiKey: 'k' } };
  const parsed = parseHostMessage(message);
  assert.equal(parsed.ok, false);
});

for (const [what, spend] of [
  ['negative', { ...MODEL.spend, todayNanos: -1 }],
  ['broken', { ...MODEL.spend, todayNanos: 0.5 }],
  ['not a number', { ...MODEL.spend, todayNanos: Number.NaN }],
] as const) {
  test(`money that is ${what} does not pass`, () => {
    assert.equal(parseHostMessage({ type: 'delta', seq: 1, changes: { spend }, removed: [] }).ok, false);
  });
}

test('the reason names the place and not the content', () => {
  const parsed = parseHostMessage({ type: 'delta', seq: 1, changes: { spend: { ...MODEL.spend, heldNanos: 'sk-123' } }, removed: [] });
  assert.ok(!parsed.ok);
  assert.match(parsed.why, /changes\.spend\.heldNanos/);
  assert.doesNotMatch(parsed.why, /sk-123/);
});

test('every message of the view passes', () => {
  const messages = [
    { type: 'ready' },
    { type: 'ready', selected: 't-1' },
    { type: 'select', task: 't-1' },
    { type: 'select' },
    { type: 'openLink', uri: 'file:///a', line: 3 },
    ...PANEL_COMMANDS.map((command) => ({ type: 'run', command, task: 't-1' })),
  ];
  for (const message of messages) assert.deepEqual(parseViewMessage(message), { ok: true, message });
});

test('a command that is not on the list does not pass', () => {
  for (const command of ['workbench.action.terminal.sendSequence', 'centuria.data.delete', '', 7]) {
    assert.equal(parseViewMessage({ type: 'run', command }).ok, false);
  }
});

test('what is no message does not pass', () => {
  const inputs = [
    undefined,
    null,
    'ready',
    [],
    {},
    { type: 'eval' },
    { type: 'select', task: 7 },
    { type: 'openLink', uri: 'a', line: -1 },
    { type: 'select', task: 'x'.repeat(201) },
  ];
  for (const input of inputs) assert.equal(parseViewMessage(input).ok, false, JSON.stringify(input));
});
