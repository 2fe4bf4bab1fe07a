import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Gates } from '../../src/core/gate.ts';
import { masked } from '../../src/core/secret-check.ts';
import { secretRules } from '../../src/gates/secrets/rules.ts';
import { scanSecrets } from '../../src/gates/secrets/scan.ts';
import { madeSecret } from './made-secret.ts';
import { secretSamples } from './secret-samples.ts';

const gates: Gates = { scanSecrets, judge: () => Promise.resolve([]) };

async function rulesIn(text: string): Promise<readonly string[]> {
  const scan = await scanSecrets(text);
  assert.ok(scan.ok);
  return scan.findings.map(({ rule }) => rule);
}

test('there is a sample for every rule, and each rule names itself once and where its shape is stated', () => {
  const names = secretRules.map(({ rule }) => rule);
  assert.deepEqual(secretSamples.map(([rule]) => rule).toSorted(), names.toSorted());
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.length >= 150, `${names.length}`);
  for (const { rule, url, keywords } of secretRules) {
    assert.match(url, /^https:\/\//u, rule);
    assert.ok(keywords.length > 0 && keywords.every((word) => word === word.toLowerCase() && word.length > 1), rule);
  }
});

for (const [rule, sample] of secretSamples) {
  test(`${rule}: found as it is written, not when it is too short or stands for a secret`, async () => {
    for (const seed of [1, 2, 3]) {
      const { text } = madeSecret(sample, seed);
      assert.ok((await rulesIn(`before\n${text}\nafter`)).includes(rule), text);
    }
    const nearly = [
      madeSecret(sample, 1, (kind, length, next) => madeSecret(`{${kind}:${Math.max(1, Math.floor(length / 4))}}`, next() * 1e9).text),
      madeSecret(sample, 1, (_, length) => 'x'.repeat(length)),
      madeSecret(sample, 1, (_, length) => 'example-'.repeat(length).slice(0, length)),
      madeSecret(sample, 1, () => 'your-key-here'),
    ];
    for (const { text } of nearly) assert.ok(!(await rulesIn(`before\n${text}\nafter`)).includes(rule), text);
  });
}

test('of no planted secret can eight characters in a row be read after masking', async () => {
  const around = fc.constantFrom(
    ['', ''],
    ['"', '"'],
    ["'", "',"],
    ['(', ')'],
    ['x = `', '`;'],
    ['- ', ' # why'],
    ['<a>', '</a>'],
    ['{"a": "', '"}'],
    ['\t', '\r'],
  );
  const planted = fc.record({ sample: fc.constantFrom(...secretSamples.map(([, sample]) => sample)), seed: fc.nat(), around });
  await fc.assert(
    fc.asyncProperty(fc.array(planted, { minLength: 1, maxLength: 4 }), async (all) => {
      const made = all.map(({ sample, seed, around: [before, after] }) => ({
        ...madeSecret(sample, seed),
        before,
        after,
        lines: /^\s|^"auth/u.test(sample),
      }));
      // What is known by its line stands alone on it.
      const text = made.map((one) => (one.lines ? one.text : `${one.before}${one.text}${one.after}`)).join('\n');
      const result = await masked(gates, text);
      for (const run of made.flatMap(({ runs }) => runs)) {
        for (let at = 0; at + 8 <= run.length; at += 1) assert.ok(!result.includes(run.slice(at, at + 8)), `${text}\n---\n${result}`);
      }
    }),
    { numRuns: 400 },
  );
});
