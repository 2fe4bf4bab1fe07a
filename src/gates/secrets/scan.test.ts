import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masked } from '../../core/secret-check.ts';
import { isCertainlyClean } from './certainly-clean.ts';
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
    `const accessToken = "${made(['pk', '_live_'], 24)}";`,
    `<script src="https://acme.blob.core.windows.net/a.js" integrity="sha512-${made([], 86)}=="></script>`,
  ];
  const scan = await scanSecrets(fine.join('\n'));
  assert.deepEqual(scan, { ok: true, findings: [] });
});

test('a password in a string is advice, not a block', async () => {
  const found = await secretComplaints(`const dbPassword = "${made([], 14)}";`, false);
  assert.ok(found.ok);
  assert.deepEqual(
    found.complaints.map(({ rule, blocks, cwe }) => [rule, blocks, cwe]),
    [['hard-coded-password', false, 'CWE-798']],
  );
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
const escaped = (open: string, width: number): string =>
  [...token].map((one) => open + one.charCodeAt(0).toString(16).padStart(width, '0')).join('');
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
    assert.deepEqual(
      scan.findings.map(({ start, end, line }) => [text.slice(start, end), line]),
      [[written, 1]],
    );
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
  for (const [head, body] of [
    ['token: >-', `${half[0]}\n  ${half[1]}`],
    ['token: |', `${half[0]}\r\n  ${half[1]}`],
    ['x: |', lines],
  ]) {
    const text = `${head}\n  ${body}\nafter: 1\n`;
    const scan = await scanSecrets(text);
    assert.ok(scan.ok);
    assert.deepEqual(
      scan.findings.map(({ start, end }) => text.slice(start, end).trim()),
      [body],
      head,
    );
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
  assert.deepEqual(
    scan.findings.map(({ start, end }) => text.slice(start, end)),
    [`${half[0]}', '${half[1]}`],
  );
});

test('one character again and again is no token', async () => {
  const fine = [`${'gh'}p_${'x'.repeat(36)}`, `${'gh'}p_${'0'.repeat(36)}`, `${'np'}m_${'a'.repeat(36)}`];
  assert.deepEqual(await scanSecrets(fine.join('\n')), { ok: true, findings: [] });
});

const codesOf = (write: (code: number) => string): string => [...token].map((one) => write(one.charCodeAt(0))).join(', ');
const bits = [...token].map((one) => one.charCodeAt(0).toString(2).padStart(8, '0')).join('');
const base32Of = (bits.match(/.{1,5}/gu) ?? [])
  .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)])
  .join('');
const backwards = [...token].reverse().join('');
const hexOf = Buffer.from(token).toString('hex');
const encodings: readonly (readonly [how: string, written: string])[] = [
  ['hex', `Buffer.from("${hexOf}", "hex")`],
  ['hex in capitals', `bytes.fromhex('${hexOf.toUpperCase()}')`],
  ['hex of a number', `0x${hexOf}`],
  ['bytes in hex', `bytes.fromhex("${hexOf.replace(/(..)(?=.)/gu, '$1 ')}")`],
  ['hex in two literals', `"${hexOf.slice(0, 30)}" + "${hexOf.slice(30)}"`],
  ['base64 of base64', encoded('base64', encoded('base64', token))],
  ['base32', base32Of],
  ['character codes', `String.fromCharCode(${codesOf(String)})`],
  ['character codes in hex', `bytes([${codesOf((code) => `0x${code.toString(16)}`)}])`],
  ['a character code each', [...token].map((one) => `chr(${one.charCodeAt(0)})`).join(' + ')],
  ['one character code', `'${token.slice(0, 3)}' + String.fromCharCode(95) + '${token.slice(4)}'`],
  ['entities', [...token].map((one) => `&#${one.charCodeAt(0)};`).join('')],
  ['one entity in hex', token.replace('_', '&#x5F;')],
  ['an octal escape', token.replace('_', '\\137')],
  ['a long escape', token.replace('_', '\\U0000005f')],
  ['a literal turned round', `'${backwards}'.split('').reverse().join('')`],
  ['a list turned round', `[...'${backwards}'].reverse().join('')`],
  ['a slice turned round', `"${backwards}"[::-1]`],
  ['constants', `const a = '${half[0]}';\nconst b = "${half[1]}";\nconst c = a + b;`],
  ['constants of Python', `a = '${half[0]}'\nb = '${half[1]}'\nc = f"{a}{b}"`],
  ['constants in a template', "const a: string = '" + half[0] + '\', b = "' + half[1] + '";\nfetch(`${a}${b}`);'],
  ['a constant and a literal', `const start = '${half[0]}';\nreturn start + "${half[1]}";`],
  ['a literal and a constant', `const rest = '${half[1]}';\nreturn "${half[0]}" + rest;`],
  ['variables of a shell', `A="${half[0]}"\nB="${half[1]}"\ncurl -H "X: $A$B"`],
  [
    'constants in base64',
    `const a = '${encoded('base64', token).slice(0, 20)}';\nconst b = '${encoded('base64', token).slice(20)}';\natob(a + b)`,
  ],
];

for (const [how, written] of encodings) {
  test(`a token behind ${how} is found, and masked as it is written`, async () => {
    const scan = await scanSecrets(`const before = 1;\n${written}\nconst after = 2;\n`);
    assert.ok(scan.ok && scan.findings.length > 0);
    assert.equal(isCertainlyClean(`const before = 1;\n${written}\nconst after = 2;\n`), false);
    for (const { start, end } of scan.findings) assert.ok(start >= 18 && end <= 18 + written.length, JSON.stringify({ start, end }));
  });
}

const constants: readonly (readonly [how: string, pieces: readonly string[], text: (pieces: readonly string[]) => string])[] = [
  ['a sum', half, ([a, b]) => `a = "${a}"\nb = "${b}"\nplain = "left"\nc = a + b\n`],
  ['a template', half, ([a, b]) => `const a = '${a}';\nconst b = '${b}';\nfetch(\`\${a}\${b}\`, 'left');`],
  ['a shell', half, ([a, b]) => `A="${a}"\nB="${b}"\ncurl -H "X: $A$B" left`],
  [
    'base64',
    [encoded('base64', token).slice(0, 20), encoded('base64', token).slice(20)],
    ([a, b]) => `a = "${a}"\nb = "${b}"\nleft(decode(a + b))`,
  ],
  ['a constant and a literal', half, ([a, b]) => `const start = '${a}';\nreturn start + '${b}'; // left`],
];

for (const [how, pieces, text] of constants) {
  test(`of a token in constants that is put together by ${how} nothing is left in what is stored, and the editor names its place once`, async () => {
    const kept = await masked({ scanSecrets, judge: () => Promise.resolve([]) }, text(pieces));
    for (const piece of pieces) assert.ok(!kept.includes(piece), kept);
    assert.match(kept, /left/u);
    const found = await secretComplaints(text(pieces), false);
    assert.ok(found.ok);
    assert.equal(found.complaints.length, 1);
  });
}

test('a constant that is a secret is found where it is declared, and not where it is used', async () => {
  const declared = `const key = '${token}';\n`;
  const scan = await scanSecrets(`${declared}send({ key });\nconst header = 'Bearer ' + key;\nlog(\`\${key}\`);\n`);
  assert.ok(scan.ok);
  assert.deepEqual(
    scan.findings.map(({ line }) => line),
    [0],
  );
});

test('hashes, colours, identifiers, certificates and tables of numbers are no secrets', async () => {
  const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => (index * 151 + 7) % 256));
  const fine = [
    bytes(32).toString('hex'),
    bytes(20).toString('hex').toUpperCase(),
    '123e4567-e89b-12d3-a456-426614174000',
    '#ffcc00 #336699 #abcdef',
    `sha512-${bytes(64).toString('base64')}`,
    bytes(20)
      .toString('hex')
      .replace(/(..)(?=.)/gu, '$1:'),
    `const primes = [${Array.from({ length: 40 }, (_, index) => 10 + index * 7).join(', ')}];`,
    Buffer.from('an ordinary sentence that was written in hex').toString('hex'),
    "'racecar and more'.split('').reverse().join('')",
    'const a = "b";\nconst c = a + a + `${a}`;',
    '&#115;&#101; &#169;',
  ];
  assert.deepEqual(await scanSecrets(fine.join('\n')), { ok: true, findings: [] });
});
