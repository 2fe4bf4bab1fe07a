import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Gates } from '../../core/gate.ts';
import { masked } from '../../core/secret-check.ts';
import { scanSecrets, secretComplaints } from './scan.ts';

const gates: Gates = { scanSecrets, judge: () => Promise.resolve([]) };

/** The longest part of a secret, white space aside, that can still be read. */
function longestLeft(secret: string, text: string): number {
  const bare = secret.replace(/\s/gu, '');
  const seen = text.replace(/\s/gu, '');
  for (let length = bare.length; length > 0; length -= 1) {
    for (let at = 0; at + length <= bare.length; at += 1) if (seen.includes(bare.slice(at, at + length))) return length;
  }
  return 0;
}

function lineWith(pem: string, count: number): string {
  return pem.trim().split('\n').slice(count).join('\n');
}

const keys = {
  'PKCS#8 RSA': generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  'PKCS#1 RSA': generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }),
  'encrypted PKCS#8': generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'p',
  }),
  'PKCS#8 EC': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  'SEC1 EC': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }),
  Ed25519: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
};

const written: readonly (readonly [how: string, write: (pem: string) => string])[] = [
  ['whole', (pem) => pem],
  ['in one line with escapes', (pem) => pem.replaceAll('\n', String.raw`\n`)],
  [
    'as joined strings',
    (pem) =>
      pem
        .trim()
        .split('\n')
        .map((line) => `  "${line}\\n" +`)
        .join('\n'),
  ],
  [
    'in a comment',
    (pem) =>
      pem
        .trim()
        .split('\n')
        .map((line) => `# ${line}`)
        .join('\n'),
  ],
  ['with Windows line ends', (pem) => pem.replaceAll('\n', '\r\n')],
  ['cut after its half', (pem) => pem.slice(0, pem.length / 2)],
  ['without its header', (pem) => lineWith(pem, 1)],
  ['without header and footer', (pem) => pem.trim().split('\n').slice(1, -1).join('\n')],
];

for (const [kind, exported] of Object.entries(keys)) {
  const pem = exported.toString();
  for (const [how, write] of written) {
    test(`nothing of a private key is left to read: ${kind} ${how}`, async () => {
      const body = pem
        .split('\n')
        .filter((line) => !line.startsWith('-----'))
        .join('');
      const result = await masked(gates, `const before = 1;\n${write(pem)}\n`);
      assert.ok(longestLeft(body, result) < 8, result);
      assert.ok(result.startsWith('const before = 1;'));
    });
  }
}

test('a key whose first half is cut away is found by its footer', async () => {
  const lines = keys['PKCS#8 RSA'].toString().trim().split('\n');
  const result = await masked(gates, `${lines.slice(9).join('\n')}\nconst after = 1;`);
  assert.ok(longestLeft(lines.slice(9, -1).join(''), result) < 8, result);
  assert.ok(result.endsWith('const after = 1;'));
});

test('a certificate and a public key are none', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const text = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  assert.equal(await masked(gates, text), text);
  assert.equal(await masked(gates, lineWith(text, 1)), lineWith(text, 1));
});

for (const write of [
  (key: string) => `aws_secret_access_key = ${key}`,
  (key: string) => `AWS_SECRET_ACCESS_KEY=${key}`,
  (key: string) => `export AWS_SECRET_ACCESS_KEY="${key}"`,
  (key: string) => `  secretAccessKey: '${key}',`,
  (key: string) => `aws_secret_key: ${key}`,
  (key: string) => `aws_secret_access_key${' '.repeat(30)}= ${key}`,
]) {
  test(`nothing of an AWS secret is left to read: ${write('')}`, async () => {
    for (let round = 0; round < 50; round += 1) {
      const key = randomBytes(30).toString('base64');
      assert.ok(longestLeft(key, await masked(gates, `${write(key)}\n`)) < 8);
    }
  });
}

test('a longer secret around one that is found by its prefix is blotted out whole', async () => {
  const inner = ['gh', 'p_', randomBytes(27).toString('hex').slice(0, 36)].join('');
  const password = `${inner}-and-more-Secret99`;
  for (const text of [`password: "${password}"`, `https://user:${password}@host.com/x`, `x ${password} y`]) {
    assert.ok(longestLeft(password, await masked(gates, text)) < 8, text);
  }
});

test('however many secrets there are, all are blotted out', async () => {
  const secret = (index: number): string =>
    ['AK', 'IA', index.toString(2).padStart(16, '2').replaceAll('0', 'Q').replaceAll('1', 'Z')].join('');
  const secrets = Array.from({ length: 1_500 }, (_, index) => secret(index));
  assert.equal(await masked(gates, secrets.join('\n')), secrets.map(() => '[secret]').join('\n'));
});

// centuria-ignore-next-line postgres-url -- made up here, of a server that is not there
const url = ['postgres', '://admin:', 's3cr3t', 'Passw0rd', 'Xyz', '@db.internal.corp:5432/prod'].join('');

/** Of a kind that only the preset knows. */
// centuria-ignore-next-line secretlint/shopify -- made up here, nobody's key
const presetOnly = ['shp', 'at_', 'r8TRc9ZXAvcVvcrmtr7qoVw69WeeY1exQ2'].join('');

test('no comment switches the scan off, before sending or in the gate', async () => {
  const silenced = [url, presetOnly].flatMap((secret) => [
    `// secretlint-disable\n${secret}`,
    `${secret} // secretlint-disable-line`,
    `# secretlint-disable-next-line\n${secret}`,
  ]);
  for (const text of silenced) {
    const scan = await scanSecrets(text);
    assert.ok(scan.ok && scan.findings.length === 1, text);
    const found = await secretComplaints(text, false);
    assert.ok(found.ok && found.complaints.some((one) => one.blocks), text);
  }
});

test('what only the preset knows is found at its place in a long text', async () => {
  const before = 'word '.repeat(10_000);
  assert.equal(await masked(gates, `${before}${presetOnly} after`), `${before}[secret] after`);
});

test('in the editor a person silences a line, a part or the rest of a text', async () => {
  const lines = [
    '// secretlint-disable-next-line',
    url,
    `${url} // secretlint-disable-line`,
    url,
    '// secretlint-disable',
    url,
    '// secretlint-enable',
    url,
  ];
  const found = await secretComplaints(lines.join('\n'), true);
  assert.ok(found.ok);
  assert.deepEqual(
    found.complaints.map(({ range }) => range.startLine),
    [3, 7],
  );
});
