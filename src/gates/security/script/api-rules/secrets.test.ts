import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from '../analyse-script.ts';

const imports = `
import crypto from 'node:crypto';
import http from 'node:http';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
const app = express();
`;

function rules(text: string): string[] {
  const found = analyseScript(imports + text, 'typescript');
  assert.ok(found.ok);
  return [...new Set(found.complaints.map((one) => one.rule))].toSorted();
}

function cases(name: string, rule: string, rows: { readonly bad: readonly string[]; readonly good: readonly string[] }): void {
  test(name, () => {
    const all = [...rows.bad, ...rows.good];
    assert.deepEqual(
      all.map((text) => `${text} ${rules(text).join(' ')}`),
      [...rows.bad.map((text) => `${text} ${rule}`), ...rows.good.map((text) => `${text} `)],
    );
  });
}

const handler = (body: string): string => `app.get('/', (req, res) => { ${body} });`;

cases('secrets are compared in constant time', 'timing-comparison', {
  bad: [
    handler("if (req.headers['x-api-key'] === process.env.API_KEY) res.end();"),
    handler(
      "const mine = crypto.createHmac('sha256', key).update(req.body.text).digest('hex'); if (mine !== req.headers['x-signature']) return; res.end();",
    ),
    handler('if (req.body.token == user.resetToken) res.end();'),
  ],
  good: [
    handler(
      "const mine = crypto.createHmac('sha256', key).update('x').digest(); const sent = Buffer.from(String(req.headers['x-signature']), 'hex'); if (mine.length !== sent.length || !crypto.timingSafeEqual(mine, sent)) return; res.end();",
    ),
    handler('if (req.query.token === undefined) return; res.end();'),
    handler('if (req.body.password !== req.body.passwordAgain) return; res.end();'),
    handler('if (req.query.role === user.role) res.end();'),
    handler("if (typeof req.query.token === 'string') res.end();"),
    'export const same = (token: string, other: { token: string }) => token === other.token;',
  ],
});

cases('secrets are not made from the clock, nor from a guessable number by way of a variable or a helper', 'predictable-random', {
  bad: [
    'const sessionId = Date.now().toString(36);',
    "const resetToken = crypto.createHash('sha256').update(String(Date.now())).digest('hex');",
    handler("const t = Math.random().toString(36); res.cookie('sid', t, { httpOnly: true, secure: true }); res.end();"),
    "const make = (n: number) => Array.from({ length: n }, () => 'abc'[Math.floor(Math.random() * 3)]).join('');\nexport const user = { password: make(8) };",
  ],
  good: [
    'const tokenExpiresAt = String(Date.now() + 1000);',
    "const token = { value: crypto.randomBytes(16).toString('hex'), issued: Date.now() };",
    'const sessionId = `${Date.now()}-${crypto.randomUUID()}`;',
    'const t = Math.random().toString(36); box.style.color = t;',
  ],
});

cases('secrets are sent over encrypted connections only', 'cleartext-transmission', {
  bad: [
    "fetch('http://api.example.com/login', { method: 'POST', body: JSON.stringify({ password }) });",
    "http.request({ hostname: 'api.example.com', method: 'POST', headers: { Authorization: token } });",
  ],
  good: [
    "fetch('https://api.example.com/login', { method: 'POST', body: JSON.stringify({ password }) });",
    "fetch('http://localhost:3000/login', { method: 'POST', body: JSON.stringify({ password }) });",
    "fetch('http://auth:8080/login', { method: 'POST', body: JSON.stringify({ password }) });",
    "fetch('http://example.com/weather');",
  ],
});

cases('the clock and the process number do not make the name of a temporary file', 'predictable-temporary-file', {
  bad: [
    "fs.writeFileSync(path.join(os.tmpdir(), 'report-' + process.pid), 'x');",
    'fs.writeFileSync(`/tmp/upload-${Date.now()}.bin`, data);',
  ],
  good: [
    'fs.writeFileSync(`/tmp/upload-${crypto.randomUUID()}-${Date.now()}.bin`, data);',
    'fs.writeFileSync(path.join(folder, `${Date.now()}`), data);',
  ],
});

cases('a part of an origin does not say who has sent a message', 'message-from-anyone', {
  bad: [
    "window.addEventListener('message', (e) => { if (e.origin.indexOf('example.com') >= 0) save(e.data); });",
    "window.addEventListener('message', (e) => { if (!e.origin.endsWith('example.com')) return; save(e.data); });",
  ],
  good: [
    "window.addEventListener('message', (e) => { if (!known.includes(e.origin)) return; save(e.data); });",
    "window.addEventListener('message', (e) => { if (!e.origin.endsWith('.example.com')) return; save(e.data); });",
  ],
});
