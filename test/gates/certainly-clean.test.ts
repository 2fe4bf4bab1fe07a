import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules as presetRules } from '@secretlint/secretlint-rule-preset-recommend';
import fc from 'fast-check';
import { isCertainlyClean } from '../../src/gates/secrets/certainly-clean.ts';
import { presetHits } from '../../src/gates/secrets/preset.ts';
import { scanSecrets } from '../../src/gates/secrets/scan.ts';
import { madeSecret } from './made-secret.ts';
import { secretSamples } from './secret-samples.ts';

/** One for each rule of the preset that can match a text without a file's name. Nothing here is a secret. */
const presetSamples: Readonly<Record<string, readonly string[]>> = {
  privatekey: ['-----BEGIN PRIVATE KEY-----\nMI{alnum:120}\n-----END PRIVATE KEY-----'],
  npm: ['npm_{alnum:36}'],
  basicauth: ['ftp://me:{alnum:16}@files.internal.net', 'https://me:{alnum:16}@files.internal.net'],
  slack: [
    'xoxb-{digit:12}-{alnum:24}',
    'xoxo-{digit:12}-{alnum:24}',
    'xapp-1-{alnum:12}-{alnum:24}',
    'https://hooks.slack.com/services/T{alnum:8}/B{alnum:8}/{alnum:24}',
  ],
  sendgrid: ['SG.{alnum:22}.{alnum:43}'],
  shopify: ['shppa_{hex:32}', 'shpca_{hex:32}', 'shpat_{hex:32}', 'shpss_{hex:32}'],
  stripe: ['sk_live_{alnum:24}', 'sk_test_{alnum:24}', 'rk_live_{alnum:24}', 'rk_test_{alnum:24}'],
  github: [
    'ghp_{alnum:36}',
    'gho_{alnum:36}',
    'ghu_{alnum:36}',
    'ghs_{alnum:36}',
    'ghr_{alnum:36}',
    'github_pat_{alnum:82}',
    'ghs_{digit:8}_{alnum:20}.{alnum:40}.{alnum:40}',
  ],
  gitlab: ['glpat-{alnum:20}'],
  grafana: ['glc_{json:60}', 'glsa_{alnum:32}_{hex:8}'],
  openai: ['sk-{alnum:20}T3BlbkFJ{alnum:20}', 'sk-proj-{alnum:58}T3BlbkFJ{alnum:58}'],
  anthropic: ['sk-ant-api03-{alnum:93}AA'],
  groq: ['gsk_{alnum:52}'],
  huggingface: ['hf_{letter:34}'],
  linear: ['lin_api_{alnum:40}'],
  notion: ['ntn_{digit:11}{alnum:35}'],
  '1password': ['ops_{account:200}'],
  'database-connection-string': [
    'mongodb+srv://me:{alnum:16}@db.internal.net/a',
    'MySQLx://me:{alnum:16}@db.internal.net/a',
    'postgres://me:{alnum:16}@db.internal.net/a',
  ],
  'hashicorp-vault': ['hvs.{alnum:92}', 'hvb.{alnum:140}', 'hvr.{alnum:92}'],
  vercel: ['vcp_{alnum:24}', 'vci_{alnum:24}', 'vca_{alnum:24}', 'vcr_{alnum:24}', 'vck_{alnum:24}'],
  databricks: ['dapi{hex:32}'],
  docker: ['dckr_pat_{alnum:27}'],
  figma: ['figd_{alnum:40}'],
  cloudflare: ['cfk_{alnum:40}{hex:8}', 'cfut_{alnum:40}{hex:8}', 'cfat_{alnum:40}{hex:8}'],
  tailscale: ['tskey-auth-{alnum:16}-{alnum:32}'],
};

/** The longest, or nearly, that each rule with a bound takes. */
const longestSamples: Readonly<Record<string, readonly string[]>> = {
  basicauth: ['https://{alnum:256}:{alnum:256}@{lower:200}.internal.net'],
  slack: ['https://hooks.slack.com/services/T{alnum:40}/B{alnum:40}/{alnum:40}', 'xoxb-{alnum:40}-{alnum:40}-{alnum:40}-{alnum:40}'],
  shopify: ['shppa_{hex:64}'],
  stripe: ['rk_live_{alnum:99}'],
  github: ['ghs_{digit:20}_{alnum:1000}.{alnum:4000}.{alnum:1000}'],
  gitlab: ['glpat-{alnum:128}'],
  anthropic: ['sk-ant-api03-{alnum:128}AA'],
  linear: ['lin_api_{alnum:128}'],
  '1password': ['ops_{account:1272}'],
  'database-connection-string': ['postgres', 'mysqlx', 'mongodb+srv'].map((scheme) => `${scheme}://{alnum:100}:{alnum:200}@{lower:100}/a`),
  'hashicorp-vault': ['hvs.{alnum:120}', 'hvb.{alnum:300}', 'hvr.{alnum:120}'],
  vercel: ['vcp_{alnum:60}'],
  figma: ['figd_{alnum:200}'],
  tailscale: ['tskey-auth-{alnum:40}-{alnum:60}'],
};

/** They read files by their names, or switch others off; `aws` is left out of the scan for a rule of our own. */
const SEE_NO_TEXT = ['aws', 'gcp', 'filter-comments'];

/** With runs that some rules of the preset read: letters only, JSON in base64. */
function presetSample(sample: string, seed: number): string {
  const json = Buffer.from(JSON.stringify({ o: '1', n: 'a-key', k: 'k7Tq9Zx2', m: { r: 'us' } })).toString('base64');
  const account = (length: number): string => Buffer.from(`{"secretKey":"${'k7Tq9Zx2'.repeat(length / 12)}a"}`).toString('base64');
  const own = sample.replace(/\{json:\d+\}/u, json).replace(/\{account:(\d+)\}/u, (_, length: string) => account(Number(length)));
  return madeSecret(
    own.replace(/\{letter:(\d+)\}/u, (_, length: string) => 'kTqZxRmVbNwLdHsGyPcJfUeAoI'.repeat(2).slice(0, Number(length))),
    seed,
  ).text;
}

test('every rule of the preset that reads texts has a sample that it finds, and none of them is taken for clean', async () => {
  const names = presetRules.map(({ meta }) => meta.id.replace('@secretlint/secretlint-rule-', ''));
  assert.deepEqual(names.toSorted(), [...Object.keys(presetSamples), ...SEE_NO_TEXT].toSorted());
  for (const [name, samples] of [...Object.entries(presetSamples), ...Object.entries(longestSamples)]) {
    for (const sample of samples) {
      const text = `before\n${presetSample(sample, 1)}\nafter`;
      assert.ok(
        (await presetHits(text)).some(({ rule }) => rule === `secretlint/${name}`),
        text,
      );
      assert.equal(isCertainlyClean(text), false, text);
    }
  }
});

const all = [...secretSamples.map(([, sample]) => sample), ...Object.values(presetSamples).flat()];

test('a text in which the scan finds something is never taken for clean, whatever stands around it or is cut off', async () => {
  const around = fc.constantFrom(
    '',
    '\n',
    ' ',
    '"',
    "'",
    '`',
    '(',
    ',',
    ';',
    '=',
    ': ',
    'x',
    '_',
    '-',
    '/',
    'key: ',
    'const token = "',
    'é',
    '😀',
    '\\n',
  );
  const made = fc.record({
    sample: fc.constantFrom(...all),
    seed: fc.nat(),
    before: around,
    after: around,
    from: fc.nat(12),
    less: fc.nat(12),
  });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 3 }), fc.boolean(), async (parts, upper) => {
      const text = parts
        .map(({ sample, seed, before, after, from, less }) => {
          const whole = presetSample(sample, seed);
          const cut = from + less > 14 ? whole.slice(from, whole.length - less) : whole;
          return `${before}${upper && less > 10 ? cut.toUpperCase() : cut}${after}`;
        })
        .join('');
      const scan = await scanSecrets(text);
      if (!scan.ok || scan.findings.length === 0) return;
      found += 1;
      assert.equal(isCertainlyClean(text), false, text);
    }),
    { numRuns: 2_000 },
  );
  assert.ok(found > 500, `${found}`);
});

/** The same text as a program may write it. */
const hidings: readonly ((text: string, at: number) => string)[] = [
  (text, at) => `'${text.slice(0, at)}' + "${text.slice(at)}"`,
  (text, at) => `['${text.slice(0, at)}',\n'${text.slice(at)}'].join('')`,
  (text) => [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  (text) => text.replaceAll('_', '%5F').replaceAll('-', '\\x2d'),
  (text, at) => `${text.slice(0, at)}\u200b${text.slice(at)}`,
  (text) => `"${Buffer.from(text).toString('base64')}"`,
  (text) => `Buffer.from("${Buffer.from(text).toString('hex')}", "hex")`,
  (text) =>
    `bytes.fromhex("${Buffer.from(text)
      .toString('hex')
      .replace(/(..)(?=.)/gu, '$1 ')}")`,
  (text) => `bytes([${[...Buffer.from(text)].join(', ')}])`,
  (text) => [...text].map((one) => `chr(${one.charCodeAt(0)})`).join(' + '),
  (text) => [...text].map((one) => `&#${one.charCodeAt(0)};`).join(''),
  (text) => `"${[...text].reverse().join('')}"[::-1]`,
  (text, at) => `const a = '${text.slice(0, at)}';\nconst b = "${text.slice(at)}";\nuse(a + b);`,
  (text, at) => `a = '${text.slice(0, at)}'\nb = '${text.slice(at)}'\nuse(f"{a}{b}")`,
  (text, at) => `'${Buffer.from(text).toString('base64').slice(0, at)}' + '${Buffer.from(text).toString('base64').slice(at)}'`,
];

test('a secret that is put together or written otherwise is never taken for clean where the scan finds it', async () => {
  let found = 0;
  const one = fc.record({
    sample: fc.constantFrom(...all),
    seed: fc.nat(),
    hide: fc.constantFrom(...hidings),
    at: fc.integer({ min: 1, max: 30 }),
  });
  await fc.assert(
    fc.asyncProperty(one, async ({ sample, seed, hide, at }) => {
      const text = hide(presetSample(sample, seed), at);
      const scan = await scanSecrets(text);
      if (!scan.ok || scan.findings.length === 0) return;
      found += 1;
      assert.equal(isCertainlyClean(text), false, text);
    }),
    { numRuns: 2_000 },
  );
  assert.ok(found > 1_000, `${found}`);
});

test('private keys without their header, or without their body, are not taken for clean', async () => {
  const key = `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${'Bk7Tq9Zx2w'.repeat(40)}`;
  for (const text of [
    key,
    `-----BEGIN RSA PRIVATE KEY-----\n${key.slice(0, 64)}`,
    `${key}\n-----END PRIVATE KEY-----`,
    `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n${key}`,
  ]) {
    const scan = await scanSecrets(text);
    assert.ok(scan.ok && scan.findings.length > 0, text);
    assert.equal(isCertainlyClean(text), false, text);
  }
});

test('ordinary code and questions are told at once, a longer text than it reads is left to the scan', () => {
  const code = readFileSync(new URL('../../src/core/money.ts', import.meta.url), 'utf8');
  assert.equal(isCertainlyClean(code), true);
  assert.equal(isCertainlyClean('What does this function do with the token, and where is the password checked?'), true);
  assert.equal(isCertainlyClean(''), true);
  assert.equal(isCertainlyClean(code.repeat(20)), false);
});
