import { cases } from './rule-cases.ts';

const ws =
  "import { WebSocketServer } from 'ws';\nconst wss = new WebSocketServer({ port: 1, maxPayload: 4096, verifyClient: ({ origin }) => origin === 'https://a.io' });\n";
const onMessage = (list: string, body: string): string =>
  `${ws}${list}\nwss.on('connection', (socket) => { socket.on('message', (raw) => { ${body} }); });\n`;

cases('a list does not grow with every message of a socket', 'unbounded-history', {
  bad: [
    onMessage('const history = [];', 'history.push(String(raw));'),
    onMessage('const log = [];', 'log.push({ at: Date.now(), text: String(raw) }); for (const one of log) socket.send(one.text);'),
    `${ws}class Room { private readonly notes: string[] = []; constructor() { wss.on('connection', (socket) => this.join(socket)); } join(socket) { socket.on('message', (raw) => { this.notes.push(String(raw)); }); } }`,
    `import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';\n@WebSocketGateway()\nexport class Chat { private readonly all: string[] = []; @SubscribeMessage('say') say(text: string) { this.all.push(text); } }`,
    "import { Server } from 'socket.io';\nconst io = new Server(3000);\nconst moves = [];\nio.on('connection', (socket) => { socket.on('move', (move) => { moves.push(move); }); });",
  ],
  good: [
    onMessage('const history = [];', 'history.push(String(raw)); if (history.length > 200) history.shift();'),
    onMessage('let history = [];', 'history.push(String(raw)); history = history.slice(-100);'),
    onMessage('', 'const words = []; words.push(String(raw)); socket.send(words[0]);'),
    `${ws}const clients = [];\nwss.on('connection', (socket) => { clients.push(socket); });`,
    "const lines = [];\nprocess.on('message', (line) => { lines.push(line); });",
  ],
});

const koa = "import type { Context } from 'koa';\ninterface Row { id: number; subject: string; requester: string }\n";
const express = "import express from 'express';\nconst app = express();\n";

cases('cells of a table do not begin as somebody wrote them', 'formula-in-table', {
  bad: [
    `${koa}export async function csv(ctx: Context, rows: Row[]) { ctx.type = 'text/csv'; ctx.body = rows.map((row) => [row.id, row.subject].join(',')).join('\\n'); }`,
    `${koa}const quote = (v) => '"' + v + '"';\nexport async function csv(ctx: Context, rows: Row[]) { ctx.attachment('a.csv'); ctx.body = rows.map((row) => [row.id, row.requester].map(quote).join(';')).join('\\n'); }`,
    `${express}app.post('/x', (req, res) => { res.type('text/csv').send(req.body.rows.map((row) => row.join(',')).join('\\n')); });`,
    `${express}app.post('/x', (req, res) => { res.setHeader('Content-Type', 'text/csv'); res.end(\`name\\n\${req.body.name}\\n\`); });`,
    `import { writeFile } from 'node:fs/promises';\ninterface Person { name: string }\nexport const save = (people: Person[]) => writeFile('people.csv', people.map((one) => [one.name, 1].join(',')).join('\\n'));`,
  ],
  good: [
    `${koa}const safe = (text: string) => (/^[=+\\-@\\t\\r]/u.test(text) ? "'" + text : text);\nexport async function csv(ctx: Context, rows: Row[]) { ctx.type = 'text/csv'; ctx.body = rows.map((row) => [row.id, row.subject].map(safe).join(',')).join('\\n'); }`,
    `${koa}export async function csv(ctx: Context, rows: Row[]) { ctx.type = 'text/csv'; ctx.body = rows.map((row) => [row.id, row.subject.length].join(',')).join('\\n'); }`,
    `${koa}export const title = (row: Row) => [row.requester, row.subject].join(',');`,
    `${express}app.post('/x', (req, res) => { res.type('text/csv').send(\`n\\n\${Number(req.body.n)}\\n\`); });`,
    `import { unparse } from 'papaparse';\n${express}app.post('/x', (req, res) => { res.type('text/csv').send(unparse(req.body.rows, { escapeFormulae: true })); });`,
  ],
});

cases('a template does not put what people write into the page as it is', 'raw-output', {
  bad: [
    "import ejs from 'ejs';\nexport const page = ejs.compile('<% notes.forEach((note) => { %><p><%- note.text %></p><% }) %>');",
    "import ejs from 'ejs';\nexport const page = (user) => ejs.render('<h1><%- user.name -%></h1>', { user });",
    "import Handlebars from 'handlebars';\nexport const page = Handlebars.compile('{{#each reviews}}<p>{{{review.comment}}}</p>{{/each}}');",
    "import Mustache from 'mustache';\nexport const page = (view) => Mustache.render('<p>{{{bio}}}</p>', view);",
  ],
  good: [
    "import ejs from 'ejs';\nexport const page = ejs.compile('<% notes.forEach((note) => { %><p><%= note.text %></p><% }) %>');",
    "import ejs from 'ejs';\nexport const page = ejs.compile('<main><%- body %></main><%- include(\"foot\") %>');",
    "import Handlebars from 'handlebars';\nexport const page = Handlebars.compile('<main>{{{body}}}</main><p>{{name}}</p>');",
    "import Mustache from 'mustache';\nexport const page = (view) => Mustache.render('<p>{{bio}}</p>{{{markup}}}', view);",
  ],
});

const download =
  "import { writeFile } from 'node:fs/promises';\nimport { createWriteStream } from 'node:fs';\nimport { pathToFileURL } from 'node:url';\nimport { spawn, execFile } from 'node:child_process';\nimport http from 'node:http';\nimport https from 'node:https';\n";
const helper =
  'function download(address, file, done) { https.get(address, (res) => { res.pipe(createWriteStream(file)).on("finish", done); }); }\n';

cases('a module or a program that was fetched is not run unchecked', 'unchecked-download', {
  bad: [
    `${download}export async function load(address, file) { await writeFile(file, await (await fetch(address)).text()); return import(pathToFileURL(file).href); }`,
    `${download}export async function load(name) { const file = './plugins/' + name; const source = await fetch(registry + name); await writeFile(file, await source.text()); return require(file); }`,
    `${download}${helper}export const update = (address, file) => { download(address, file, () => spawn(file, ['--silent'])); };`,
    `${download}${helper}export function update() { const file = '/tmp/setup'; download(feed, file, () => { execFile(file); }); }`,
    `${download}async function save(url, target) { const res = await fetch(url); await writeFile(target, Buffer.from(await res.arrayBuffer())); }\nexport async function install(url) { const to = './tool'; await save(url, to); spawn(to); }`,
  ],
  good: [
    `${download}import { createHash } from 'node:crypto';\nexport async function load(address, file, sum) { const text = await (await fetch(address)).text(); if (createHash('sha256').update(text).digest('hex') !== sum) throw new Error('changed'); await writeFile(file, text); return import(pathToFileURL(file).href); }`,
    `${download}export async function save(address, file) { await writeFile(file, await (await fetch(address)).text()); return import('./shown.js'); }`,
    `${download}${helper}export const get = (address, file) => { download(address, file, () => spawn('open', ['--', 'folder'])); };`,
    `${download}export async function made(file) { await writeFile(file, 'export default 1;'); return import(pathToFileURL(file).href); }`,
  ],
});

const nest = "import { Body, Controller, Patch, UsePipes } from '@nestjs/common';\n";
const prisma = (type: string, more = ''): string =>
  `${more}@Controller('me')\nexport class Me { constructor(private readonly prisma: Db) {} @Patch() save(@Body() body: ${type}) { return this.prisma.user.update({ where: { id: 1 }, data: { ...body, at: 1 } }); } }`;

cases('a body without a class is not stored as a whole', 'mass-assignment', {
  bad: [
    nest + prisma('Prisma.UserUpdateInput', "import type { Prisma } from '@prisma/client';\n"),
    nest + prisma('Profile', 'interface Profile { name: string }\n'),
    nest + prisma('Profile', "import type { Profile } from './profile';\n"),
    nest + prisma('Profile', "import { type Profile } from './profile';\n"),
    nest + prisma('any'),
  ],
  good: [
    nest + prisma('ProfileDto', "import { ProfileDto } from './profile.dto';\n"),
    nest + prisma('Profile', "import type { Profile } from './profile';\n@UsePipes(new ZodPipe(schema))\n"),
    `${nest}interface Profile { name: string }\n@Controller('me')\nexport class Me { constructor(private readonly prisma: Db) {} @Patch() save(@Body() body: Profile) { return this.prisma.user.update({ where: { id: 1 }, data: { name: String(body.name) } }); } }`,
    `${nest}interface Profile { name: string }\n@Controller('me')\nexport class Me { constructor(private readonly prisma: Db) {} @Patch() save(@Body(new ZodPipe(schema)) body: Profile) { return this.prisma.user.update({ where: { id: 1 }, data: body }); } }`,
  ],
});

const handler = (body: string): string => `${express}app.all('/x', (req, res) => { ${body} });\n`;

cases('a request does not say where it is passed on to', 'server-side-request-forgery', {
  bad: [
    `import httpProxy from 'http-proxy';\nconst proxy = httpProxy.createProxyServer({});\n${handler("proxy.web(req, res, { target: 'https://' + req.get('x-target') });")}`,
    `import httpProxy from 'http-proxy';\n${handler('httpProxy.createProxyServer({ target: req.query.to }).web(req, res);')}`,
    `import { createProxyMiddleware } from 'http-proxy-middleware';\n${handler('createProxyMiddleware({ target: String(req.query.to) })(req, res);')}`,
    "import fastify from 'fastify';\nconst app = fastify();\napp.get('/x', (request, reply) => { reply.from(request.query.to); });",
  ],
  good: [
    `import httpProxy from 'http-proxy';\nconst proxy = httpProxy.createProxyServer({});\n${handler("const hosts = { a: 'https://a.io' }; const host = req.get('x-target'); proxy.web(req, res, { target: Object.hasOwn(hosts, host) ? hosts[host] : hosts.a });")}`,
    `import httpProxy from 'http-proxy';\nconst proxy = httpProxy.createProxyServer({ target: 'https://a.io' });\n${handler('proxy.web(req, res);')}`,
    `import { createProxyMiddleware } from 'http-proxy-middleware';\napp.use('/api', createProxyMiddleware({ target: process.env.API, changeOrigin: true }));`,
  ],
});
