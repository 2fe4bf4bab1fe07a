import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from './analyse-script.ts';

function rules(text: string): string[] {
  const found = analyseScript(text, text.includes("'react'") ? 'typescriptreact' : 'typescript');
  assert.ok(found.ok);
  return [...new Set(found.complaints.map((one) => one.rule))];
}

/** Texts that break a rule, perhaps others too, and texts in which nothing at all is found. */
function cases(name: string, rule: string, rows: { readonly bad: readonly string[]; readonly good: readonly string[] }): void {
  test(name, () => {
    assert.deepEqual(
      rows.bad.filter((text) => !rules(text).some((one) => one.startsWith(rule))),
      [],
    );
    assert.deepEqual(
      rows.good.filter((text) => rules(text).length > 0),
      [],
    );
  });
}

const cp = "import { exec } from 'node:child_process'; ";

cases('events, queues, procedures, graphs, loaders and actions bring in what strangers send', 'command-injection', {
  bad: [
    cp +
      "import type { SQSHandler } from 'aws-lambda'; export const handler: SQSHandler = async (event) => { for (const record of event.Records) { const job = JSON.parse(record.body); exec('x ' + job.name); } };",
    cp + "export const handler = async (event) => { const name = event.Records[0].Sns.Message; exec('x ' + name); };",
    cp + "exports.handler = async ({ queryStringParameters }) => { exec('x ' + queryStringParameters.q); };",
    cp +
      "import type { Handler, APIGatewayProxyEventV2 } from 'aws-lambda'; export const handler: Handler<APIGatewayProxyEventV2> = async (e) => { const { name } = JSON.parse(e.body ?? '{}'); exec('x ' + name); };",
    cp +
      "'use strict'; import { router, publicProcedure } from './trpc'; import { z } from 'zod'; export const r = router({ ping: publicProcedure.input(z.object({ host: z.string() })).mutation(async ({ input }) => { exec('ping ' + input.host); }) });",
    cp +
      "import { Kafka } from 'kafkajs'; const c = new Kafka({}).consumer({ groupId: 'a' }); c.run({ eachMessage: async ({ message }) => { exec('x ' + message.value.toString()); } });",
    cp +
      "import amqp from 'amqplib'; const ch = await (await amqp.connect(u)).createChannel(); ch.consume('q', (msg) => { if (!msg) return; const { name } = JSON.parse(msg.content.toString()); exec('x ' + name); });",
    cp + "import { Worker } from 'bullmq'; new Worker('q', async (job) => { exec('x ' + job.data.name); });",
    cp +
      "import mqtt from 'mqtt'; const client = mqtt.connect(u); client.on('message', (topic, message) => { exec('x ' + message.toString()); });",
    cp + "import { Elysia } from 'elysia'; new Elysia().get('/x', ({ query }) => { exec('x ' + query.q); });",
    cp + "export default defineEventHandler(async (event) => { const { q } = getQuery(event); exec('x ' + q); });",
    cp +
      "import { SubscribeMessage, MessageBody, WebSocketGateway } from '@nestjs/websockets'; @WebSocketGateway() export class G { @SubscribeMessage('run') run(@MessageBody() body: { name: string }) { exec('x ' + body.name); } }",
    cp +
      "import { Args, Query, Resolver } from '@nestjs/graphql'; @Resolver() export class R { constructor(private readonly runner: Runner) {} @Query() q(@Args('name') name: string) { return this.runner.run(name); } } class Runner { run(n: string) { exec('x ' + n); } }",
    cp +
      "import { Controller, Get, Query, Injectable } from '@nestjs/common'; @Injectable() class Svc { run(name: string) { return exec(`x ${name}`); } } @Controller() export class C { private readonly svc: Svc; constructor(svc: Svc) { this.svc = svc; } @Get() q(@Query('name') name: string) { return this.svc.run(name); } }",
    "'use server'; " + cp + "export async function convert(form: FormData) { exec('x ' + form.get('name')); }",
    "'use server'; " + cp + "export async function convert(name) { exec('x ' + name); }",
    cp + "export function Page() { async function save(formData) { 'use server'; exec('x ' + formData.get('n')); } return save; }",
    cp +
      "export const actions = { default: async ({ request }) => { const data = await request.formData(); exec('x ' + data.get('n')); } };",
    cp +
      "export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) { const { id } = await params; exec('x ' + id); return new Response('ok'); }",
    cp +
      "import type { LoaderFunctionArgs } from '@remix-run/node'; export async function loader(args: LoaderFunctionArgs) { exec('x ' + args.params.id); return null; }",
    cp + "export default async function Page({ searchParams }) { const { q } = await searchParams; exec('x ' + q); return null; }",
    cp +
      "import { GraphQLObjectType, GraphQLString } from 'graphql'; new GraphQLObjectType({ name: 'Query', fields: { ping: { type: GraphQLString, args: { host: { type: GraphQLString } }, resolve: (_p, args) => exec('ping ' + args.host) } } });",
    cp +
      "import { createSchema } from 'graphql-yoga'; export const s = createSchema({ typeDefs: '', resolvers: { Mutation: { run: async (_p, { cmd }) => { exec(cmd); } } } });",
  ],
  good: [
    cp + "export const handler = async (event) => { exec('x ' + event.Records.length); };",
    cp +
      "import { router, publicProcedure } from './trpc'; import { z } from 'zod'; export const r = router({ ping: publicProcedure.input(z.object({ id: z.number() })).mutation(async ({ input }) => { exec('ping ' + input.id); }) });",
    cp + "import { Worker } from 'bullmq'; new Worker('q', async (job) => { exec('x ' + Number(job.data.n)); });",
    cp +
      "import { Controller, Get, Injectable } from '@nestjs/common'; @Injectable() class Svc { run(name: string) { return exec(`x ${name}`); } } @Controller() class C { constructor(private readonly svc: Svc) {} @Get() q() { return this.svc.run('all'); } }",
    cp + "client.query('x', (rows) => exec('y'));",
  ],
});
const react = "import { useState, useEffect } from 'react'; ";

cases('markup from strangers and from servers is followed into components, templates and streams', 'cross-site-scripting', {
  bad: [
    react +
      "export function A() { const [html, setHtml] = useState(''); useEffect(() => { fetch('/api/a').then((r) => r.json()).then((d) => setHtml(d.html)); }, []); return <p dangerouslySetInnerHTML={{ __html: html }} />; }",
    react +
      "export function A() { const [post, setPost] = useState(null); async function load() { const r = await fetch('/api/a'); const data = await r.json(); setPost(data); } return <div><button onClick={load} /><p dangerouslySetInnerHTML={{ __html: post.body }} /></div>; }",
    react +
      "import axios from 'axios'; const Body = ({ html }) => <p dangerouslySetInnerHTML={{ __html: html }} />; export function A() { const [items, setItems] = useState([]); useEffect(() => { axios.get('/api/a').then(({ data }) => setItems(data)); }, []); return <div>{items.map((i) => <Body key={i.id} html={i.html} />)}</div>; }",
    react +
      "export function A() { const [items, add] = useState([]); useEffect(() => { window.addEventListener('message', (e) => { if (e.origin.length > 0) add((before) => [...before, e.data.html]); }); }, []); return <div>{items.map((i) => <p dangerouslySetInnerHTML={{ __html: i }} />)}</div>; }",
    "async function show() { const r = await fetch('/api/comments'); const list = await r.json(); for (const c of list) box.insertAdjacentHTML('beforeend', `<li>${c.text}</li>`); }",
    "import { Component } from '@angular/core'; import { ActivatedRoute } from '@angular/router'; import { DomSanitizer } from '@angular/platform-browser'; @Component({}) export class A { html; constructor(private route: ActivatedRoute, private s: DomSanitizer) {} ngOnInit() { this.route.params.subscribe((p) => { this.html = this.s.bypassSecurityTrustHtml(p['text']); }); } }",
    "import { inject } from '@angular/core'; import { map } from 'rxjs'; import { ActivatedRoute } from '@angular/router'; export class A { route = inject(ActivatedRoute); s = inject(DomSanitizer); html = this.route.queryParamMap.pipe(map((p) => this.s.bypassSecurityTrustHtml(p.get('x')))); }",
    "import { ActivatedRoute } from '@angular/router'; export class A { constructor(private route: ActivatedRoute, private el: ElementRef) {} ngOnInit() { this.el.nativeElement.innerHTML = this.route.snapshot.queryParamMap.get('x'); } }",
    "import { HttpClient } from '@angular/common/http'; export class A { constructor(private http: HttpClient, private s: DomSanitizer) {} ngOnInit() { this.http.get('/api/a').subscribe((p) => { this.html = this.s.bypassSecurityTrustHtml(p.body); }); } }",
    "import { createApp, ref, onMounted } from 'vue'; createApp({ template: '<p v-html=\"note\"></p>', setup() { const note = ref(''); onMounted(() => { note.value = new URLSearchParams(location.search).get('note'); }); return { note }; } }).mount('#a');",
    'export default { template: `<div v-html="html"></div>`, data() { return { html: decodeURIComponent(location.hash.slice(1)) }; } };',
    "import { Hono } from 'hono'; import { html, raw } from 'hono/html'; const app = new Hono(); app.get('/', (c) => c.html(html`<p>${raw(c.req.query('q'))}</p>`));",
    "import { html } from 'lit'; import { unsafeHTML } from 'lit/directives/unsafe-html.js'; const q = new URLSearchParams(location.search).get('q'); export const view = () => html`<p>${unsafeHTML(q)}</p>`;",
    "export const handler = async (event) => ({ statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: `<p>${event.queryStringParameters.q}</p>` });",
    "server.route({ method: 'GET', path: '/', handler: (request, h) => h.response(`<p>${request.query.q}</p>`) });",
  ],
  good: [
    react +
      "import DOMPurify from 'dompurify'; export function A() { const [html, setHtml] = useState(''); useEffect(() => { fetch('/api/a').then((r) => r.json()).then((d) => setHtml(DOMPurify.sanitize(d.html))); }, []); return <p dangerouslySetInnerHTML={{ __html: html }} />; }",
    react +
      "export function A() { const [post, setPost] = useState(null); useEffect(() => { fetch('/api/a').then((r) => r.json()).then(setPost); }, []); return <p title={post.title}>{post.body}</p>; }",
    "async function show() { const r = await fetch('/partials/menu.html'); box.innerHTML = await r.text(); }",
    "async function show() { const r = await fetch('/api/count'); const { n } = await r.json(); box.innerHTML = `<b>${Number(n)}</b>`; box.textContent = n; }",
    "import { inject } from '@angular/core'; import { ActivatedRoute } from '@angular/router'; export class A { route = inject(ActivatedRoute); text = this.route.snapshot.queryParamMap.get('x'); }",
    "import { createApp, ref } from 'vue'; createApp({ template: '<p>{{ note }}</p><b v-html=\"icon\"></b>', setup() { const note = ref(location.search); const icon = ref('<i></i>'); return { note, icon }; } }).mount('#a');",
    "import { html } from 'lit'; const q = new URLSearchParams(location.search).get('q'); export const view = () => html`<p>${q}</p>`;",
    "export const handler = async (event) => ({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ q: event.queryStringParameters.q }) });",
  ],
});

cases('what a page has sent is run in no window, unless it is JSON', 'code-injection', {
  bad: [
    "import { ipcMain } from 'electron'; ipcMain.handle('run', (_e, code) => win.webContents.executeJavaScript(`go('${code}')`));",
    "import { ipcMain } from 'electron'; const script = (v) => 'set(' + v + ')'; ipcMain.on('v', (e, v) => { e.sender.executeJavaScript(script(v)); });",
  ],
  good: ["import { ipcMain } from 'electron'; ipcMain.on('v', (e, v) => { e.sender.executeJavaScript(`set(${JSON.stringify(v)})`); });"],
});

cases('stacks are sent by no framework', 'error-exposure', {
  bad: [
    "import { ExceptionFilter, Catch, ArgumentsHost } from '@nestjs/common'; @Catch() export class F implements ExceptionFilter { catch(e: any, host: ArgumentsHost) { const ctx = host.switchToHttp(); const res = ctx.getResponse(); res.status(500).send({ trace: e.stack }); } }",
    "import { ExceptionFilter, Catch, ArgumentsHost } from '@nestjs/common'; @Catch() export class F implements ExceptionFilter { constructor(private readonly adapterHost: HttpAdapterHost) {} catch(exception: Error, host: ArgumentsHost) { const { httpAdapter } = this.adapterHost; httpAdapter.reply(host.switchToHttp().getResponse(), { stack: exception.stack }, 500); } }",
    "import fastify from 'fastify'; const app = fastify(); app.setErrorHandler((failure, request, answer) => { answer.code(500).send({ stack: failure.stack }); });",
    "import { Hono } from 'hono'; const app = new Hono(); app.onError((err, c) => c.json({ message: err.message, stack: err.stack }, 500));",
    'export async function GET() { try { return Response.json(await list()); } catch (error) { return Response.json({ error: error.stack }, { status: 500 }); } }',
    "import { NextResponse } from 'next/server'; export async function POST(request) { try { await go(); } catch (e) { return NextResponse.json({ e }, { status: 500 }); } }",
    "export const handler = async (event) => { try { return { statusCode: 200, body: 'ok' }; } catch (e) { return { statusCode: 500, body: JSON.stringify({ trace: e.stack }) }; } };",
    "import express from 'express'; import util from 'node:util'; const app = express(); app.use((err, req, res, next) => { res.status(500).send(util.inspect(err)); });",
    "import Koa from 'koa'; const app = new Koa(); app.use(async (ctx, next) => { try { await next(); } catch (e) { ctx.status = 500; ctx.body = { error: e.stack }; } });",
  ],
  good: [
    "import { Hono } from 'hono'; const app = new Hono(); app.onError((err, c) => { console.error(err.stack); return c.json({ message: 'failed' }, 500); });",
    "import fastify from 'fastify'; const app = fastify(); app.setErrorHandler((failure, request, answer) => { request.log.error(failure); answer.code(failure.statusCode ?? 500).send({ code: failure.code }); });",
    "export async function GET() { try { return Response.json(await list()); } catch (error) { console.error(error.stack); return Response.json({ error: 'failed' }, { status: 500 }); } }",
  ],
});

cases('the whole environment is sent in no form', 'environment-exposure', {
  bad: [
    "import express from 'express'; const app = express(); app.get('/env', (req, res) => { res.send(JSON.stringify(process.env)); });",
    "import express from 'express'; const app = express(); app.get('/env', (req, res) => { res.json({ ...process.env, at: Date.now() }); });",
    "import Koa from 'koa'; const app = new Koa(); app.use((ctx) => { ctx.body = { env: process.env }; });",
    "import { Hono } from 'hono'; const app = new Hono(); app.get('/', (c) => c.json({ env: process.env }));",
    'export function GET() { return Response.json({ config: { env: process.env } }); }',
    "import fastify from 'fastify'; const app = fastify(); const info = () => ({ env: { ...process.env } }); app.get('/', (r, reply) => reply.send(info()));",
  ],
  good: [
    "import express from 'express'; const app = express(); app.get('/env', (req, res) => { res.json({ mode: process.env.NODE_ENV, version: process.env.VERSION }); });",
    "import express from 'express'; const app = express(); const child = (env) => ({ env: { ...process.env, ...env } }); app.get('/', (req, res) => { start(child({})); res.send('ok'); });",
  ],
});

cases('an injected client asks no server that a stranger names', 'server-side-request-forgery', {
  bad: [
    "import { Controller, Post, Body } from '@nestjs/common'; import { HttpService } from '@nestjs/axios'; @Controller() export class C { constructor(private readonly client: HttpService) {} @Post() p(@Body('url') url: string) { return this.client.axiosRef.get(url); } }",
    "import { Controller, Post, Query } from '@nestjs/common'; import { HttpService } from '@nestjs/axios'; @Controller() export class C { constructor(private readonly requests: HttpService) {} @Post() p(@Query('u') u: string) { return this.requests.head(u); } }",
  ],
  good: [
    "import express from 'express'; const app = express(); app.get('/', async (req, res) => { const { pathname, search } = new URL(req.query.u); res.json(await (await fetch(`https://a.example${pathname}${search}`)).json()); });",
    "import { Controller, Post, Query } from '@nestjs/common'; import { HttpService } from '@nestjs/axios'; @Controller() export class C { constructor(private readonly http: HttpService) {} @Post() p(@Query('u') u: string) { return this.http.get(`https://a.example/x/${u}`); } }",
  ],
});

test('predicates that call one another are looked into once', () => {
  const text =
    'function a(x) { return (x.ok && x.y === 1) || b(x); } function b(x) { return x !== 1 && (x.a || x.b) && a(x.c); } function c(x) { if (a(x)) go(x); } export function f(x) { c(x); if (!b(x)) go(x); }';
  assert.deepEqual(rules(text), []);
});

const hono = "import { Hono } from 'hono'; const app = new Hono(); ";
const checked =
  "import { zValidator } from '@hono/zod-validator'; import { z } from 'zod'; const S = z.object({ n: z.enum(['a', 'b']), s: z.string() }); ";
const fastify =
  "import Fastify from 'fastify'; const app = Fastify(); const schema = { querystring: { type: 'object', properties: { n: { type: 'integer' }, s: { type: 'string' }, p: { type: 'string', pattern: '^[a-z]+$' } } } }; ";

cases('a body and a query are data of strangers but for what the schema of the route lets pass', 'command-injection', {
  bad: [
    `${cp}${hono}app.post('/x', async (c) => { const { size } = await c.req.json(); exec('x ' + size); });`,
    `${cp}${hono}app.post('/x', async (c) => { const body = await c.req.parseBody(); exec('x ' + body.name); });`,
    `${cp}${hono}app.post('/x', check, (c) => { const { name } = c.req.valid('json'); exec('x ' + name); });`,
    `${cp}${hono}${checked}app.post('/x', zValidator('json', S), (c) => { exec('x ' + c.req.valid('json').s); });`,
    `${cp}${fastify}app.get('/x', { schema }, async (r) => { exec('x ' + r.query.s); });`,
    `${cp}${fastify}app.route({ method: 'GET', url: '/x', schema, handler: async ({ query: { s } }) => { exec('x ' + s); } });`,
    `${cp}export async function POST(request: Request) { const { size } = JSON.parse(await request.text()); exec('x ' + size); }`,
  ],
  good: [
    `${cp}${hono}${checked}app.post('/x', zValidator('json', S), (c) => { exec('x ' + c.req.valid('json').n); });`,
    `${cp}${fastify}app.get('/x', { schema }, async (r) => { exec('x ' + r.query.n + r.query.p); });`,
    `${cp}${fastify}app.route({ method: 'GET', url: '/x', schema, handler: async ({ query: { n } }) => { exec('x ' + n); } });`,
    `${cp}import express from 'express'; const app = express(); app.post('/x', (req, res) => { exec('x ' + req.file.size); res.end(); });`,
  ],
});

cases('what people pass or type reaches a program by way of libraries too', 'command-injection', {
  bad: [
    `${cp}import { argv } from 'node:process'; exec('x ' + argv[2]);`,
    `${cp}import { parseArgs } from 'node:util'; const { values } = parseArgs({ options: { dir: { type: 'string' } } }); exec('x ' + values.dir);`,
    `${cp}import * as readline from 'node:readline/promises'; const rl = readline.createInterface({ input: process.stdin }); exec('x ' + (await rl.question('?')));`,
    `${cp}import { createInterface } from 'node:readline'; for await (const line of createInterface({ input: process.stdin })) exec(line);`,
    `${cp}import { Command } from 'commander'; new Command().argument('<dir>').action((dir) => { exec('x ' + dir); });`,
    `${cp}import { program } from 'commander'; program.option('-d <dir>'); program.parse(); exec('x ' + program.opts().dir);`,
  ],
  good: [
    `${cp}import { parseArgs } from 'node:util'; const { values } = parseArgs({ args: ['--dir', 'a'], options: { dir: { type: 'string' } } }); exec('x ' + values.dir);`,
    `${cp}import { Command } from 'commander'; new Command().argument('<n>', 'how many', Number).action((n) => { exec('x ' + n); });`,
    `${cp}import { argv } from './arguments'; exec('x ' + argv[2]);`,
  ],
});

cases('what a module exports is the global of that name', 'command-injection', {
  bad: [
    `${cp}import http from 'http'; import { URL } from 'node:url'; http.createServer((req, res) => { exec('x ' + new URL(req.url, 'http://a').searchParams.get('h')); });`,
    "const { exec } = require('child_process'); const http = require('http'); const url = require('url'); http.createServer((req, res) => { exec('x ' + new url.URLSearchParams(req.url).get('h')); });",
    `${cp}import http from 'http'; import { Buffer } from 'node:buffer'; http.createServer((req, res) => { exec(Buffer.from(req.url, 'base64').toString()); });`,
  ],
  good: [
    `${cp}import http from 'http'; import { URL } from 'node:url'; http.createServer((req, res) => { exec('x ' + Number(new URL(req.url, 'http://a').searchParams.get('h'))); });`,
  ],
});
