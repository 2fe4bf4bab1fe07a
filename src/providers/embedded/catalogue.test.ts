import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, cardOf } from './catalogue.ts';

describe('the catalogue of embedded models', () => {
  it('has one entry for each id and file', () => {
    for (const key of ['id', 'file', 'label'] as const) {
      assert.equal(new Set(CATALOGUE.map((entry) => entry[key])).size, CATALOGUE.length, key);
    }
  });

  it('calls every size and amount of memory approximate that was not read at the source', () => {
    for (const entry of CATALOGUE) {
      assert.match(entry.memoryText, /^about /, entry.id);
      if (entry.pin === undefined) assert.match(entry.sizeText, /^about /, entry.id);
      else assert.equal(entry.sizeText, `${Math.round(entry.pin.size / 1e6)} MB`);
    }
  });

  it('has a well-formed checksum, and exact bytes, for the default model only', () => {
    assert.deepEqual(
      CATALOGUE.flatMap(({ id, pin }) => (pin === undefined ? [] : [id])),
      ['smollm2-135m'],
    );
    const pin = CATALOGUE[0]?.pin;
    assert.ok(pin);
    assert.match(pin.sha256, /^[0-9a-f]{64}$/);
    assert.match(pin.revision, /^[0-9a-f]{40}$/);
  });

  it('offers only licences that allow every use', () => {
    assert.deepEqual([...new Set(CATALOGUE.map(({ licence }) => licence))], ['Apache-2.0']);
  });

  it('recommends exactly one, and names the floor of each that does not analyse', () => {
    assert.deepEqual(
      CATALOGUE.filter(({ recommended }) => recommended).map(({ id }) => id),
      ['qwen2.5-coder-1.5b'],
    );
    for (const entry of CATALOGUE) assert.equal(entry.floor === undefined, entry.serves.includes('analyse'), entry.id);
  });

  it('makes cards that are local and free, without tools, and whose answers fit their windows', () => {
    for (const card of CATALOGUE.map(cardOf)) {
      assert.equal(card.key, `embedded/${card.model}`);
      assert.deepEqual([card.provider, card.family, card.local, card.price, card.tools], ['embedded', 'embedded', true, 'free', false]);
      assert.ok(card.maxOutputTokens < card.contextWindow);
    }
  });
});
