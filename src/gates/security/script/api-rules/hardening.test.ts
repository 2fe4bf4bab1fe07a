import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from '../analyse-script.ts';

function rules(text: string): string {
  const found = analyseScript(text, 'typescript');
  assert.ok(found.ok);
  return [...new Set(found.complaints.filter((one) => one.severity !== 'information').map((one) => one.rule))].toSorted().join(' ');
}

function cases(name: string, rule: string, rows: { readonly bad: readonly string[]; readonly good: readonly string[] }): void {
  test(name, () => {
    assert.deepEqual(
      [...rows.bad, ...rows.good].map((text) => `${text}\n${rules(text)}`),
      [...rows.bad.map((text) => `${text}\n${rule}`), ...rows.good.map((text) => `${text}\n`)],
    );
  });
}

const app = "import express from 'express';\nimport session from 'express-session';\nconst app = express();\n";

cases('pages may be framed only where neither the header nor the policy keeps others out', 'page-may-be-framed', {
  bad: [
    "import helmet from 'helmet'; app.use(helmet({ frameguard: false, contentSecurityPolicy: false }));",
    "import helmet from 'helmet'; app.use(helmet({ xFrameOptions: false, contentSecurityPolicy: false }));",
  ],
  good: [
    "import helmet from 'helmet'; app.use(helmet({ frameguard: false }));",
    "import helmet from 'helmet'; app.use(helmet({ contentSecurityPolicy: { directives: { defaultSrc: [own] } } }));",
  ],
});

const socket = "import { WebSocketServer } from 'ws';\n";
const listens = "wss.on('connection', (client, request) => { who(request.headers.cookie); });";

cases('a server of sockets that knows its visitors by cookies looks at the origin', 'socket-of-any-origin', {
  bad: [
    `${socket}const wss = new WebSocketServer({ server });\n${listens}`,
    `${socket}const wss = new WebSocketServer({ port: 80 });\n${listens}`,
  ],
  good: [
    `${socket}const wss = new WebSocketServer({ server });\nwss.on('connection', (client, request) => { if (request.headers.origin !== own) client.close(); else who(request.headers.cookie); });`,
    `${socket}const wss = new WebSocketServer({ server, verifyClient: check });\n${listens}`,
    `${socket}const wss = new WebSocketServer({ server });\nwss.on('connection', (client) => { client.send('hello'); });`,
  ],
});

cases('a session is begun anew where somebody signs in', 'session-not-renewed', {
  bad: [`${app}app.post('/login', (req, res) => { if (matches(req.body.password)) req.session.userId = 1; });`],
  good: [
    `${app}app.post('/login', (req, res) => { if (matches(req.body.password)) req.session.regenerate(() => { req.session.userId = 1; }); });`,
    `${app}app.post('/logout', (req, res) => { check(req.body.password); req.session.userId = null; });`,
    `${app}app.post('/login', (req, res) => { check(req.body.password); req.session.tries = 1; });`,
    "app.post('/login', (req, res) => { if (matches(req.body.password)) req.session.userId = 1; });",
  ],
});

cases('folders are not listed', 'directory-listing', {
  bad: [
    "import index from 'serve-index'; app.use(index('files'));",
    "import files from '@fastify/static'; app.register(files, { root: 'files', list: true });",
  ],
  good: ["import files from '@fastify/static'; app.register(files, { root: 'files', list: false });"],
});

cases('a host that a request names is in no mail', 'link-to-sent-host', {
  bad: [
    `${app}app.post('/forgot', (req, res) => { const { host } = req.headers; mail.sendMail({ to: 'a', text: \`https://\${host}/reset\` }); });`,
    `${app}app.post('/forgot', (req, res) => { sendResetMail('a', 'https://' + req.get('host') + '/reset'); });`,
    `${app}app.post('/forgot', (req, res) => { mail.sendMail({ to: 'a', html: req.hostname }); });`,
  ],
  good: [
    `${app}app.post('/forgot', (req, res) => { mail.sendMail({ to: req.body.to, text: site + '/reset' }); });`,
    `${app}app.post('/forgot', (req, res) => { log(req.headers.host); mail.sendMail({ to: 'a', text: 'b' }); });`,
  ],
});

/** Made up here: nobody's. */
const written = ['Tz7#', 'quarry'].join('');

cases('a password does not stand in the text, not even as a fallback', 'hard-coded-password', {
  bad: [
    `import { Pool } from 'pg'; new Pool({ host: 'db', password: '${written}' });`,
    `import { Pool } from 'pg'; new Pool({ host: 'db', password: process.env.DB_PASSWORD || '${written}' });`,
    `import nodemailer from 'nodemailer'; nodemailer.createTransport({ auth: { user: 'a', pass: '${written}' } });`,
  ],
  good: [
    "import { Pool } from 'pg'; new Pool({ password: process.env.DB_PASSWORD });",
    "import { Pool } from 'pg'; new Pool({ password: process.env.DB_PASSWORD ?? 'postgres' });",
  ],
});

cases('the key of tokens does not stand in the text as a fallback', 'hard-coded-key', {
  bad: [`import jwt from 'jsonwebtoken'; jwt.sign({}, process.env.KEY ?? '${written}');`],
  good: ["import jwt from 'jsonwebtoken'; jwt.sign({}, process.env.KEY ?? '');"],
});

cases('a session cookie is not for requests of every site', 'cookie-for-any-site', {
  bad: [`${app}app.get('/', (req, res) => { res.cookie('session', id, { secure: true, httpOnly: true, sameSite: 'none' }); });`],
  good: [
    `${app}app.get('/', (req, res) => { res.cookie('session', id, { secure: true, httpOnly: true, sameSite: 'lax' }); });`,
    `${app}app.get('/', (req, res) => { res.cookie('theme', id, { sameSite: 'none' }); });`,
  ],
});

cases('no secret is in the address of a request', 'secret-in-address', {
  bad: [
    'fetch(`https://a.example/in?password=${password}`);',
    "import axios from 'axios'; axios.get('https://a.example/in', { params: { password } });",
  ],
  good: [
    "fetch('https://a.example/in', { method: 'POST', body: password });",
    'fetch(`https://a.example/in?passwordless=${flag}`);',
    "import axios from 'axios'; axios.post('https://a.example/in', { password });",
  ],
});

cases('pages in a window are kept apart from the program', 'page-with-node', {
  bad: [
    'new BrowserWindow({ webPreferences: { nodeIntegration: true } });',
    'new BrowserWindow({ webPreferences: { contextIsolation: false } });',
  ],
  good: ['new BrowserWindow({ webPreferences: { nodeIntegration: false, contextIsolation: true, webSecurity: true } });'],
});
