import { cases } from './rule-cases.ts';

const express = "import express from 'express';\nimport { requireUser, verifyAdmin } from './auth';\nconst router = express.Router();\n";
const nest =
  "import { Controller, Delete, Get, Param, Post, Put, UseGuards } from '@nestjs/common';\nimport { JwtAuthGuard } from './jwt';\n";

cases('a route asks who it is where the routes beside it do', 'login-not-required', {
  bad: [
    `${express}router.get('/admin/users', verifyAdmin, list);\nrouter.delete('/admin/users/:id', async (req, res) => { await users.remove(req.params.id); res.end(); });`,
    `${express}router.get('/items', requireUser, list);\nrouter.put('/items/:id', requireUser, save);\nrouter.patch('/items/:id/price', async (req, res) => { await items.price(req.params.id, 1); res.end(); });`,
    `${express}router.post('/admin/cache/flush', async (q, r) => { await redis.flushall(); r.end(); });`,
    "export async function ops(app) { app.get('/internal/size', { preHandler: verifyAdmin }, async () => 1); app.post('/internal/flush', async () => redis.flushall()); }",
    `${nest}@Controller('admin/plans') export class A { @Get() @UseGuards(JwtAuthGuard) all() {} @Post() create() { return this.plans.make(); } }`,
    `${nest}@Controller('rooms') export class A { @Put(':id') @UseGuards(JwtAuthGuard) save() {} @Get(':id') @UseGuards(JwtAuthGuard) one() {} @Delete(':id') remove() { return this.rooms.remove(1); } }`,
  ],
  good: [
    `${express}router.use(requireUser);\nrouter.get('/admin/users', verifyAdmin, list);\nrouter.post('/admin/flush', async (req, res) => { await flush(); res.end(); });`,
    `${express}router.get('/me', requireUser, verifyAdmin, me);\nrouter.post('/login', async (req, res) => { res.json(await enter(1)); });\nrouter.post('/webhooks/:id', async (req, res) => { await take(1); res.end(); });`,
    `${express}router.get('/posts', list);\nrouter.get('/posts/:id', one);\nrouter.post('/posts', requireUser, verifyAdmin, add);`,
    `${express}router.get('/admin/users', verifyAdmin, requireUser, list);\nrouter.delete('/admin/users/:id', async (req, res) => { if (!req.session.admin) return res.sendStatus(403); await drop(1); });`,
    "export async function ops(app) { app.addHook('onRequest', verifyAdmin); app.get('/internal/size', { preHandler: verifyAdmin }, async () => 1); app.post('/internal/flush', async () => redis.flushall()); }",
    `${nest}@Controller('users') export class A { @Post() create() { return this.users.make(); } @Get(':id') @UseGuards(JwtAuthGuard) one() {} }`,
    `${nest}@UseGuards(JwtAuthGuard) @Controller('admin/plans') export class A { @Get() @UseGuards(JwtAuthGuard) all() {} @Post() create() {} }`,
    `${nest}@Controller('admin/plans') export class A { @Get() @UseGuards(JwtAuthGuard) all() {} @Public() @Post() create() {} }`,
    `${nest}@Controller('rooms') export class A { @Get() @UseGuards(ThrottlerGuard) all() {} @Delete(':id') remove() { return this.rooms.remove(1); } }`,
    "app.post('/orders/:id/notes', async (req, res) => { await notes.add(1); res.end(); });\napp.get('/orders', list);",
  ],
});

const limited = "import rateLimit from 'express-rate-limit';\nconst light = rateLimit({ limit: 30 });\napp.get('/list', light, list);\n";

cases('passwords and codes are not tried without end where other routes are limited', 'unlimited-attempts', {
  bad: [
    `${limited}app.post('/login', async (req, res) => { res.json(await enter(1)); });`,
    `${limited}router.post('/login/pin', async (req, res) => { res.json(await enter(1)); });`,
    `${limited}router.post('/auth/verify-otp', json, async (req, res) => { res.json(await enter(1)); });`,
    `${limited}app.use('/search', light);\napp.post('/api/sign-in', async (req, res) => { res.json(await enter(1)); });`,
    "import { RateLimiterMemory } from 'rate-limiter-flexible';\nconst perHour = new RateLimiterMemory({ points: 5 });\napp.get('/list', slow(perHour), list);\napp.post('/2fa', async (req, res) => { res.json(await enter(1)); });",
  ],
  good: [
    `${limited}app.post('/login', light, async (req, res) => { res.json(await enter(1)); });`,
    `${limited}app.use(light);\napp.post('/login', async (req, res) => { res.json(await enter(1)); });`,
    `${limited}app.use('/login', rateLimit({ limit: 5 }));\napp.post('/login/pin', async (req, res) => { res.json(await enter(1)); });`,
    "app.post('/login', async (req, res) => { res.json(await enter(1)); });",
    `${limited}app.post('/login', async (req, res) => { await attempts.consume(1); res.json(await enter(1)); });`,
    `${limited}app.get('/login', (req, res) => { res.render('login'); });\napp.post('/comments', async (req, res) => { res.json(await add(1)); });`,
  ],
});

const protectedText = "import csurf from 'csurf';\nconst protect = csurf();\n";
const pays = "app.post('/transfer', async (req, res) => { await pay(req.session.userId, 1); res.end(); });\n";

cases('a list of paths without a token names none that a session pays behind', 'forged-requests', {
  bad: [
    `${protectedText}const open = ['/health', '/transfer'];\napp.use((req, res, next) => { if (open.includes(req.path)) return next(); protect(req, res, next); });\n${pays}`,
    `${protectedText}app.use((req, res, next) => (['/transfer'].includes(req.path) ? next() : protect(req, res, next)));\n${pays}`,
    `${protectedText}const open = new Set(['/transfer']);\napp.use((req, res, next) => { if (open.has(req.originalUrl)) next(); else protect(req, res, next); });\n${pays}`,
    `import { doubleCsrf } from 'csrf-csrf';\nconst skipped = ['/transfer'];\nconst { doubleCsrfProtection } = doubleCsrf({ getSecret, skipCsrfProtection: (req) => skipped.includes(req.path) });\n${pays}`,
    `${protectedText}const open = ['/transfer'];\napp.use((req, res, next) => { if (open.indexOf(req.url) >= 0) { next(); return; } protect(req, res, next); });\n${pays}`,
  ],
  good: [
    `${protectedText}const open = ['/health'];\napp.use((req, res, next) => { if (open.includes(req.path)) return next(); protect(req, res, next); });\n${pays}`,
    `${protectedText}const open = ['/hooks'];\napp.use((req, res, next) => { if (open.includes(req.path)) return next(); protect(req, res, next); });\napp.post('/hooks', (req, res) => { take(1); res.end(); });`,
    `${protectedText}const quiet = ['/transfer'];\napp.use((req, res, next) => { if (!quiet.includes(req.path)) count(1); next(); });\napp.use(protect);\n${pays}`,
    `const open = ['/transfer'];\napp.use((req, res, next) => { if (open.includes(req.path)) return next(); check(req, res, next); });\n${pays}`,
    `${protectedText}app.use(protect);\n${pays}`,
  ],
});
