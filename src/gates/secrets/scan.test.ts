import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanSecrets, secretComplaints } from './scan.ts';

const mixed = 'Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0UvWxYz';

/** Put together when the test runs, so that no scanner finds a secret in this file. */
function made(prefix: readonly string[], length: number, alphabet = mixed): string {
  return prefix.join('') + Array.from({ length }, (_, index) => alphabet[(index * 7 + 3) % alphabet.length]).join('');
}

const base32 = 'QWERTZUIOPASDFGHJKLYXCVBNM234567';
const samples: readonly (readonly [rule: string, secret: string])[] = [
  ['aws-access-key', made(['AK', 'IA'], 16, base32)],
  ['aws-access-key', made(['AS', 'IA'], 16, base32)],
  ['github-token', made(['gh', 'o_'], 36)],
  ['github-token', made(['github', '_pat_'], 60)],
  ['slack-token', made(['xo', 'xb-'], 40)],
  ['stripe-live-key', made(['sk', '_live_'], 24)],
  ['anthropic-key', made(['sk-', 'ant-', 'api03-'], 60)],
  ['openai-key', made(['sk-', 'proj-'], 60)],
  ['openai-key', made(['sk', '-'], 48)],
  ['google-api-key', made(['AI', 'za'], 35)],
  ['npm-token', made(['np', 'm_'], 36)],
  ['private-key', `-----BEGIN ${'PRIVATE'} KEY-----\n${made([], 64)}`],
  ['private-key', `-----BEGIN RSA ${'PRIVATE'} KEY-----\\n${made([], 64)}`],
  ['json-web-token', `${made(['ey', 'J'], 30)}.${made(['ey', 'J'], 40)}.${made([], 43)}`],
];

for (const [rule, secret] of samples) {
  test(`${rule} is found in code at its place, and what is said does not hold it: ${secret.slice(0, 4)} of ${secret.length}`, async () => {
    const text = `first line 😀\nconst value = "${secret}";\n`;
    const scan = await scanSecrets(text);
    assert.ok(scan.ok);
    const found = scan.findings.find((finding) => finding.rule === rule);
    assert.ok(found, JSON.stringify(scan.findings));
    assert.equal(found.line, 1);
    assert.equal(text.slice(found.start, found.start + 4), secret.slice(0, 4));
    assert.ok(!JSON.stringify(scan).includes(secret.slice(-12)));
  });
}

test('what only looks like a secret is none', async () => {
  const fine = [
    'AKIAIOSFODNN7EXAMPLE',
    `x${made(['AK', 'IA'], 16, base32)}`,
    'ghp_not_long_enough',
    `${'sk-'}${'a'.repeat(48)}`,
    'const header = "-----BEGIN PRIVATE KEY-----";',
    'password = "example-password-1"',
    'const token = "${process.env.TOKEN1}";',
    'const tokenName = "authorization";',
  ];
  const scan = await scanSecrets(fine.join('\n'));
  assert.deepEqual(scan, { ok: true, findings: [] });
});

test('a password in a string is advice, not a block', async () => {
  const found = await secretComplaints(`const dbPassword = "${made([], 14)}";`, false);
  assert.ok(found.ok);
  assert.deepEqual(found.complaints.map(({ rule, blocks, cwe }) => [rule, blocks, cwe]), [['hard-coded-password', false, 'CWE-798']]);
});

test('one secret is found once, though two tools know it', async () => {
  const scan = await scanSecrets(made(['gh', 'p_'], 36));
  assert.ok(scan.ok);
  assert.equal(scan.findings.length, 1);
});

test('a text beyond the limit is refused in words', async () => {
  const scan = await scanSecrets('a'.repeat(1_000_001));
  assert.match(scan.ok ? '' : scan.why, /too large/u);
});

const token = made(['gh', 'p_'], 36);
const half = [token.slice(0, 17), token.slice(17)] as const;
const escaped = (open: string, width: number): string => [...token].map((one) => open + one.charCodeAt(0).toString(16).padStart(width, '0')).join('');
const hidden: readonly (readonly [how: string, written: string])[] = [
  ['literals on one line', `${half[0]}' + '${half[1]}`],
  ['literals on two lines', `${half[0]}' +\n      "${half[1]}`],
  ['escapes of bytes', escaped('\\x', 2)],
  ['escapes of units', escaped('\\u', 4)],
  ['one escape', token.replace('_', '\\u{5f}')],
  ['escapes of an address', token.replace('_', '%5F')],
  ['characters without width', [...token].join('\u200b')],
  ['a literal in a template', `${half[0]}\${"${half[1]}"}`],
  ['a line that goes on in the next', `${half[0]}\\\n  ${half[1]}`],
  ['base64', Buffer.from(token).toString('base64')],
];

for (const [how, written] of hidden) {
  test(`a token behind ${how} is found at all of its place`, async () => {
    const before = 'const plain = "a\\x62c";\nconst value = \'';
    const text = `${before}${written}';\nconst after = 'x' + 'y';\n`;
    const scan = await scanSecrets(text);
    assert.ok(scan.ok);
    assert.deepEqual(scan.findings.map(({ start, end, line }) => [text.slice(start, end), line]), [[written, 1]]);
  });
}

const encoded = (kind: 'base64' | 'base64url', text: string): string => Buffer.from(text).toString(kind);
const unquoted: readonly (readonly [how: string, before: string, written: string])[] = [
  ['after a name', 'x=', encoded('base64url', token)],
  ['with a name of its own', 'x=', encoded('base64', `token=${token}`)],
  ['in the data of a manifest', 'data:\n  token: ', encoded('base64', token)],
  ['on a line of its own', 'see\n', encoded('base64url', token)],
  ['in a header', 'Authorization: Basic ', encoded('base64', `admin:${token}`)],
];

for (const [how, before, written] of unquoted) {
  test(`a token in base64 without quotes is found: ${how}`, async () => {
    const scan = await scanSecrets(`${before}${written}\nafter`);
    assert.ok(scan.ok);
    const [found, ...others] = scan.findings.map(({ start, end }) => `${before}${written}\nafter`.slice(start, end));
    assert.deepEqual([found, others], [written, []]);
  });
}

test('a token in a block of YAML is found, folded or in lines of base64', async () => {
  const lines = encoded('base64', `export TOKEN=${token} and more that makes it longer`).replace(/(.{30})/gu, '$1\n  ');
  for (const [head, body] of [['token: >-', `${half[0]}\n  ${half[1]}`], ['token: |', `${half[0]}\r\n  ${half[1]}`], ['x: |', lines]]) {
    const text = `${head}\n  ${body}\nafter: 1\n`;
    const scan = await scanSecrets(text);
    assert.ok(scan.ok);
    assert.deepEqual(scan.findings.map(({ start, end }) => text.slice(start, end).trim()), [body], head);
  }
});

test('words on lines of their own, long names and sums are no token', async () => {
  const fine = [
    'names: |\n  alphabet_of_names\n  another_long_name_of_it\n',
    'createAnthropicUsageOfEverything(some/long/path/to/a/file/that/goes/on)',
    `"integrity": "sha512-${Buffer.alloc(64, 0xa7).toString('base64')}"`,
    'gcc -O2 main.c \\\n  other.c',
    'const a = <b title={"some_title"}>{`x${"y"}`}</b>;',
  ];
  assert.deepEqual(await scanSecrets(fine.join('\n')), { ok: true, findings: [] });
});

test('a list of literals that is joined is read as one', async () => {
  const text = `const value = ['${half[0]}', '${half[1]}'].join('');`;
  const scan = await scanSecrets(text);
  assert.ok(scan.ok);
  assert.deepEqual(scan.findings.map(({ start, end }) => text.slice(start, end)), [`${half[0]}', '${half[1]}`]);
});

test('one character again and again is no token', async () => {
  const fine = [`${'gh'}p_${'x'.repeat(36)}`, `${'gh'}p_${'0'.repeat(36)}`, `${'np'}m_${'a'.repeat(36)}`];
  assert.deepEqual(await scanSecrets(fine.join('\n')), { ok: true, findings: [] });
});
