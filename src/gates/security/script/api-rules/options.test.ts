import { cases } from './rule-cases.ts';

/** Made up here: nobody's. */
const made = ['K3', 'orchid', 'Lamp'].join('-');
cases('a cookie of a session is kept from scripts, however its options are put together', 'cookie-for-scripts', {
  bad: [
    "import { cookies } from 'next/headers'; export async function a(t: string) { (await cookies()).set({ name: 'session', value: t, secure: true }); }",
    "import { cookies } from 'next/headers'; const COOKIE = 'auth_token'; export async function a(t: string) { const store = await cookies(); store.set(COOKIE, t, { secure: true, httpOnly: false }); }",
    "import { NextResponse } from 'next/server'; export async function POST() { const res = NextResponse.json({ ok: true }); res.cookies.set('token', make(), { secure: true }); return res; }",
    "import { setSignedCookie } from 'hono/cookie'; const opts = { secure: true, httpOnly: false }; export async function f(c) { await setSignedCookie(c, 'sid', id(), key, opts); }",
    "import { setCookie } from 'h3'; export default defineEventHandler((event) => { setCookie(event, 'session', id(), { secure: true }); });",
    "export const actions = { default: async ({ cookies }) => { cookies.set('sessionid', id(), { path: '/', httpOnly: false }); } };",
    "import fastify from 'fastify'; const app = fastify(); app.post('/in', async (request, reply) => { reply.setCookie('sid', id(), { path: '/', secure: true }); });",
    "import Koa from 'koa'; const app = new Koa(); app.use(async (ctx) => { ctx.cookies.set('session', id(), { httpOnly: false, secure: true }); });",
    "import { serialize } from 'cookie'; export default function handler(req, res) { res.setHeader('Set-Cookie', serialize('session', id(), { secure: true, path: '/' })); }",
    "import Cookies from 'js-cookie'; export function keep(token) { Cookies.set('auth_token', token, { secure: true }); }",
    "import { createCookieSessionStorage } from '@remix-run/node'; export const s = createCookieSessionStorage({ cookie: { name: '__session', secure: true, secrets: [process.env.S] } });",
    "import { Elysia } from 'elysia'; new Elysia().post('/in', ({ cookie: { session } }) => { session.set({ value: id(), httpOnly: false, secure: true }); });",
    "import express from 'express'; const base = { secure: true }; const app = express(); app.post('/in', (req, res) => { const options = Object.assign({}, base, { httpOnly: false }); res.cookie('sid', id(), options); });",
    "import express from 'express'; class Jar { options = { secure: true, httpOnly: false }; set(res, id) { res.cookie('sid', id, this.options); } } const jar = new Jar(); const app = express(); app.post('/in', (req, res) => { jar.set(res, id()); });",
  ],
  good: [
    "import { cookies } from 'next/headers'; export async function a(t: string) { (await cookies()).set({ name: 'session', value: t, secure: true, httpOnly: true, sameSite: 'lax' }); (await cookies()).set('theme', 'dark'); }",
    "import { setCookie } from 'hono/cookie'; export function f(c) { setCookie(c, 'XSRF-TOKEN', id(), { secure: true, sameSite: 'Strict' }); }",
    "export const actions = { default: async ({ cookies }) => { cookies.set('sessionid', id(), { path: '/' }); cookies.delete('sessionid'); } };",
    "import Koa from 'koa'; const app = new Koa(); app.use(async (ctx) => { ctx.cookies.set('session', id(), { secure: true }); });",
    "import express from 'express'; const app = express(); app.post('/in', (req, res) => { res.cookie('session', '', { maxAge: 0 }); res.cookie('lang', 'de'); });",
    "import { setCookie } from 'hono/cookie'; const secure = { httpOnly: true, secure: true, sameSite: 'Lax' } as const; export function f(c) { setCookie(c, 'session', id(), { ...secure, maxAge: 60 }); }",
  ],
});

cases('a cookie of a session is not sent with what other sites start', 'cookie-for-any-site', {
  bad: [
    "import express from 'express'; const app = express(); app.get('/', (req, res) => { res.cookie('sid', id(), { httpOnly: true, secure: true, sameSite: 'NONE' }); });",
    "import { cookies } from 'next/headers'; export async function a(t: string) { (await cookies()).set('session', t, { httpOnly: true, secure: true, sameSite: 'none' }); }",
    "import express from 'express'; const app = express(); app.get('/', (req, res) => { res.setHeader('Set-Cookie', `session=${id()}; HttpOnly; Secure; SameSite=None`); });",
    "import session from 'express-session'; const cookie = { httpOnly: true, secure: true, sameSite: 'none' }; export const s = session({ secret: process.env.S, cookie });",
    "import { createCookie } from '@remix-run/node'; export const s = createCookie('session', { httpOnly: true, secure: true, sameSite: 'none' });",
  ],
  good: [
    "import express from 'express'; const app = express(); app.get('/', (req, res) => { res.setHeader('Set-Cookie', `session=${id()}; HttpOnly; Secure; SameSite=Lax`); });",
  ],
});

cases('a policy that names everybody as ancestor lets every site show the page', 'page-may-be-framed', {
  bad: [
    "import helmet from 'helmet'; app.use(helmet({ contentSecurityPolicy: { directives: { frameAncestors: ['*'] } } }));",
    "import helmet from 'helmet'; const base = { xFrameOptions: false }; app.use(helmet({ ...base, contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: [\"'self'\"] } } }));",
    "import helmet from '@fastify/helmet'; await app.register(helmet, { frameguard: false, contentSecurityPolicy: false });",
    "import express from 'express'; const app = express(); app.use((req, res, next) => { res.setHeader('X-Frame-Options', 'ALLOWALL'); next(); });",
    "import express from 'express'; const app = express(); app.use((req, res, next) => { res.set({ 'Content-Security-Policy': 'default-src self; frame-ancestors *' }); next(); });",
  ],
  good: [
    "import helmet from 'helmet'; app.use(helmet({ frameguard: false, contentSecurityPolicy: { directives: { defaultSrc: [\"'self'\"] } } }));",
    "import express from 'express'; const app = express(); app.use((req, res, next) => { res.setHeader('X-Frame-Options', 'DENY'); res.setHeader('Content-Security-Policy', \"frame-ancestors 'self' https://a.example\"); next(); });",
  ],
});

cases('credentials go to named origins only, whichever framework is asked', 'cors-any-origin', {
  bad: [
    "import { NestFactory } from '@nestjs/core'; async function b() { const app = await NestFactory.create(M, { cors: { origin: true, credentials: true } }); } b();",
    "import { NestFactory } from '@nestjs/core'; async function b() { const app = await NestFactory.create(M); app.enableCors({ origin: '*', credentials: true }); } b();",
    "import { cors } from 'hono/cors'; import { Hono } from 'hono'; const app = new Hono(); app.use('*', cors({ origin: (origin) => origin, credentials: true }));",
    "import { cors } from 'hono/cors'; app.use('*', cors({ origin: (origin, c) => origin ?? '*', credentials: true }));",
    "import fastify from 'fastify'; import cors from '@fastify/cors'; const options = { origin: (origin, cb) => { cb(null, true); }, credentials: true }; const app = fastify(); app.register(cors, options);",
    "import cors from '@koa/cors'; app.use(cors({ origin: (ctx) => ctx.get('Origin'), credentials: true }));",
    "import cors from 'cors'; const reflect = (origin, done) => done(null, origin); app.use(cors({ origin: reflect, credentials: true }));",
    "import cors from 'cors'; app.use(cors({ origin: /example\\.com/, credentials: true }));",
    "import { WebSocketGateway } from '@nestjs/websockets'; @WebSocketGateway({ cors: { origin: '*', credentials: true } }) export class G {}",
    "import express from 'express'; const app = express(); app.use((req, res, next) => { res.set({ 'Access-Control-Allow-Origin': req.headers.origin, 'Access-Control-Allow-Credentials': 'true' }); next(); });",
    "export async function GET(request: Request) { return new Response('x', { headers: { 'Access-Control-Allow-Origin': request.headers.get('origin') ?? '', 'Access-Control-Allow-Credentials': 'true' } }); }",
  ],
  good: [
    "import cors from 'cors'; app.use(cors({ origin: true }));",
    "import cors from 'cors'; app.use(cors({ origin: (origin, done) => done(null, list.includes(origin)), credentials: true }));",
    "import cors from 'cors'; app.use(cors({ origin: (origin, done) => { if (list.has(origin)) done(null, true); else done(new Error('no')); }, credentials: true }));",
    "import cors from 'cors'; app.use(cors({ origin: /^https:\\/\\/[a-z]+\\.example\\.com$/, credentials: true }));",
    "import { cors } from 'hono/cors'; app.use('*', cors({ origin: (origin) => (origin.endsWith('.example.com') ? origin : ''), credentials: true }));",
    "import cors from 'cors'; app.use(cors({ origin: process.env.ORIGIN, credentials: true }));",
  ],
});

cases('passwords and keys are in no text', 'hard-coded', {
  bad: [
    `import session from 'express-session'; app.use(session({ secret: process.env.S || '${made}', resave: false, saveUninitialized: false, cookie: { secure: true } }));`,
    `import { JwtModule } from '@nestjs/jwt'; import { Module } from '@nestjs/common'; @Module({ imports: [JwtModule.register({ secret: '${made}', signOptions: {} })] }) export class A {}`,
    `import { Strategy } from 'passport-jwt'; const config = { jwt: '${made}' }; new Strategy({ secretOrKey: config.jwt }, verify);`,
    `import jwt from 'jsonwebtoken'; const config = { secret: process.env.JWT ?? '${made}' }; export const make = (id) => jwt.sign({ id }, config.secret);`,
    `import express from 'express'; const ADMIN = '${made}'; const app = express(); app.post('/in', (req, res) => { if (req.body.password === ADMIN) res.send('ok'); });`,
    `import mongoose from 'mongoose'; mongoose.connect('mongodb://app:${made}@db.example.com/shop');`,
    `fetch('https://api.example.com', { headers: { Authorization: 'Bearer ${made.repeat(2)}' } });`,
    `import CryptoJS from 'crypto-js'; const KEY = '${made}'; export const seal = (t) => CryptoJS.AES.encrypt(t, KEY).toString();`,
    `import basicAuth from 'express-basic-auth'; const users = { admin: '${made}' }; app.use(basicAuth({ users }));`,
    `import { sign } from 'hono/jwt'; const SECRET = '${made}'; export const make = (id) => sign({ id }, SECRET);`,
  ],
  good: [
    "import session from 'express-session'; app.use(session({ secret: process.env.S, resave: false, saveUninitialized: false, cookie: { secure: true } }));",
    "if (field.type === 'password') show(); if (input.token === 'undefined') stop();",
    "const labels = { password: 'Password', secret: 'Secret key' }; export const body = { password: 'password123' };",
    "fetch('https://api.example.com', { headers: { Authorization: `Bearer ${process.env.T}` } });",
    "import mongoose from 'mongoose'; mongoose.connect(process.env.DB ?? 'mongodb://localhost/shop');",
    "import basicAuth from 'express-basic-auth'; const users = { admin: process.env.P }; app.use(basicAuth({ users }));",
  ],
});

cases('a predicate of the text shows whether an origin is looked at', 'message-from-anyone', {
  bad: [
    "const isCommand = ({ data }) => data.command !== undefined; window.addEventListener('message', (event) => { if (!isCommand(event)) return; run(event.data); });",
  ],
  good: [
    "import { isTrustedOrigin } from './o'; window.addEventListener('message', (event) => { if (!isTrustedOrigin(event)) return; run(event.data); });",
  ],
});
