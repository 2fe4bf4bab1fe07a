import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from '../analyse-script.ts';

/** What stands in the lines of the findings. */
function places(text: string): string[] {
  const found = analyseScript(text, 'typescript');
  assert.ok(found.ok);
  const lines = text.split('\n');
  return found.complaints.map(({ range }) => lines[range.startLine]?.trim() ?? '');
}

/** Made up here: nobody's. */
const written = ['Tz7#', 'quarry'].join('');

const rows: readonly (readonly [place: string, text: string])[] = [
  ["password: '" + written + "',", `import { Client } from 'pg';\nnew Client({\n  host: 'db',\n  password: '${written}',\n});`],
  [
    `secretAccessKey: '${written}',`,
    `import { S3Client } from '@aws-sdk/client-s3';\nnew S3Client({\n  credentials: {\n    accessKeyId: 'a',\n    secretAccessKey: '${written}',\n  },\n});`,
  ],
  ['modulusLength: 1024,', "import { generateKeyPairSync } from 'node:crypto';\ngenerateKeyPairSync('rsa', {\n  modulusLength: 1024,\n});"],
  [
    'origin: true,',
    "import cors from 'cors';\nconst options = {\n  credentials: true,\n  origin: true,\n};\napp.use(\n  cors(options),\n);",
  ],
  [
    'secure: false,',
    "import session from 'express-session';\nsession({\n  secret: process.env.S,\n  cookie: {\n    secure: false,\n  },\n});",
  ],
  [
    'const slow = /^(a+)+$/;',
    "import express from 'express';\nconst slow = /^(a+)+$/;\nexpress().get('/', (req, res) => {\n  res.json(slow.test(req.query.a));\n});",
  ],
  ['contentSecurityPolicy: false,', "import helmet from 'helmet';\napp.use(\n  helmet({\n    contentSecurityPolicy: false,\n  }),\n);"],
  [
    'chunks.push(chunk);',
    "import http from 'node:http';\nhttp.createServer((req) => {\n  const chunks = [];\n  let size = 0;\n  req.on('data', (chunk) => {\n    size += chunk.length;\n    chunks.push(chunk);\n  });\n});",
  ],
  [
    'target[key] = source[key];',
    'export function assign(target, source) {\n  for (const key of Object.keys(source)) {\n    if (isObject(source[key])) target[key] = assign(target[key] ?? {}, source[key]);\n    else\n      target[key] = source[key];\n  }\n}',
  ],
  [
    "const key = new TextEncoder().encode('" + written + "');",
    `import { jwtVerify } from 'jose';\nconst key = new TextEncoder().encode('${written}');\nexport const read = (token: string) => jwtVerify(token, key);`,
  ],
];

test('a finding names the line of what is wrong, not the first one of the call', () => {
  assert.deepEqual(
    rows.map(([, text]) => places(text)),
    rows.map(([place]) => [place]),
  );
});

test('what is missing is told at the call', () => {
  assert.deepEqual(
    places("import session from 'express-session';\nexport const s = session({\n  secret: process.env.S,\n  cookie: {},\n});"),
    ['export const s = session({'],
  );
});
