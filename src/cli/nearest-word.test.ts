import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestWord } from './nearest-word.ts';

const WORDS = ['models', 'ask', 'bench', 'check', 'prove', 'ledger', 'serve'];

test('a word that is nearly one of those known is taken for it, a stranger for none', () => {
  const meant = ['chekc', 'Check', 'model', 'legder', 'aks', 'sreve', 'pruve', 'benhc'];
  assert.deepEqual(
    meant.map((typed) => nearestWord(typed, WORDS)),
    ['check', 'check', 'models', 'ledger', 'ask', 'serve', 'prove', 'bench'],
  );
  for (const typed of ['', 'nothing', 'xyz', 'install']) assert.equal(nearestWord(typed, WORDS), undefined, typed);
});
