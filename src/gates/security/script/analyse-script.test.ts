import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from './analyse-script.ts';
import { cases, handler } from './handler-cases.ts';

cases('untrusted data is followed through names, templates, destructuring and containers', 'command-injection', [
  [true, handler('let a = req.query.a; let b = a; exec(b);')],
  [true, handler('const { a: [first, ...rest] } = req.body; exec(rest[0]);')],
  [true, handler('const list = []; list.push(req.query.a); exec(list.join(" "));')],
  [true, handler('const map = new Map(); map.set("k", req.query.a); exec(map.get("k"));')],
  [true, handler('const o = { inner: { cmd: req.query.a } }; exec({ ...o }.inner.cmd);')],
  [true, handler('let line = "ls"; line += " " + req.query.a; exec(line);')],
  [true, handler('exec(req.query.a ? req.query.a : "ls");')],
  [true, handler('exec(Buffer.from(req.query.a, "base64").toString());')],
  [true, handler('exec(JSON.parse(decodeURIComponent(req.query.a)).cmd);')],
  [true, handler('const [x] = req.url.split("?").slice(1); exec(x.trim().toLowerCase());')],
  [true, handler('for (const [k, v] of Object.entries(req.query)) exec(v);')],
  [true, handler('let last; for (const x of [1, 2]) { if (last) exec(last); last = req.query.a; }')],
  [false, handler('let a = req.query.a; a = "ls"; exec(a);')],
  [false, handler('const o = { a: req.query.a, b: "ls" }; exec(o.b);')],
  [false, handler('const { a, ...rest } = { a: req.query.a, b: "ls" }; exec(rest.b);')],
  [false, handler('exec("ls " + req.query.a.length);')],
]);

cases('untrusted data is followed through functions, callbacks, promises and classes of the text', 'command-injection', [
  [true, handler('run(req.query.a);', 'function run(c) { exec("x " + c); }')],
  [true, handler('exec(line(req.query.a));', 'const line = (c) => `x ${c}`;')],
  [true, handler('exec(pick({ name: req.query.a }));', 'function pick({ name = "a" }) { return name; }')],
  [true, handler('[req.query.a].map((x) => x + "!").forEach((x) => exec(x));')],
  [true, handler('exec(Object.keys(req.body).reduce((all, one) => all + one, ""));')],
  [true, handler('Promise.resolve(req.query.a).then((x) => exec(x));')],
  [true, handler('const x = await new Promise((resolve) => resolve(req.query.a)); exec(x);')],
  [true, handler('new Job(req.query.a).run();', 'class Job { constructor(c) { this.c = c; } run() { exec(this.c); } }')],
  [true, handler('fill(o, req.query.a); exec(o.cmd);', 'const o = {}; function fill(target, c) { target.cmd = c; }')],
  [true, handler('let body = ""; req.on("data", (d) => { body += d; }); req.on("end", () => exec(body));')],
  [true, handler('const go = () => exec(req.query.a); setTimeout(go, 10);')],
  [false, handler('run("ls");', 'function run(c) { exec("x " + c); }')],
  [false, handler('exec(line(req.query.a));', 'const line = (c) => "fixed";')],
  [
    false,
    handler('new Job("ls", req.query.a).run();', 'class Job { constructor(c, n) { this.c = c; this.n = n; } run() { exec(this.c); } }'),
  ],
]);

cases('handlers are known by framework, by type, by decorator and by the names of their parameters', 'command-injection', [
  [true, "import { exec } from 'child_process';\nimport Koa from 'koa';\nnew Koa().use(async (c) => { exec(c.query.a); });"],
  [
    true,
    "import { exec } from 'child_process';\nimport fastify from 'fastify';\nconst f = fastify();\nf.get('/', async (q, r) => exec(q.query.a));",
  ],
  [
    true,
    "import { exec } from 'child_process';\nimport http from 'http';\nhttp.createServer((a, b) => { exec(new URL(a.url, 'http://x').searchParams.get('q')); });",
  ],
  [true, "const cp = require('child_process');\nmodule.exports = function (req, res) { cp.exec(req.body.a); };", 'javascript'],
  [
    true,
    "import { exec } from 'child_process';\nimport type { Request, Response } from 'express';\nexport const h = (a: Request, b: Response) => exec(a.body.x);",
  ],
  [true, "import { exec } from 'child_process';\n@Controller() class A { @Get() find(@Query('q') q: string) { exec(q); } }"],
  [true, "import { exec } from 'child_process';\nexport const handler = async (event) => { exec(event.queryStringParameters.q); };"],
  [
    true,
    "import { exec } from 'child_process';\nexport async function POST(request: NextRequest) { const { a } = await request.json(); exec(a); }",
  ],
  [
    true,
    "import { exec } from 'child_process';\nimport { WebSocketServer } from 'ws';\nnew WebSocketServer({ port: 1 }).on('connection', (ws) => ws.on('message', (m) => exec(m.toString())));",
  ],
  [true, "import { exec } from 'child_process';\nexec('ls ' + process.argv[2]);"],
  [
    false,
    "import { exec } from 'child_process';\n@Controller() class A { @Get() find(@Param('id', ParseIntPipe) id: number) { exec('x ' + id); } }",
  ],
  [false, "import { exec } from 'child_process';\nfunction build(options) { exec(options.body); }\nbuild({ body: 'ls' });"],
]);

cases('a list, a strict pattern, a comparison or a number proves data safe, also by an early exit or in a function', 'command-injection', [
  [true, handler('const list = ["a"]; if (!list.includes(req.query.a)) res.status(400); exec(req.query.a);')],
  [true, handler('if (/[a-z]+/.test(req.query.a)) exec(req.query.a);')],
  [true, handler('if (/^[a-z;]+$/.test(req.query.a)) exec(req.query.a);')],
  [true, handler('if (req.query.a !== "ls") exec(req.query.a);')],
  [true, handler('if (typeof req.query.a === "string") exec(req.query.a);')],
  [true, handler('if (!ok(req.query.a)) return; exec(req.query.b);', 'const ok = (x) => /^\\w+$/.test(x);')],
  [false, handler('const list = ["a"]; if (!list.includes(req.query.a)) return; exec(req.query.a);')],
  [false, handler('const set = new Set(["a"]); const a = req.query.a; if (set.has(a)) { exec(a); }')],
  [false, handler('const table = { a: "ls" }; const c = table[req.query.a]; if (c) exec(c);')],
  [false, handler('const table = { a: "ls" }; if (!Object.hasOwn(table, req.query.a)) return; exec(req.query.a);')],
  [false, handler('const a = req.query.a; if (!(a in { ls: 1 })) throw new Error("no"); exec(a);')],
  [false, handler('const a = String(req.query.a); if (a !== "ls" && a !== "pwd") return res.end(); exec(a);')],
  [false, handler('switch (req.query.a) { case "ls": exec(req.query.a); break; default: res.end(); }')],
  [false, handler('const a = req.query.a; if (!/^[\\w-]+$/.test(a)) { res.status(400).end(); return; } exec("x " + a);')],
  [false, handler('const valid = /^[a-z]+$/.test(req.query.a); if (!valid) return; exec(req.query.a);')],
  [
    false,
    handler('if (!ok(req.query.a)) return; exec(req.query.a);', 'function ok(x) { if (!x) return false; return /^[a-z]+$/.test(x); }'),
  ],
  [false, handler('check(req.query.a); exec(req.query.a);', 'function check(x) { if (!["a", "b"].includes(x)) throw new Error("no"); }')],
  [
    false,
    handler('const n = Number(req.query.n); exec("x " + n); exec("y " + parseInt(req.query.n, 10)); exec("z " + (req.query.n | 0));'),
  ],
  [false, handler('const n = req.query.n; if (!Number.isInteger(n)) return; exec("x " + n);')],
  [false, handler('const found = ["a", "b"].find((one) => one === req.query.a); exec(found);')],
  [false, handler('if (!["a"].some((one) => one === req.query.a)) return; exec(req.query.a);')],
  [false, handler('const a = req.query.a.filter((x) => /^[a-z]+$/.test(x)); exec(a.join(" "));')],
  [false, handler('if (["a"].indexOf(req.query.a) === -1) return; exec(req.query.a);')],
  [false, handler('const DEBUG = false; if (DEBUG) exec(req.query.a);')],
  [false, handler('const mode = 1; exec(mode > 2 ? req.query.a : "ls");')],
  [false, handler('exec("x " + req.query.a.replace(/[^a-z]/g, ""));')],
]);

test('parameters of exported functions are advice, and only for what is most dangerous', () => {
  const found = analyseScript(
    "import { exec } from 'child_process';\nexport function run(name) { exec('x ' + name); console.log(name); }",
    'typescript',
  );
  assert.ok(found.ok);
  assert.deepEqual(
    found.complaints.map(({ rule, severity, blocks }) => [rule, severity, blocks]),
    [['command-injection', 'information', false]],
  );
});

test('the way of the data is told from the source to the sink', () => {
  const found = analyseScript(handler('const a = req.query.a;\nrun(a);', 'function run(c) { exec(c); }'), 'typescript');
  assert.ok(found.ok);
  assert.deepEqual(
    found.complaints[0]?.path?.map((step) => step.message),
    ["comes from the request's query", 'kept in "a"', 'passed to run', 'passed to exec'],
  );
});
