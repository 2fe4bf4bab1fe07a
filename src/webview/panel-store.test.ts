import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { PanelModel, ViewMessage } from '../protocol/panel.ts';
import type { SavedState } from './host-api.ts';
import { PanelStore } from './panel-store.ts';

const MODEL: PanelModel = {
  spend: { todayNanos: 0, heldNanos: 0, neverPay: true },
  notices: [],
  routes: [],
  hours: [],
  seats: [],
  working: [],
  needsYou: [],
  recent: [],
};

function open(saved?: unknown): { store: PanelStore; sent: ViewMessage[]; kept: SavedState[] } {
  const sent: ViewMessage[] = [];
  const kept: SavedState[] = [];
  const api = {
    postMessage: (message: ViewMessage) => void sent.push(message),
    getState: () => saved,
    setState: (state: SavedState) => void kept.push(state),
  };
  return { store: new PanelStore(api, () => 1000), sent, kept };
}

test('the view says that it is ready, with what it had open before', () => {
  assert.deepEqual(open().sent, [{ type: 'ready' }]);
  assert.deepEqual(open({ selected: 't-1', filter: '' }).sent, [{ type: 'ready', selected: 't-1' }]);
});

test('a saved state that is not one counts as none', () => {
  for (const saved of [null, 'x', 7, { selected: 7 }, { filter: [] }]) assert.deepEqual(open(saved).sent, [{ type: 'ready' }]);
});

test('a delta is applied to the model, and listeners hear of it', () => {
  const { store } = open();
  let heard = 0;
  store.subscribe(() => (heard += 1));
  store.receive({ type: 'model', seq: 4, at: 1000, model: MODEL });
  store.receive({ type: 'delta', seq: 5, changes: { spend: { ...MODEL.spend, todayNanos: 7 } }, removed: [] });
  assert.equal(store.state.model?.spend.todayNanos, 7);
  assert.equal(heard, 2);
});

test('a view that missed a delta asks for a whole model and applies nothing in between', () => {
  const { store, sent } = open();
  store.receive({ type: 'model', seq: 1, at: 1000, model: MODEL });
  store.receive({ type: 'delta', seq: 3, changes: { spend: { ...MODEL.spend, todayNanos: 7 } }, removed: [] });
  assert.equal(store.state.model?.spend.todayNanos, 0);
  assert.deepEqual(sent, [{ type: 'ready' }, { type: 'ready' }]);
});

test('the difference between the two clocks is kept', () => {
  const { store } = open();
  store.receive({ type: 'model', seq: 1, at: 61_000, model: MODEL });
  assert.equal(store.state.clockOffset, 60_000);
});

test('a message that is not of the protocol is said, and a good model takes the word back', () => {
  const { store } = open();
  store.receive({ type: 'model', seq: 1, at: 1000, model: { ...MODEL, spend: {} } });
  assert.match(store.state.problem ?? '', /do not match.*Reload the window/);
  store.receive({ type: 'model', seq: 1, at: 1000, model: MODEL });
  assert.equal(store.state.problem, undefined);
});

test('a selection is sent and saved, and is not sent twice', () => {
  const { store, sent, kept } = open();
  store.select('t-1');
  store.select('t-1');
  store.select(undefined);
  assert.deepEqual(sent.slice(1), [{ type: 'select', task: 't-1' }, { type: 'select' }]);
  assert.deepEqual(kept, [{ selected: 't-1', filter: '' }, { filter: '' }]);
});

test('a refused task can be asked for again', () => {
  const { store, sent } = open();
  store.select('t-1');
  store.receive({ type: 'no-detail', task: 't-1', why: 'It could not be read.' });
  assert.equal(store.state.refusal?.why, 'It could not be read.');
  store.select('t-1');
  assert.equal(sent.length, 3);
  assert.equal(store.state.refusal, undefined);
});
