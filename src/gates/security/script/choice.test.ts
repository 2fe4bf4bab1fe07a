import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from './analyse-script.ts';

/** Every rule that a text breaks, advice as well. */
function rules(text: string): string[] {
  const found = analyseScript(text, 'typescriptreact');
  assert.ok(found.ok);
  return [...new Set(found.complaints.map(({ rule }) => rule))].toSorted();
}

const handler = (body: string, before = ''): string => `
import express from 'express';
import fs from 'node:fs';
import path from 'node:path';
import { execFile, spawn } from 'node:child_process';
const app = express();
${before}
app.post('/x/:name', async (req, res) => {
${body}
});
`;

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

cases('how much memory or work there is, a stranger may not say', 'unbounded-amount', {
  bad: [
    handler('const n = parseInt(req.query.n, 10); res.json(Buffer.alloc(n * 1024).length);'),
    handler('const { size } = req.body; if (typeof size !== "number") return; Buffer.allocUnsafe(size);'),
    handler('const line = "-".repeat(+req.query.width); save(line);'),
    handler('const rows = new Array(Number(req.query.rows)).fill(0);'),
    handler('const list = Array.from({ length: Math.floor(Number(req.body.count)) }, () => 1);'),
    handler('const n = Number(req.query.n); if (!Number.isInteger(n) || n < 1) return; for (let i = 0; i < n; i++) work();'),
    handler('let left = Number(req.query.n); while (left--) work();'),
    handler('let left = Number(req.query.n); while (--left > 0) work();'),
    handler('let left = Number(req.query.n); while (left > 0) { work(); left -= 1; }'),
    handler('const n = Number(req.query.n); let i = 0; while (i < n) { work(); i++; }'),
  ],
  good: [
    handler('let left = Math.min(Number(req.query.n), 100); while (left--) work();'),
    handler('const n = Number(req.query.n); if (n > 100) return; let i = 0; while (i < n) { work(); i++; }'),
    handler('const n = Number(req.query.n); while (queue.length > n) work();'),
    handler('const n = Number(req.query.n); while (n > 0 && more()) work();'),
    handler('const n = Math.min(parseInt(req.query.n, 10), 100); Buffer.alloc(n);'),
    handler('const n = Number(req.query.n); if (!(n <= 4096)) return; Buffer.alloc(n);'),
    handler('const n = Number(req.query.n); if (Number.isNaN(n) || 100 < n) return; for (let i = 0; i < n; i++) work();'),
    handler('const n = Number(req.query.n) % 10; for (let i = 0; i < n; i++) work();'),
    handler('for (let i = 0; i < req.body.items.length; i++) work(i);'),
    handler('const n = Number(req.query.n); res.json({ n, next: n + 1 });'),
    handler('const filter = JSON.parse(`{ "age": ${Number(req.query.n)} }`); await users.find(filter);'),
  ],
});

cases('which function is called, a stranger may not say', 'unchecked-member-call', {
  bad: [
    handler('const { name } = req.params; res.json(await actions[name](req.body.id));', 'import * as actions from "./actions";'),
    handler('const run = tools[req.query.tool]; run();', 'import { tools } from "./tools";'),
    handler('new Service()[req.body.method]();', 'class Service { a() {} }'),
  ],
  good: [
    handler('const run = tools.get(req.query.tool); run?.();', 'const tools = new Map([["a", () => 1]]);'),
    handler(
      'const { name } = req.params; if (!["a", "b"].includes(name)) return; actions[name]();',
      'import * as actions from "./actions";',
    ),
    handler('const { name } = req.params; if (Object.hasOwn(tools, name)) tools[name]();', 'const tools = { a() {} };'),
    handler('tools[Number(req.query.index)]();', 'const tools = [() => 1];'),
    handler('const name = req.query.all ? "all" : "one"; actions[name]();', 'import * as actions from "./actions";'),
  ],
});

cases('what a stranger has sent is no option of a program', 'argument-injection', {
  bad: [
    handler('execFile("git", ["log", req.query.branch], () => {});'),
    handler('const args = ["-s", req.body.address]; spawn("/usr/bin/curl", args);'),
  ],
  good: [
    handler('execFile("git", ["log", "--", req.query.branch], () => {});'),
    handler('execFile("git", ["log", `--author=${req.query.author}`], () => {});'),
    handler('const { branch } = req.query; if (branch.startsWith("-")) return; execFile("git", ["log", branch], () => {});'),
    handler('const { branch } = req.query; if (!/^[a-z][\\w-]*$/.test(branch)) return; execFile("git", ["log", branch], () => {});'),
    handler('execFile("node", ["report.js", req.query.name], () => {});'),
  ],
});

cases('the address of a link may be a script, that of a picture may not', 'script-url', {
  bad: [
    'import { useSearchParams } from "next/navigation"; export const A = () => { const to = useSearchParams().get("to"); return <a href={to}>x</a>; };',
    'import { useSearchParams } from "next/navigation"; export const A = () => <iframe src={useSearchParams().get("page")} />;',
    'import { h } from "vue"; import { useRoute } from "vue-router"; export const A = () => h("a", { href: useRoute().query.to }, "x");',
  ],
  good: [
    'import { useSearchParams } from "next/navigation"; export const A = () => <a href={`/u/${useSearchParams().get("to")}`}>x</a>;',
    'import { useSearchParams } from "next/navigation"; export const A = () => <img src={useSearchParams().get("picture")} />;',
    'import { useSearchParams } from "next/navigation"; export const A = () => { const to = useSearchParams().get("to") ?? ""; return to.startsWith("https://") ? <a href={to}>x</a> : null; };',
    'export const A = (props: { url: string }) => <a href={props.url}>x</a>;',
  ],
});

cases('a path that a caller passes whole is what the caller wants, a piece of one is not', 'path-traversal', {
  bad: ['import fs from "node:fs"; export const read = (name: string) => fs.readFileSync(`/srv/pages/${name}`);'],
  good: [
    'import fs from "node:fs"; export const read = (file: string) => fs.readFileSync(file);',
    'import fs from "node:fs"; import path from "node:path"; export const read = (folder: string) => fs.readFileSync(path.join(folder, "a.json"));',
    'import AdmZip from "adm-zip"; import fs from "node:fs"; import path from "node:path"; export function unpack(zip: string, to: string) { const root = path.resolve(to); for (const one of new AdmZip(zip).getEntries()) { const out = path.resolve(root, one.entryName); if (!out.startsWith(root + path.sep)) throw new Error("out"); fs.writeFileSync(out, one.getData()); } }',
  ],
});

test('nothing follows what always throws or leaves', () => {
  const koa = (end: string): string =>
    `import Koa from 'koa'; import fs from 'node:fs'; new Koa().use(async (ctx) => { const { f } = ctx.query; if (f.includes('..') || f.startsWith('/')) ${end}; ctx.body = fs.readFileSync('/srv/' + f); });`;
  assert.deepEqual(rules(koa('ctx.throw(400)')), []);
  assert.deepEqual(rules(koa('process.exit(1)')), []);
  assert.deepEqual(rules(koa('ctx.log(400)')), ['path-traversal']);
});

test('an answer written to a socket by hand has headers, the answer of another server is no request', () => {
  assert.deepEqual(
    rules(
      "import http from 'node:http'; http.createServer().on('upgrade', (req, socket) => { const to = decodeURIComponent(req.url); socket.write(`HTTP/1.1 302 Found\\r\\nLocation: ${to}\\r\\n\\r\\n`); });",
    ),
    ['header-injection'],
  );
  assert.deepEqual(
    rules(
      "import https from 'node:https'; https.get('https://a.example', (res) => { let text = ''; res.on('data', (chunk) => { text += chunk; }); });",
    ),
    [],
  );
});

cases('the names in an archive are those of its maker', 'path-traversal', {
  bad: [
    'import unzipper from "unzipper"; import fs from "node:fs"; async function unpack(file: string) { for await (const one of fs.createReadStream(file).pipe(unzipper.Parse({ forceStream: true }))) one.pipe(fs.createWriteStream("/srv/" + one.path)); }',
    'import unzipper from "unzipper"; import fs from "node:fs"; async function unpack(file: string) { const { files } = await unzipper.Open.file(file); for (const one of files) fs.writeFileSync(`/srv/${one.path}`, await one.buffer()); }',
  ],
  good: [
    'import unzipper from "unzipper"; import fs from "node:fs"; import path from "node:path"; async function unpack(file: string) { const { files } = await unzipper.Open.file(file); for (const one of files) fs.writeFileSync(path.join("/srv", path.basename(one.path)), await one.buffer()); }',
  ],
});
