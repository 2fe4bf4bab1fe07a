import { test } from 'node:test';
import assert from 'node:assert/strict';
import { madeSecret } from '../../../test/gates/made-secret.ts';
import { scanSecrets } from './scan.ts';

const mark = '{alnum:9}&{alnum:5}';

/** By what tells that it is a secret: texts with one, and texts that only look alike. */
const surroundings: readonly (readonly [name: string, secrets: readonly string[], others: readonly string[]])[] = [
  [
    'a variable of a container with a value beside or below its name',
    [
      '- name: STRIPE_SECRET\n  value: "{alnum:17}"\n',
      '{"name": "DB_PASSWORD", "value": "{alnum:18}"}',
      '            - name: API_TOKEN\n              value: {hex:32}\n',
      '{ "name": "APP_SIGNING_KEY",\n  "value": "{hex:40}" }',
      '- name: SMTP_PASSWORD\r\n  value: {alnum:20}\r\n',
    ],
    [
      '- name: TLS_SECRET\n  value: orders-tls-2024\n',
      '- name: API_TOKEN\n  valueFrom:\n    secretKeyRef: {name: a, key: b}\n',
      '- name: DB_PASSWORD\n  value: $(DB_PASSWORD_FROM_VAULT_1)\n',
      '- name: DB_PASSWORD\n  value: "{{ .Values.password1234 }}"\n',
      '- name: API_TOKEN\n  value: /run/secrets/token1234\n',
      '- name: NEXT_TOKEN\n  value: changeme12345\n',
      '- name: TRACE_ID\n  value: "{alnum:17}"\n',
    ],
  ],
  [
    'a password in a comment',
    [
      `// login of the box: root, password: ${mark}\n`,
      `# pwd = ${mark}\n`,
      `-- the password is: ${mark}\n`,
      `; passphrase: ${mark}\n`,
      `   # admin / password: ${mark}.\n`,
    ],
    [
      '# password: at least 8 characters\n',
      '# set password=$DB_PASSWORD before running\n',
      '// password: string // the password\n',
      '# PASSWORD: see 1Password\n',
      '# password: YourStrong@Passw0rd\n',
      '-- password: MinLength8\n',
    ],
  ],
  [
    'a password beside the user of a login',
    [
      "auth: {\n  user: 'robot@acme.io',\n  pass: '{alnum:12}',\n}",
      '{ "auth": { "user": "robot", "pass": "{alnum:14}" } }',
      `new Client({ username: 'robot', pass: '${mark}' });`,
    ],
    [
      "auth: { user: 'me', pass: process.env.PASS }",
      "auth: { user: 'me', pass: 'password' }",
      '{ user: "user.name", pass: "form.fields.pass" }',
      "auth: { user: 'test', pass: 'testtest' }",
      "{ pass: 'tests/unit/login.1.ts' }",
    ],
  ],
  [
    'the key that a package is pushed with',
    [
      'dotnet nuget push a.nupkg --api-key {uuid} --source acme',
      'nuget.exe push a.nupkg -ApiKey {alnum:46}',
      'dotnet nuget push "out/*.nupkg" -s acme -k {lower:46}\n',
    ],
    [
      'dotnet nuget push a.nupkg -k $NUGET_KEY -s acme',
      'dotnet nuget push a.nupkg --api-key az --source acme',
      'dotnet nuget push a.nupkg -k ${{ secrets.NUGET_API_KEY }}',
      'dotnet nuget push a.nupkg -k YOUR-NUGET-API-KEY-GOES-HERE',
    ],
  ],
  [
    'a key where a basic login stands',
    [
      "headers: { Authorization: 'Basic {alnum:48}' }",
      '-H "Authorization: Basic {alnum:44}=="',
      'req.Header.Set("Authorization", "Basic {alnum:40}")',
    ],
    [
      'Authorization: Basic ${btoa(`${user}:${password}`)}',
      'Authorization: Basic <base64 of name and password>',
      'Authorization: Basic BASE64_ENCODED_CREDENTIALS_GO_HERE_PLEASE',
      'WWW-Authenticate: Basic realm="Access to the staging site"',
    ],
  ],
  [
    'a token that is signed, whatever its middle is',
    [
      "createClient(url, 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{alnum:60}.{alnum:43}');",
      'Cookie: session=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.{alnum:60}.{alnum:43}\n',
      'const key = "eyJraWQiOiIxMjM0NTYiLCJhbGciOiJIUzI1NiJ9.{alnum:60}.{alnum:43}";',
    ],
    [
      "const header = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9';",
      "expect(decoded('eyJhbGciOiJub25lIn0')).toEqual({ alg: 'none' });",
      'eyJhbGciOiJIUzI1NiJ9.payload.signature',
    ],
  ],
  [
    'the key of an account at Cloudflare',
    ['requests.get(u, headers={"X-Auth-Key": "{hex:37}"})', "headers['X-Auth-Key'] = '{hex:37}';", '-H "X-Auth-Key: {hex:37}"'],
    ['headers = {"X-Auth-Key": os.environ["CF_KEY"]}', '-H "X-Auth-Key: $CF_KEY"', '"X-Auth-Email": "ops@acme.io"'],
  ],
];

for (const [name, secrets, others] of surroundings) {
  test(`${name} is found, and what only looks like it is not`, async () => {
    for (const [index, sample] of [...secrets, ...others].entries()) {
      const { text } = madeSecret(sample, index);
      const scan = await scanSecrets(text);
      assert.ok(scan.ok);
      assert.equal(scan.findings.length > 0, index < secrets.length, text);
    }
  });
}
