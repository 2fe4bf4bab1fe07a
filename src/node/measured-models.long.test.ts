import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { atEnd, NOON, openedStore, temporaryFolder } from '../../test/ledger/books.ts';
import { writeFirstVersion } from '../../test/ledger/first-version.ts';
import type { MeasuredModel } from '../core/model-bench/measures.ts';
import { storePath } from './store.ts';

const LLAMA: MeasuredModel = {
  model: 'ollama/llama',
  label: 'llama',
  fingerprint: 'ollama http://127.0.0.1:11434 abc',
  at: NOON,
  measured: {
    day: '2026-11-23',
    gaps: ['its share of the time was over'],
    tallies: { edit: { asked: 3, inForm: 3, right: 2 } },
    tokensPerSecond: 38.5,
    loadMs: 900,
    timeUp: ['recall'],
    load: ['it waited 3 s'],
  },
};

test('what was measured is there again for every window, as it was, and without what was not measured', (t) => {
  const dataDir = temporaryFolder(t);
  openedStore(t, { dataDir }).measured.put(LLAMA);
  assert.deepEqual(openedStore(t, { dataDir }).measured.all(), [LLAMA]);
});

test('a model has one row: a later benchmark stands in its place', (t) => {
  const { measured } = openedStore(t);
  measured.put(LLAMA);
  const later = { ...LLAMA, fingerprint: 'ollama other', measured: { day: '2026-11-24', gaps: [], tallies: {} } };
  measured.put({ ...LLAMA, model: 'embedded/tiny' });
  measured.put(later);
  assert.deepEqual(
    measured.all().map(({ model, measured: { day } }) => [model, day]),
    [
      ['embedded/tiny', '2026-11-23'],
      ['ollama/llama', '2026-11-24'],
    ],
  );
});

test('a row in a form that is not known is passed over, and the others are read', (t) => {
  const store = openedStore(t);
  store.measured.put(LLAMA);
  const other = new DatabaseSync(store.path);
  atEnd(t, () => other.close());
  const insert = (model: string, json: string) =>
    other.prepare('INSERT INTO measured_models VALUES (?, ?, ?, ?, ?)').run(model, 'x', 'x', 0, json);
  insert('a', '{"tallies": 1}');
  insert('b', '{"day":"2026-11-23","gaps":[],"tallies":{"edit":{"asked":1,"inForm":0,"right":1}}}');
  assert.deepEqual(store.measured.all(), [LLAMA]);
});

test('a file of the first version gets the table, and deleting all data empties it', (t) => {
  const dataDir = temporaryFolder(t);
  writeFirstVersion(storePath(dataDir));
  const store = openedStore(t, { dataDir });
  store.measured.put(LLAMA);
  store.ledger.expireOwner('old-owner', NOON);
  store.deleteAllData();
  assert.deepEqual(store.measured.all(), []);
});
