import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretRules } from '../../src/gates/secrets/rules.ts';
import { scanSecrets } from '../../src/gates/secrets/scan.ts';

/** Beside the parts that make it a secret, so that no scanner finds one in this file. */
const LETTERS = 'Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0UvWxYz';

const pieces = [
  'eyJ',
  'eyJa.',
  'password="',
  'secret_',
  "token = '",
  '-----BEGIN PRIVATE KEY-----\n',
  '-----END PRIVATE KEY-----',
  'MIIE ',
  'a',
  'a1',
  'A',
  '0',
  ' ',
  '"',
  '\n',
  '://a:',
  '=',
  '-',
  'Server=a;',
  'curl -u ',
  'M'.repeat(70),
];

/** Of what a text is read with once it is undone. */
const unwrittenPieces = [
  'chr(99)+',
  'chr(',
  "'+",
  "' + '",
  'a+',
  'a + b + ',
  '{a}',
  'a="bb";a+a+',
  '$a',
  '12, ',
  '0x41,',
  '41 ',
  '41 4',
  '&#9',
  '&#x',
  '\\1',
  "'abcdefgh'",
  '"abcdefgh".split(\'\')',
  'String.fromCharCode(65),',
  '6768',
  'M'.repeat(40) + '=',
  '\\\n',
  ': >\n  abcd',
  ': |\n abcd\n',
  "' \\\n",
  '\u200b',
];

test('texts made to slow a pattern down take it time in proportion to their length', () => {
  for (const { rule, keywords, pattern } of secretRules) {
    // Every pattern runs, also on what does not have its keyword.
    for (const piece of [...pieces, ...keywords, ...keywords.map((word) => `${word}aA1`), ...keywords.map((word) => word.toUpperCase())]) {
      const started = process.cpuUsage().user;
      Array.from(piece.repeat(Math.ceil(100_000 / piece.length)).matchAll(pattern));
      const took = process.cpuUsage().user - started;
      assert.ok(took < 1_500_000, `${rule} on ${piece} took ${took} µs`);
    }
  }
});

test('the whole scan takes time in proportion to the length of a text', async () => {
  const found = [
    ['gh', 'p_', LETTERS],
    ['AK', 'IA', 'QWERTZUIOPASDFGH'],
    ['https://user', ':Ab1Cd2Ef3Gh4', '@host.com/a'],
  ].map((parts) => parts.join(''));
  for (const piece of [...pieces, ...unwrittenPieces, 'sk-', 'ghp_', 'AKIA', ...found.flatMap((one) => [`${one}\n`, `${one},`])]) {
    const started = process.cpuUsage().user;
    await scanSecrets(piece.repeat(Math.ceil(200_000 / piece.length)));
    const took = process.cpuUsage().user - started;
    assert.ok(took < 3_000_000, `${piece} took ${took} µs`);
  }
});
