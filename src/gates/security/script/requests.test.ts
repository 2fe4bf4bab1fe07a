import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from './analyse-script.ts';

type Outcome = 'blocks' | 'advice' | 'nothing';

function outcome(text: string): Outcome {
  const found = analyseScript(text, 'typescript');
  assert.ok(found.ok);
  if (found.complaints.some(({ blocks }) => blocks)) return 'blocks';
  assert.ok(found.complaints.every(({ severity }) => severity === 'information'));
  return found.complaints.length > 0 ? 'advice' : 'nothing';
}

function all(name: string, expected: Outcome, texts: readonly string[]): void {
  test(name, () => {
    assert.deepEqual(
      texts.filter((text) => outcome(text) !== expected),
      [],
    );
  });
}

all('a request that a server certainly got blocks', 'blocks', [
  'export function f(req, res) { return fetch(req.query.u); }',
  "server.route({ method: 'GET', path: '/', handler: (request, h) => fetch(request.query.u) });",
  "import express from 'express'; const app = express(); app.get('/', f); function f(req) { return fetch(req.query.u); }",
  "import type { Request } from 'express'; export const f = (req: Request) => fetch(req.query.u);",
  "import express from 'express'; export const f = (req: express.Request<{ id: string }>) => fetch(req.query.u);",
  "export const f = (req: import('express').Request) => fetch(req.query.u);",
  "import type { Request } from 'express'; interface AuthRequest extends Request { user: string } export const f = (req: AuthRequest) => fetch(req.query.u);",
  "import type { IncomingMessage } from 'node:http'; type JsonRequest = IncomingMessage & { body: unknown }; export const f = (req: JsonRequest) => fetch(req.body);",
  "import type { RequestHandler } from 'express'; export const f: RequestHandler = (req) => fetch(req.query.u);",
  "import type { NextRequest } from 'next/server'; export function middleware(req: NextRequest) { return fetch(req.nextUrl.searchParams.get('u')); }",
  "export async function GET(request: Request) { return fetch(new URL(request.url).searchParams.get('u')); }",
  "export default { async fetch(request: Request) { return fetch(new URL(request.url).searchParams.get('u')); } };",
  "Deno.serve((request) => fetch(new URL(request.url).searchParams.get('u')));",
]);

all('a request by its name alone is advice', 'advice', [
  'async function send(request) { return fetch(request.url); } send({ url: "https://a.example/" });',
  "import type { HttpRequest } from './types'; export async function send(request: HttpRequest) { return fetch(request.url); }",
  "import type { HttpRequest } from '@angular/common/http'; export async function send(request: HttpRequest<unknown>) { return fetch(request.url); }",
  "import axios from 'axios'; export const send = (request) => axios.get(request.url);",
  "page.on('request', (request) => { fetch(request.headers.referer); });",
  'export const run = (request) => pool.query(request.query, []);',
  "import { readFileSync } from 'node:fs'; connection.onRequest('open', (request) => readFileSync(request.params.path));",
  'export function show(req) { el.innerHTML = req.params.name; }',
  'export function go(request) { location.href = request.query.to; }',
  "import { exec } from 'node:child_process'; export function f(req) { req.on('data', (chunk) => exec(chunk)); }",
  "import { exec } from 'node:child_process'; export async function f(req) { const { c } = await req.json(); exec(c); }",
]);

all('an object of a type of the text is no request of a server', 'nothing', [
  'export async function send(request: { url: string }) { return (await fetch(request.url)).text(); }',
  'export async function send(request: Readonly<{ url: string }>) { return fetch(request.url); }',
  'interface HttpRequest { url: string } export async function send(request: HttpRequest) { return fetch(request.url); }',
  'type LoadRequest = { url: string }; export const load = (request: LoadRequest) => fetch(request.url);',
  "class LoadRequest { url = ''; } export const load = (request: LoadRequest) => fetch(request.url);",
  'interface Linked { url: string; next?: Linked } interface LinkRequest extends Linked { id: string } export const load = (request: LinkRequest) => fetch(request.url);',
]);
