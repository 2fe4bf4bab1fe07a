import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanSecrets } from '../../src/gates/secrets/scan.ts';
import { madeSecret } from './made-secret.ts';
import * as fourth from './secrets-in-context-4.ts';
import * as fifth from './secrets-in-context-5.ts';
import * as sixth from './secrets-in-context-6.ts';
import { harmlessLookalikes, plantedSecrets } from './secrets-in-context.ts';

async function rulesIn(sample: string, seed: number): Promise<readonly string[]> {
  const scan = await scanSecrets(madeSecret(sample, seed).text);
  assert.ok(scan.ok);
  return scan.findings.map(({ rule }) => rule);
}

for (const [index, [name, sample]] of [
  ...plantedSecrets,
  ...fourth.plantedSecrets,
  ...fifth.plantedSecrets,
  ...sixth.plantedSecrets,
].entries()) {
  test(`a secret is found: ${name}`, async () => {
    assert.notDeepEqual(await rulesIn(sample, index), []);
  });
}

for (const [index, [name, sample]] of [
  ...harmlessLookalikes,
  ...fourth.harmlessLookalikes,
  ...fifth.harmlessLookalikes,
  ...sixth.harmlessLookalikes,
].entries()) {
  test(`no secret is found: ${name}`, async () => {
    assert.deepEqual(await rulesIn(sample, index), []);
  });
}
