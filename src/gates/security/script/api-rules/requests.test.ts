import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from '../analyse-script.ts';

function rules(text: string): string[] {
  const found = analyseScript(text, 'typescript');
  assert.ok(found.ok);
  return [...new Set(found.complaints.map(({ rule }) => rule))].toSorted();
}

function cases(name: string, rule: string, rows: { readonly bad: readonly string[]; readonly good: readonly string[] }): void {
  test(name, () => {
    const all = [...rows.bad, ...rows.good];
    const wanted = [...rows.bad.map((text) => `${text} ${rule}`), ...rows.good.map((text) => `${text} `)];
    assert.deepEqual(
      all.map((text) => `${text} ${rules(text).join(' ')}`),
      wanted,
    );
  });
}

const server = (listener: string): string =>
  `import http from 'node:http'; http.createServer((req, res) => { const all = []; let body = ''; req.on('data', ${listener}); });`;

cases('the body of a request is collected up to a limit', 'unbounded-body', {
  bad: [
    server('(chunk) => all.push(chunk)'),
    server('function (chunk) { body += chunk; }'),
    server('(chunk) => { body = body.concat(chunk); }'),
    server('(chunk) => { all.length += chunk.length; all.push(chunk); }'),
  ],
  good: [
    server('(chunk) => { body += chunk; if (body.length > 1e6) req.destroy(); }'),
    server('(chunk) => { res.write(chunk.length.toString()); }'),
    server('(chunk) => { body += chunk.length; }'),
    `${server('(chunk) => all.push(chunk)')} // and the content-length was looked at`,
  ],
});

const storage = (name: string, more = ''): string =>
  `import multer from 'multer'; import path from 'node:path'; import { randomUUID } from 'node:crypto'; export const upload = multer({ storage: multer.diskStorage({ filename: (req, file, cb) => cb(null, ${name}) })${more} });`;

cases('an upload does not keep its name', 'unrestricted-upload', {
  bad: [
    storage('file.originalname'),
    storage('Date.now() + "-" + file.originalname'),
    storage('`${req.id}-${file.originalname.toLowerCase()}`'),
  ],
  good: [
    storage('randomUUID()'),
    storage('randomUUID() + path.extname(file.originalname)'),
    storage('file.originalname', ', fileFilter: onlyPictures'),
  ],
});

const log = (call: string): string =>
  `import pino from 'pino'; const logger = pino(); export async function signUp(users, { email, password }, user) { ${call}; return users.add(email); }`;

cases('no secret is logged as it is', 'secret-in-log', {
  bad: [
    log('logger.info({ email, password })'),
    log('console.log(`new ${email}: ${password}`)'),
    log('logger.debug("new", JSON.stringify({ pass: user.password }))'),
    log('console.error("key " + user.apiKey)'),
  ],
  good: [
    log('logger.info({ email, length: password.length })'),
    log('logger.info({ has: Boolean(password) })'),
    log('console.log(password ? "set" : "unset")'),
    log('logger.info({ password: mask(password) })'),
    log('logger.info({ password: "***" })'),
  ],
});

cases('tokens and headers of a login are not logged, by whichever logger', 'secret-in-log', {
  bad: [
    "import pino from 'pino'; const out = pino(); export const trace = (req) => { out.info({ authorization: req.headers.authorization }, 'served'); };",
    "import jwt from 'jsonwebtoken'; export const issued = (token) => { console.log(`issued ${token}`); };",
    "import winston from 'winston'; const auditLogger = winston.createLogger(); export const login = (token) => { auditLogger.info('in', { token }); };",
    "import express from 'express'; const app = express(); app.post('/in', (req, res) => { console.log(JSON.stringify(req.body)); check(req.body.password); });",
    "import express from 'express'; const app = express(); app.use((req, res, next) => { req.log.info({ auth: req.get('authorization') }); next(); });",
  ],
  good: [
    "import pino from 'pino'; const out = pino(); export const trace = (req) => { out.info({ authorized: req.headers.authorization !== undefined }, 'served'); };",
    "import pino from 'pino'; const out = pino({ redact: ['authorization'] }); export const trace = (req) => { out.info({ authorization: req.headers.authorization }); };",
    'export const parse = (token) => { console.log(token, token.kind); };',
    "import express from 'express'; const app = express(); app.post('/in', (req, res) => { console.log({ password: '***' }); check(req.body.password); });",
  ],
});

const moved = (path: string): string =>
  `import fileUpload from 'express-fileupload'; import path from 'node:path'; import { randomUUID } from 'node:crypto'; import express from 'express'; const app = express(); app.post('/photo', async (req, res) => { const { photo } = req.files; ${path} });`;

cases('an upload is not moved under the name it came with', 'unrestricted-upload', {
  bad: [
    moved("await photo.mv(path.join('public', path.basename(photo.name)));"),
    moved('await photo.mv(`./public/${path.basename(photo.name)}`);'),
  ],
  good: [
    moved("await photo.mv(path.join('public', `${randomUUID()}.bin`));"),
    moved(
      "const ending = path.extname(photo.name); if (!['.png'].includes(ending)) return; await photo.mv(path.join('public', randomUUID() + ending));",
    ),
    moved("if (!['image/png'].includes(photo.mimetype)) return; await photo.mv(path.join('public', path.basename(photo.name)));"),
  ],
});

const fs = "import fs from 'node:fs'; import { stat, readFile } from 'node:fs/promises';";

cases('a file is not checked by its name and used by it afterwards', 'file-race', {
  bad: [
    `${fs} function save(file, text) { if (!fs.existsSync(file)) { fs.writeFileSync(file, text); } }`,
    `${fs} function save(file, text) { const found = fs.existsSync(file); if (found) return; fs.createWriteStream(file).end(text); }`,
    `${fs} async function own(file, uid) { const about = await stat(file); if (about.uid !== uid) throw new Error('no'); return readFile(file); }`,
  ],
  good: [
    `${fs} function save(file, text) { if (!fs.existsSync(file)) fs.writeFileSync(file, text, { flag: 'wx' }); }`,
    `${fs} function load(file) { return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined; }`,
    `${fs} function save(file, other, text) { if (fs.existsSync(file)) fs.writeFileSync(other, text); }`,
    `${fs} async function dated(file) { const about = await stat(file); return [about.mtime, await readFile(file)]; }`,
    `${fs} function save(file, text) { fs.writeFileSync(file, text); return fs.existsSync(file); }`,
  ],
});

cases('what is personal is told to a known origin only', 'message-to-anyone', {
  bad: ["window.parent.postMessage({ type: 'login', token }, '*');", "frame.contentWindow.postMessage(session.accessToken, '*');"],
  good: [
    "window.parent.postMessage({ type: 'login', token }, 'https://app.example');",
    "window.parent.postMessage({ height: 20 }, '*');",
    'worker.postMessage({ token });',
  ],
});

cases('the check against forged requests stays on', 'forged-requests', {
  bad: [
    "import { ApolloServer } from '@apollo/server'; new ApolloServer({ csrfPrevention: false });",
    'export default { kit: { csrf: { checkOrigin: false } } };',
  ],
  good: ["import { ApolloServer } from '@apollo/server'; new ApolloServer({ csrfPrevention: true });"],
});

cases('what a helper gives, or a default says, is judged by what it is for', 'predictable-random', {
  bad: [
    'function pick(n) { return Array.from({ length: n }, () => Math.random().toString(36)[2]).join(""); } export const reset = (user) => { user.resetToken = pick(20); };',
    'const letters = () => { return Math.random().toString(36).slice(2); }; export const open = () => ({ sessionToken: letters() });',
  ],
  good: [
    'function pick(list) { return list[Math.floor(Math.random() * list.length)]; } export const paint = (box) => { box.colour = pick(["red", "blue"]); };',
  ],
});

cases('a cipher that is used unless somebody says otherwise is judged', 'weak-cipher', {
  bad: ["import { createCipheriv } from 'node:crypto'; export const seal = (key, iv, name = 'rc4') => createCipheriv(name, key, iv);"],
  good: [
    "import { createCipheriv } from 'node:crypto'; export const seal = (key, iv, name = 'aes-256-gcm') => createCipheriv(name, key, iv);",
  ],
});

cases('a hash that is filled in later is judged by what it is filled with', 'weak-hash', {
  bad: [
    "import { createHash } from 'node:crypto'; export function digest(text) { const hash = createHash('md5'); hash.update(text.password); return hash.digest('hex'); }",
  ],
  good: [
    "import { createHash } from 'node:crypto'; export function digest(page) { const hash = createHash('md5'); hash.update(page.body); return hash.digest('hex'); }",
  ],
});

cases('a temporary file is not named after what others know', 'predictable-temporary-file', {
  bad: [
    "import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; export const save = (userId: number, text: string) => fs.writeFileSync(path.join(os.tmpdir(), userId + '.txt'), text);",
  ],
  good: [
    "import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; export const save = (nonce: number, text: string) => fs.writeFileSync(path.join(os.tmpdir(), `${nonce}.txt`), text);",
  ],
});

cases('a line of a log file is one line', 'log-injection', {
  bad: [
    "import fs from 'node:fs'; import express from 'express'; const auditLog = process.env.AUDIT; express().get('/', (req) => { fs.appendFile(auditLog, req.query.name + '\\n', () => {}); });",
  ],
  good: [
    "import fs from 'node:fs'; import express from 'express'; const dialog = process.env.AUDIT; express().get('/', (req) => { fs.appendFile(dialog, req.query.name + '\\n', () => {}); });",
  ],
});
