import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCleanTexts, KEEPING } from './clean-texts.ts';

test('only what was added is known, and no more of it than may be remembered', () => {
  const steps = fc.array(fc.record({ add: fc.boolean(), texts: fc.array(fc.string({ maxLength: 6 }), { maxLength: 4 }) }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(steps, fc.nat(700), (all, most) => {
      const clean = createCleanTexts(most);
      const added = new Set<string>(['']);
      for (const { add, texts } of all) {
        if (add) {
          clean.add(texts);
          for (const text of texts) added.add(text);
        }
        const unknown = new Set(clean.unknown(texts));
        for (const text of texts) assert.ok(unknown.has(text) || added.has(text));
      }
      const known = [...added].filter((text) => clean.unknown([text]).length === 0);
      assert.ok(known.reduce((sum, text) => sum + (text === '' ? 0 : text.length + KEEPING), 0) <= most);
    }),
  );
});

test('what was asked for last is forgotten last', () => {
  const clean = createCleanTexts(3 * (2 + KEEPING));
  clean.add(['aa', 'bb', 'cc']);
  assert.deepEqual(clean.unknown(['aa']), []);
  clean.add(['dd']);
  assert.deepEqual(clean.unknown(['aa', 'bb', 'cc', 'dd']), ['bb']);
});
