import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from '../analyse-script.ts';

const imports = `
import crypto from 'node:crypto';
import https from 'node:https';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import jwt from 'jsonwebtoken';
import bcrypt from 'bcrypt';
import cors from 'cors';
import session from 'express-session';
import express from 'express';
const app = express();
`;

function rules(text: string): string[] {
  const found = analyseScript(imports + text, 'typescript');
  assert.ok(found.ok);
  return [...new Set(found.complaints.filter((one) => one.severity !== 'information').map((one) => one.rule))].toSorted();
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

cases('certificates are checked', 'tls-not-verified', {
  bad: [
    'new https.Agent({ rejectUnauthorized: false });',
    'const check = false; https.get({ host: "a", rejectUnauthorized: check });',
    'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";',
    'process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = 0;',
    'https.get({ host: "a", checkServerIdentity: () => undefined });',
  ],
  good: [
    'new https.Agent({ rejectUnauthorized: true, ca });',
    'https.get({ host: "a", checkServerIdentity: (host, cert) => verify(host, cert) });',
    'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "1";',
  ],
});

cases('ciphers are modern', 'weak-cipher', {
  bad: [
    'crypto.createCipheriv("des-cbc", key, iv);',
    'const a = "aes-128-ecb"; crypto.createCipheriv(a, key, null);',
    'crypto.createCipher("aes-256-cbc", password);',
    'crypto.createDecipheriv("rc4", key, null);',
  ],
  good: ['crypto.createCipheriv("aes-256-gcm", key, crypto.randomBytes(12));'],
});

cases('an initialization vector is made for each text', 'fixed-iv', {
  bad: [
    'crypto.createCipheriv("aes-256-cbc", key, "1234567890123456");',
    'const iv = Buffer.alloc(16, 0); crypto.createCipheriv("aes-256-cbc", key, iv);',
    'const iv = Buffer.from("000102", "hex"); function f() { return crypto.createCipheriv("aes-256-cbc", key, iv); }',
  ],
  good: [
    'const iv = Buffer.alloc(16); crypto.randomFillSync(iv); crypto.createCipheriv("aes-256-cbc", key, iv);',
    'crypto.createDecipheriv("aes-256-gcm", key, Buffer.from(text.slice(0, 24), "hex"));',
  ],
});

cases('MD5 and SHA-1 protect no secrets, but may tell texts apart', 'weak-hash', {
  bad: [
    'const signature = crypto.createHash("md5").update(body).digest("hex");',
    'function hashPassword(text) { return crypto.createHash("sha1").update(text).digest("hex"); }',
    'crypto.createHmac("md5", key);',
  ],
  good: [
    'const etag = crypto.createHash("md5").update(body).digest("hex");',
    'const signature = crypto.createHmac("sha256", key).update(body).digest("hex");',
  ],
});

cases('passwords are not hashed fast', 'fast-password-hash', {
  bad: ['crypto.createHash("sha256").update(user.password).digest("hex");'],
  good: ['crypto.createHash("sha256").update(file).digest("hex");'],
});

cases('keys are long enough', 'weak-key', {
  bad: [
    'crypto.generateKeyPairSync("rsa", { modulusLength: 1024 });',
    'crypto.createDiffieHellman(512);',
    'crypto.getDiffieHellman("modp2");',
  ],
  good: ['crypto.generateKeyPairSync("rsa", { modulusLength: 3072 });', 'crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });'],
});

cases('passwords are derived with enough work', 'few-iterations', {
  bad: ['crypto.pbkdf2Sync(p, salt, 1000, 32, "sha256");', 'await bcrypt.hash(p, 4);', 'crypto.scryptSync(p, salt, 32, { N: 1024 });'],
  good: ['crypto.pbkdf2Sync(p, salt, 600_000, 32, "sha256");', 'await bcrypt.hash(p, 12);', 'crypto.scryptSync(p, salt, 32);'],
});

cases('what must not be guessed is not random by Math.random', 'predictable-random', {
  bad: [
    'const token = Math.random().toString(36);',
    'function newPassword() { let s = ""; for (let i = 0; i < 9; i++) s += Math.floor(Math.random() * 10); return s; }',
    'user.resetCode = String(Math.random());',
  ],
  good: [
    'const colour = Math.random() * 255;',
    'const token = crypto.randomBytes(16).toString("hex");',
    'list.sort(() => Math.random() - 0.5);',
  ],
});

cases('tokens are believed after their signature was checked', 'jwt-not-verified', {
  bad: [
    'const claims = jwt.decode(header); if (claims.admin) open();',
    'jwt.verify(token, key, { algorithms: ["none"] });',
    'jwt.verify(token, "");',
    'jwt.sign({}, key, { algorithm: "none" });',
  ],
  good: [
    'jwt.verify(token, key, { algorithms: ["RS256"] });',
    'const { kid } = jwt.decode(token, { complete: true }).header; jwt.verify(token, keys[kid]);',
  ],
});

cases('expired tokens are refused', 'jwt-never-expires', {
  bad: ['jwt.verify(token, key, { ignoreExpiration: true });'],
  good: ['jwt.verify(token, key, { ignoreExpiration: false });'],
});

cases('keys are read, not written down', 'hard-coded-key', {
  bad: ['jwt.sign({ a: 1 }, "a-secret-of-mine", { expiresIn: "1h" });', 'crypto.createHmac("sha256", "a-secret-of-mine");'],
  good: ['jwt.sign({ a: 1 }, process.env.SECRET, { expiresIn: "1h" });'],
});

cases('only known origins may read answers with a session', 'cors-any-origin', {
  bad: [
    'app.use(cors({ origin: true, credentials: true }));',
    'app.use(cors({ origin: (o, done) => done(null, true), credentials: true }));',
    'app.use((req, res, next) => { res.setHeader("Access-Control-Allow-Origin", req.headers.origin); res.setHeader("Access-Control-Allow-Credentials", "true"); next(); });',
  ],
  good: [
    'app.use(cors());',
    'app.use(cors({ origin: ["https://a.example"], credentials: true }));',
    'const known = ["https://a.example"]; app.use((req, res, next) => { const { origin } = req.headers; if (known.includes(origin)) res.setHeader("Access-Control-Allow-Origin", origin); next(); });',
  ],
});

cases('messages are believed after their origin was compared', 'message-from-anyone', {
  bad: ['window.addEventListener("message", (event) => { save(event.data); });', 'window.onmessage = (event) => save(event.data);'],
  good: [
    'window.addEventListener("message", (event) => { if (event.origin === "https://a.example") save(event.data); });',
    'worker.addEventListener("message", (event) => { save(event.data); });',
  ],
});

cases('session cookies are sent over encrypted connections only', 'cookie-not-secure', {
  bad: [
    'app.get("/", (req, res) => { res.cookie("sid", id, { httpOnly: true }); });',
    'app.use(session({ secret: process.env.S, cookie: { secure: false } }));',
    'app.get("/", (req, res) => { res.setHeader("Set-Cookie", "session=1; HttpOnly"); });',
  ],
  good: [
    'app.get("/", (req, res) => { res.cookie("sid", id, { httpOnly: true, secure: true }); res.cookie("theme", "dark"); });',
    'app.use(session({ secret: process.env.S, cookie: { secure: process.env.NODE_ENV === "production" } }));',
  ],
});

cases('scripts cannot read session cookies', 'cookie-for-scripts', {
  bad: [
    'app.get("/", (req, res) => { res.cookie("authToken", t, { secure: true, httpOnly: false }); });',
    'app.get("/", (req, res) => { res.cookie("authToken", t, { secure: true }); });',
  ],
  good: ['app.get("/", (req, res) => { const options = { secure: true, httpOnly: true }; res.cookie("authToken", t, options); });'],
});

cases('temporary files have names that nobody guesses', 'predictable-temporary-file', {
  bad: ['fs.writeFileSync("/tmp/app.json", "{}");', 'const file = path.join(os.tmpdir(), "app.lock"); fs.writeFileSync(file, "");'],
  good: [
    'const folder = fs.mkdtempSync(path.join(os.tmpdir(), "app-")); fs.writeFileSync(path.join(folder, "a"), "");',
    'fs.writeFileSync("/tmp/app.json", "{}", { flag: "wx" });',
    'fs.readFileSync("/tmp/app.json");',
  ],
});

cases('files are not writable by everyone', 'world-writable', {
  bad: [
    'fs.chmodSync("a", 0o777);',
    'fs.writeFileSync("a", "b", { mode: 0o666 });',
    'fs.mkdirSync("a", { mode: "0777" });',
    'process.umask(0);',
  ],
  good: ['fs.chmodSync("a", 0o755);', 'fs.writeFileSync("a", "b", { mode: 0o600 });'],
});
