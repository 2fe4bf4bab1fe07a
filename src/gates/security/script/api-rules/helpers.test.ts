import { cases } from './rule-cases.ts';

cases('a schema has no slow pattern without a bound on the length', 'slow-regex', {
  bad: [
    "import { z } from 'zod'; export const S = z.object({ name: z.string().regex(/^(\\w+\\s?)*$/) });",
    "import { z } from 'zod'; const NAME = /^([a-z]+-?)+$/; export const S = z.string().refine((v) => NAME.test(v), 'bad');",
    "import { z } from 'zod'; const ok = (v: string) => v.match(/^(a+)+$/) !== null; export const S = z.string().superRefine((v, ctx) => { if (!ok(v)) ctx.addIssue({}); });",
    "import { Matches } from 'class-validator'; export class Dto { @Matches(/^([a-z]+-?)+$/) name: string; }",
    "import Joi from 'joi'; const PATTERN = /^([a-z]+-?)+$/; export const s = Joi.object({ name: Joi.string().pattern(PATTERN).required() });",
    "import * as yup from 'yup'; export const s = yup.object({ name: yup.string().matches(/^([a-z]+-?)+$/) });",
    "import { body } from 'express-validator'; app.post('/', body('name').matches(/^([a-z]+-?)+$/), go);",
    "export const schema = { body: { type: 'object', properties: { name: { type: 'string', pattern: '^([a-z]+-?)+$' } } } };",
    "import mongoose from 'mongoose'; new mongoose.Schema({ email: { type: String, match: /^([a-z]+-?)+$/ } });",
  ],
  good: [
    "import { z } from 'zod'; export const S = z.object({ name: z.string().max(40).regex(/^(\\w+\\s?)*$/) });",
    "import { z } from 'zod'; export const S = z.string().regex(/^[a-z]+(?:-[a-z]+)*$/);",
    "import { Matches, MaxLength } from 'class-validator'; export class Dto { @MaxLength(20) @Matches(/^([a-z]+-?)+$/) name: string; }",
    "export const schema = { type: 'string', pattern: '^([a-z]+-?)+$', maxLength: 30 };",
    "import Joi from 'joi'; export const s = Joi.string().pattern(/^[a-z]+$/);",
  ],
});

cases('what Math.random makes is followed through loops and helpers to what it is for', 'predictable-random', {
  bad: [
    "const chars = 'abc'; function code(n) { let s = ''; for (let i = 0; i < n; i++) { s += chars.charAt(Math.floor(Math.random() * chars.length)); } return s; } export function invite() { return { inviteToken: code(8) }; }",
    "const pick = (list) => list[Math.floor(Math.random() * list.length)]; const word = (n) => Array.from({ length: n }, () => pick('abc')).join(''); export const csrf = () => ({ csrfToken: word(20) });",
    "class Ids { make(n) { const out = []; while (out.length < n) out.push(Math.floor(Math.random() * 10)); return out.join(''); } otp() { const otp = this.make(6); return otp; } }",
    'function rand() { return Math.random().toString(36).slice(2); } async function f(user) { user.resetToken = rand() + rand(); await user.save(); }',
    "const hex = () => Math.floor(Math.random() * 16).toString(16); export function sessionId() { let id = ''; for (let i = 0; i < 32; i++) id = id + hex(); return id; }",
    "import { mail } from './m'; function s() { return Math.random().toString(36); } export async function f(to) { const c = s(); await mail(to, `https://a.example/verify?token=${c}`); }",
    "function r() { return Math.random().toString(36); } app.post('/', (req, res) => { const v = r(); res.cookie('session', v, { httpOnly: true, secure: true }); });",
  ],
  good: [
    "function r(n) { let out = ''; for (let i = 0; i < n; i++) out += 'ab'[Math.floor(Math.random() * 2)]; return out; } export function boundary() { return `----${r(16)}`; } export const element = () => { const id = r(4); return id; };",
    "import { randomUUID } from 'node:crypto'; export function createSession() { const token = randomUUID(); const colour = Math.floor(Math.random() * 360); return { token, colour }; }",
    'function shuffle(list) { for (let i = list.length - 1; i > 0; i--) { const j = Math.floor(Math.random() * (i + 1)); [list[i], list[j]] = [list[j], list[i]]; } return list; } export const order = shuffle([1, 2]);',
  ],
});
const ex = "import express from 'express'; const app = express(); ";

cases('a session is begun anew, whatever helper or framework signs in', 'session-not-renewed', {
  bad: [
    ex +
      "app.post('/login', async (req, res) => { const user = await find(req.body.email); if (await bcrypt.compare(req.body.password, user.hash)) { req.session.user = { id: user.id }; res.redirect('/'); } });",
    ex +
      "const begin = (session, id) => { session.userId = id; }; app.post('/signin', async (req, res) => { if (await check(req.body.password)) { begin(req.session, 1); } });",
    "import fastify from 'fastify'; const app = fastify(); app.post('/login', async (request, reply) => { if (await verify(request.body.password)) { request.session.set('userId', 1); } });",
    "import Koa from 'koa'; import Router from '@koa/router'; const router = new Router(); router.post('/login', async (ctx) => { if (await passwordOk(ctx.request.body)) ctx.session.userId = 4; });",
    ex +
      "app.post('/login', async (req, res) => { if (await check(req.body.password)) Object.assign(req.session, { userId: 1, at: Date.now() }); });",
    ex + "app.post('/login', async (req, res) => { if (await check(req.body.password)) req.session['authenticated'] = true; });",
  ],
  good: [
    ex +
      "app.post('/login', async (req, res) => { if (await check(req.body.password)) req.session.regenerate(() => { req.session.userId = 1; }); });",
    ex +
      "import session from 'cookie-session'; app.post('/login', async (req, res) => { if (await check(req.body.password)) req.session.userId = 1; });",
    ex + "app.post('/login', async (req, res) => { if (!(await check(req.body.password))) req.session.failures = 1; });",
    ex + "app.post('/cart', async (req, res) => { req.session.cart = []; req.session.role = undefined; });",
  ],
});

cases('a password is kept in no storage of the page', 'stored-password', {
  bad: [
    "export function keep(form) { localStorage.setItem('password', form.password.value); }",
    "export function keep(user, password) { const saved = JSON.stringify({ user, password }); window.localStorage.setItem('login', saved); }",
    "export function keep(credentials) { sessionStorage.setItem('auth', btoa(`${credentials.user}:${credentials.password}`)); }",
    "import Cookies from 'js-cookie'; export function keep(password) { Cookies.set('pw', password, { secure: true }); }",
    "export function keep(pw) { document.cookie = 'password=' + pw.value; }",
    "import AsyncStorage from '@react-native-async-storage/async-storage'; export const keep = (password: string) => AsyncStorage.setItem('userPassword', password);",
    'export class Login { keep() { localStorage.password = this.form.password; } }',
  ],
  good: [
    "export function keep(user, password) { localStorage.setItem('login', JSON.stringify({ user, remember: password.length > 0 })); }",
    "export async function keep(password) { localStorage.setItem('check', await hash(password)); }",
    "localStorage.setItem('passwordVisible', String(visible)); localStorage.setItem('password', ''); localStorage.removeItem('password');",
    "export async function login(user, password) { const { token } = await post('/login', { user, password }); sessionStorage.setItem('token', token); }",
  ],
});

cases('what a helper or a client sends without encryption is no secret', 'cleartext-transmission', {
  bad: [
    "import axios from 'axios'; const client = axios.create({ baseURL: 'http://api.shop.example' }); export const login = (user, password) => client.post('/login', { user, password });",
    "const BASE = 'http://api.shop.example'; class Api { async send(path, data) { return fetch(BASE + path, { method: 'POST', body: JSON.stringify(data) }); } login(email, password) { return this.send('/login', { email, password }); } }",
    "import http from 'node:http'; export function login(user, password) { const req = http.request({ host: 'api.shop.example', path: '/login', method: 'POST' }); req.write(JSON.stringify({ user, password })); req.end(); }",
    "export function login(password) { const xhr = new XMLHttpRequest(); xhr.open('POST', 'http://api.shop.example/login'); xhr.send(password); }",
    "import { Client } from 'basic-ftp'; export async function up(password) { const c = new Client(); await c.access({ host: 'ftp.shop.example', user: 'a', password, secure: false }); }",
    'export const open = (token) => new WebSocket(`ws://live.shop.example/?token=${token}`);',
    "import nodemailer from 'nodemailer'; nodemailer.createTransport({ host: 'smtp.shop.example', ignoreTLS: true, secure: false, auth: { user: 'a', pass: process.env.P } });",
  ],
  good: [
    "import axios from 'axios'; const client = axios.create({ baseURL: 'https://api.shop.example' }); export const login = (user, password) => client.post('/login', { user, password });",
    "const BASE = 'http://localhost:3000'; const send = (path, data) => fetch(BASE + path, { method: 'POST', body: JSON.stringify(data) }); export const login = (password) => send('/login', { password });",
    "const BASE = 'http://feeds.shop.example'; const get = (path) => fetch(BASE + path); export const news = () => get('/news.xml');",
    "import http from 'node:http'; export function news(page) { http.get({ host: 'feeds.shop.example', path: '/' + page }); }",
  ],
});

cases('a digest of SHA-1 or MD5 decides nothing', 'weak-hash', {
  bad: [
    "import { createHash } from 'node:crypto'; import { readFileSync } from 'node:fs'; export function verify(file, expected) { const sum = createHash('md5').update(readFileSync(file)).digest('hex'); return sum === expected; }",
    "import { createHash } from 'node:crypto'; const sha1 = (t) => createHash('sha1').update(t).digest('hex'); export async function signUp(name, password) { await db.save({ name, hash: sha1(password) }); }",
    "import crypto from 'node:crypto'; const digest = (algorithm, data) => crypto.createHash(algorithm).update(data).digest(); export function isAuthentic(data, signature) { return crypto.timingSafeEqual(digest('sha1', data), signature); }",
    "import md5 from 'md5'; export const check = (user, password) => user.hash === md5(password);",
  ],
  good: [
    "import { createHash } from 'node:crypto'; export const etag = (body) => createHash('sha1').update(body).digest('base64');",
    "import { createHash } from 'node:crypto'; const sum = (t) => createHash('md5').update(t).digest('hex'); export function isSame(a, b) { return sum(a) === sum(b); } export const cacheKey = (url) => sum(url);",
    "import { createHash } from 'node:crypto'; export function verify(file, expected) { return createHash('sha256').update(file).digest('hex') === expected; }",
  ],
});

cases('a helper makes no name of a temporary file that can be guessed', 'predictable-temporary-file', {
  bad: [
    "import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; function place(user) { return path.join(os.tmpdir(), `report-${process.pid}.csv`); } export function save(user, data) { fs.writeFileSync(place(user), data); }",
    "import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; const place = () => path.join(os.tmpdir(), 'export-' + Date.now() + '.csv'); export function save(data) { const file = place(); fs.writeFileSync(file, data); }",
    "import fs from 'node:fs'; export function save(data) { fs.writeFileSync('/tmp/report.csv', data); }",
    "import fs from 'node:fs'; import os from 'node:os'; const FILE = `${os.tmpdir()}/app.lock`; export class Lock { take() { fs.writeFileSync(FILE, '1'); } }",
  ],
  good: [
    "import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; import { randomUUID } from 'node:crypto'; const place = () => path.join(os.tmpdir(), randomUUID()); export function save(data) { fs.writeFileSync(place(), data, { flag: 'wx' }); }",
    "import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'a-')); export function save(data) { fs.writeFileSync(path.join(folder, 'a.csv'), data); }",
  ],
});
const nest = "import { Controller, Delete, Patch, Param, Body, UseGuards } from '@nestjs/common'; ";

cases('what a visitor changes by its number belongs to the visitor', 'owner-not-checked', {
  bad: [
    nest +
      "@Controller('notes') export class C { constructor(private readonly notes: NotesService) {} @UseGuards(JwtAuthGuard) @Delete(':id') remove(@Param('id') id: string) { return this.notes.remove(id); } }",
    "import { Router } from 'express'; const router = Router(); router.delete('/orders/:orderId', requireLogin, async (req, res) => { await Order.findByIdAndDelete(req.params.orderId); res.sendStatus(204); });",
    "import { Router } from 'express'; const router = Router(); router.put('/posts/:id', passport.authenticate('jwt'), async (req, res) => { const { id } = req.params; await prisma.post.update({ where: { id }, data: { title: String(req.body.title) } }); res.sendStatus(204); });",
  ],
  good: [
    nest +
      "@Controller('notes') export class C { constructor(private readonly notes: NotesService) {} @UseGuards(JwtAuthGuard) @Delete(':id') remove(@Param('id') id: string, @CurrentUser() user: User) { return this.notes.remove(id, user.id); } }",
    nest +
      "@Controller('notes') @UseGuards(JwtAuthGuard, RolesGuard) export class C { constructor(private readonly notes: NotesService) {} @Delete(':id') remove(@Param('id') id: string) { return this.notes.remove(id); } }",
    nest +
      "@Controller('admin/notes') @UseGuards(JwtAuthGuard) export class C { constructor(private readonly notes: NotesService) {} @Delete(':id') remove(@Param('id') id: string) { return this.notes.remove(id); } }",
    "import { Router } from 'express'; const router = Router(); router.delete('/orders/:id', requireLogin, async (req, res) => { await Order.deleteOne({ _id: String(req.params.id), owner: req.user.id }); res.sendStatus(204); });",
    "import { Router } from 'express'; const router = Router(); router.delete('/orders/:id', async (req, res) => { await Order.findByIdAndDelete(req.params.id); res.sendStatus(204); });",
  ],
});

cases('a whole body is stored in no way', 'mass-assignment', {
  bad: [
    ex +
      "app.patch('/me', async (req, res) => { const user = await User.findById(req.user.id); for (const key in req.body) user[key] = req.body[key]; await user.save(); });",
    ex +
      "app.patch('/me', async (req, res) => { const user = await User.findById(req.user.id); Object.keys(req.body).forEach((k) => { user[k] = req.body[k]; }); await user.save(); });",
    ex + "app.patch('/me', async (req, res) => { await User.findByIdAndUpdate(req.user.id, { $set: req.body }); });",
    ex + "app.post('/u', async (req, res) => { const user = new User({ ...req.body }); await user.save(); });",
    ex + "import { db, users } from './db'; app.post('/u', async (req, res) => { await db.insert(users).values(req.body); });",
    ex +
      "app.patch('/u', async (req, res) => { const { body } = req; await prisma.user.update({ where: { id: req.user.id }, data: { ...body, at: new Date() } }); });",
    ex +
      "import _ from 'lodash'; app.patch('/u', async (req, res) => { const user = await User.findByPk(req.user.id); _.extend(user, req.body); await user.save(); });",
    "import { Body, Controller, Patch } from '@nestjs/common'; @Controller() export class C { constructor(private readonly repo: Repository<User>) {} @Patch() p(@Body() body: any) { return this.repo.update(1, body); } }",
    "'use server'; import { prisma } from './p'; export async function save(formData: FormData) { await prisma.user.create({ data: Object.fromEntries(formData) }); }",
    'export const action = async ({ request }) => { const form = await request.formData(); const data = Object.fromEntries(form); await prisma.user.update({ where: { id: 1 }, data }); };',
  ],
  good: [
    ex +
      "app.patch('/me', async (req, res) => { const user = await User.findById(req.user.id); for (const key of ['name', 'bio']) user[key] = req.body[key]; await user.save(); });",
    ex +
      "app.patch('/u', async (req, res) => { const { name } = req.body; await prisma.user.update({ where: { id: req.user.id }, data: { name: String(name), at: new Date() } }); });",
    ex +
      "import _ from 'lodash'; app.patch('/u', async (req, res) => { const changes = _.pick(req.body, ['name']); const copy = Object.assign({}, req.body); res.json(Object.keys(copy)); });",
    "import { Body, Controller, Patch } from '@nestjs/common'; @Controller() export class C { constructor(private readonly repo: Repository<User>) {} @Patch() p(@Body() dto: UpdateUserDto) { return this.repo.update(1, dto); } }",
  ],
});

cases('answers hold no details of errors', 'error-details', {
  bad: [
    "import errorHandler from 'errorhandler'; app.use(errorHandler());",
    "import { ApolloServer } from '@apollo/server'; new ApolloServer({ typeDefs, resolvers, includeStacktraceInErrorResponses: true });",
    "import { ApolloServer } from '@apollo/server'; new ApolloServer({ typeDefs, resolvers, formatError: (formatted, error) => ({ ...formatted, stack: error.stack }) });",
  ],
  good: [
    "import errorHandler from 'errorhandler'; if (process.env.NODE_ENV === 'development') app.use(errorHandler());",
    "import { ApolloServer } from '@apollo/server'; new ApolloServer({ typeDefs, resolvers, formatError: ({ message }) => ({ message }) });",
  ],
});

cases('a function that merges at any depth refuses the names of a prototype', 'recursive-merge', {
  bad: [
    'export function assign(target, source) { for (const key of Object.keys(source)) { if (isObject(source[key])) target[key] = assign(target[key] ?? {}, source[key]); else target[key] = source[key]; } return target; }',
    'export const assign = (target, source) => { for (const key in source) { if (isObject(source[key])) target[key] = assign(isObject(target[key]) ? target[key] : {}, source[key]); else target[key] = source[key]; } return target; };',
  ],
  good: [
    "export function assign(target, source) { for (const key of Object.keys(source)) { if (key === '__proto__') continue; if (isObject(source[key])) target[key] = assign(target[key] || {}, source[key]); else target[key] = source[key]; } return target; }",
    'export function copy(target, source) { for (const key of Object.keys(source)) target[key] = clean(source[key] ?? {}); return target; }',
  ],
});
