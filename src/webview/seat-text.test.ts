import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PanelSeat } from '../protocol/panel.ts';
import { lackText, legendText } from './seat-text.ts';

function seat(kind: PanelSeat['kind'], state: PanelSeat['state'], reason?: string): PanelSeat {
  return { id: kind, kind, role: '', does: '', state, ...(reason === undefined ? {} : { reason }) };
}

test('crossed-out seats are explained once for each reason, with the kinds of seats it holds for', () => {
  const none = 'No model is set up yet. Download one.';
  const legend = legendText([
    seat('generation', 'unavailable', none),
    seat('analysis', 'unavailable', none),
    seat('analysis', 'unavailable', none),
    seat('automation', 'unavailable', 'No client. Not yet.'),
  ]);
  assert.equal(legend, `4 crossed out: they cannot work yet. Generation and Analysis: ${none} Automation: No client.`);
  assert.equal(legendText([seat('generation', 'idle')]), undefined);
});

test('a group of which nobody can work says so beside its name, and no other does', () => {
  assert.deepEqual(lackText([seat('analysis', 'unavailable'), seat('analysis', 'unavailable')]), ['cannot work yet']);
  assert.deepEqual([lackText([seat('analysis', 'unavailable'), seat('analysis', 'idle')]), lackText([])], [[], []]);
});
