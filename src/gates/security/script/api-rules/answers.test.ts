import { cases } from './rule-cases.ts';

/** Made up here: nobody's. */
const written = ['Tz7#', 'quarry'].join('');
const app = "import express from 'express'; const app = express(); ";

cases('a token says when it ends', 'jwt-without-end', {
  bad: [
    "import jwt from 'jsonwebtoken'; export const issue = (user) => jwt.sign({ sub: user.id }, process.env.KEY);",
    "import jwt from 'jsonwebtoken'; export const issue = (user) => jwt.sign({ sub: user.id }, process.env.KEY, { algorithm: 'HS256' });",
    "import { SignJWT } from 'jose'; export const issue = (id: string, key: Uint8Array) => new SignJWT({ id }).setProtectedHeader({ alg: 'HS256' }).sign(key);",
    "import { sign } from 'hono/jwt'; export const issue = (user) => sign({ sub: user.id }, process.env.KEY);",
  ],
  good: [
    "import jwt from 'jsonwebtoken'; export const issue = (user) => jwt.sign({ sub: user.id }, process.env.KEY, { expiresIn: '1h' });",
    "import jwt from 'jsonwebtoken'; export const issue = (user, exp) => jwt.sign({ sub: user.id, exp }, process.env.KEY);",
    "import jwt from 'jsonwebtoken'; import { options } from './options'; export const issue = (claims) => jwt.sign({ ...claims }, process.env.KEY, options);",
    "import { JwtService } from '@nestjs/jwt'; export class A { constructor(private readonly jwt: JwtService) {} issue(id: string) { return this.jwt.sign({ id }); } }",
    "import { SignJWT } from 'jose'; export const issue = (id: string, key: Uint8Array) => new SignJWT({ id }).setExpirationTime('1h').sign(key);",
  ],
});

cases('the bytes of a text in the program are no key', 'hard-coded-key', {
  bad: [
    `import { SignJWT } from 'jose'; const key = new TextEncoder().encode('${written}'); export const issue = (id: string) => new SignJWT({ id }).setExpirationTime('1h').sign(key);`,
    `import { jwtVerify } from 'jose'; import { TextEncoder } from 'node:util'; export const read = (token: string) => jwtVerify(token, new TextEncoder().encode(process.env.KEY ?? '${written}'));`,
    `import jwt from 'jsonwebtoken'; export const read = (token: string) => jwt.verify(token, Buffer.from('${written}'));`,
  ],
  good: [
    "import { jwtVerify } from 'jose'; const key = new TextEncoder().encode(process.env.KEY); export const read = (token: string) => jwtVerify(token, key);",
  ],
});

cases('what stores keep is private', 'public-object', {
  bad: [
    "new PutObjectCommand({ Bucket: 'people', Key: key, Body: scan, ACL: 'public-read-write' });",
    "s3.upload({ Bucket: 'people', Key: key, Body: scan, ACL: 'public-read' });",
    "bucket.file(name).save(data, { predefinedAcl: 'publicRead' });",
  ],
  good: [
    "new PutObjectCommand({ Bucket: 'people', Key: key, Body: scan, ACL: 'private' });",
    "new PutObjectCommand({ Bucket: 'shop', Key: `assets/${name}`, Body: icon, ACL: 'public-read' });",
  ],
});

cases('headers that keep browsers from harm are left on', 'no-content-policy', {
  bad: [
    "import helmet from 'helmet'; app.use(helmet({ contentSecurityPolicy: false }));",
    "import helmet from 'helmet'; app.use(helmet({ hsts: false }));",
    "import helmet from '@fastify/helmet'; app.register(helmet, { contentSecurityPolicy: false });",
  ],
  good: [
    "import helmet from 'helmet'; app.use(helmet());",
    "import helmet from 'helmet'; app.use(helmet({ contentSecurityPolicy: { directives: { objectSrc: [none] } }, hsts: { maxAge: 1 } }));",
    "import helmet from 'helmet'; app.use(helmet({ contentSecurityPolicy: false })); app.use((req, res, next) => { res.setHeader('Content-Security-Policy', policy); next(); });",
  ],
});

cases('a cookie that visitors write does not say what they may do', 'cookie-says-who', {
  bad: [
    `${app}app.get('/a', (req, res) => { if (req.cookies.isAdmin === 'true') res.json(1); });`,
    `${app}app.get('/a', (req, res) => { if ('admin' !== req.cookies['role']) return; res.json(1); });`,
  ],
  good: [
    `${app}app.get('/a', (req, res) => { if (req.cookies.theme === 'dark') res.json(1); });`,
    `${app}app.get('/a', (req, res) => { if (req.signedCookies.role === 'admin') res.json(1); });`,
    `${app}app.get('/a', (req, res) => { if (req.session.role === 'admin') res.json(1); });`,
  ],
});

cases('what a route gives back is not the environment', 'environment-exposure', {
  bad: [
    "import { Controller, Get } from '@nestjs/common'; @Controller() export class C { @Get() status() { return { up: true, env: process.env }; } }",
    "import Fastify from 'fastify'; const app = Fastify(); app.get('/status', async () => ({ ...process.env }));",
  ],
  good: [
    "import { Controller, Get } from '@nestjs/common'; @Controller() export class C { @Get() status() { return { up: true, env: process.env.NODE_ENV }; } }",
    'export function settings() { return { env: process.env }; }',
  ],
});

cases('a password is not put into the query of an address', 'secret-in-address', {
  bad: [
    "export function f(password: string) { const url = new URL('https://a.example/in'); url.searchParams.set('password', password); return fetch(url); }",
    'export function f(password: string) { return fetch(`https://a.example/in?${new URLSearchParams({ password })}`); }',
  ],
  good: [
    "export function f() { const url = new URL('https://a.example/in'); url.searchParams.set('view', 'password'); return fetch(url); }",
    "export function f(password: string) { return fetch('https://a.example/in', { method: 'POST', body: new URLSearchParams({ password }) }); }",
  ],
});

cases('a mail of any sender holds no host that a request names', 'link-to-sent-host', {
  bad: [`${app}app.post('/forgot', async (req, res) => { await mailer.send(to, \`https://\${req.headers.host}/reset\`); });`],
  good: [
    `${app}app.post('/forgot', async (req, res) => { const host = req.headers.host === 'a.example' ? 'a.example' : 'b.example'; await mailer.send(to, \`https://\${host}/reset\`); });`,
  ],
});

const socket =
  "import net from 'node:net'; import express from 'express'; const app = express(); const line = (value) => { const socket = net.connect({ port: 25 }); socket.write(['GET / HTTP/1.1', `Accept-Language: ${value}`].join('\\r\\n')); }; ";

cases('no line end of a stranger gets into what is written to a socket', 'header-injection', {
  bad: [`${socket}app.get('/', (req, res) => { line(req.query.lang); });`],
  good: [
    `${socket}app.get('/', (req, res) => { line(String(req.query.lang).replace(/[\\r\\n]/g, '')); });`,
    `${socket}app.get('/', (req, res) => { line(req.query.lang === 'de' ? 'de' : 'en'); });`,
  ],
});

const koa = "import Router from '@koa/router'; const router = new Router(); ";

cases('a route for GET changes nothing for whoever is logged in', 'change-by-get', {
  bad: [
    `${koa}router.get('/transfer', async (ctx) => { await transfer(ctx.session.userId, String(ctx.query.to)); });`,
    `${app}app.get('/posts/:id/delete', async (req, res) => { await posts.delete(req.params.id, req.session.userId); res.json(1); });`,
  ],
  good: [
    `${koa}router.get('/fee', async (ctx) => { ctx.body = feeOf(ctx.session.userId, Number(ctx.query.amount)); });`,
    `${koa}router.post('/transfer', csrf, async (ctx) => { await transfer(ctx.session.userId, String(ctx.query.to)); });`,
    `${app}app.get('/posts/:id', async (req, res) => { cache.delete(req.params.id); res.json(await posts.find(req.session.userId)); });`,
  ],
});

const prisma = "import { PrismaClient } from '@prisma/client'; const prisma = new PrismaClient(); ";
const account = 'const account = await Account.findById(id); if (account.balance < amount) return false;';

cases('a record that was looked at is changed in the same step', 'record-race', {
  bad: [
    `${prisma}export async function redeem(code: string, by: string) { const coupon = await prisma.coupon.findUnique({ where: { code } }); if (coupon === null || coupon.usedBy !== null) return false; await prisma.coupon.update({ where: { code }, data: { usedBy: by } }); return true; }`,
    `export async function pay(id: string, amount: number) { ${account} account.balance -= amount; await account.save(); }`,
    `export async function pay(id: string, amount: number) { ${account} await Account.updateOne({ _id: id }, { $inc: { balance: -amount } }); }`,
  ],
  good: [
    `${prisma}export async function redeem(code: string, by: string) { const { count } = await prisma.coupon.updateMany({ where: { code, usedBy: null }, data: { usedBy: by } }); return count === 1; }`,
    `${prisma}export async function redeem(code: string) { const coupon = await prisma.coupon.findUnique({ where: { code } }); if (coupon === null) return false; await prisma.visit.create({ data: { code } }); return coupon.usedBy === null; }`,
    `export async function pay(id: string, amount: number) { ${account} await Account.updateOne({ _id: id, balance: { $gte: amount } }, { $inc: { balance: -amount } }); }`,
    `export async function pay(id: string, amount: number) { return inTransaction(async () => { ${account} account.balance -= amount; await account.save(); }); }`,
    `export async function rename(id: string, name: string) { ${account} account.name = name; await account.save(); }`,
  ],
});
