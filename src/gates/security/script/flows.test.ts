import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScriptLanguage } from '../../plan.ts';
import { analyseScript } from './analyse-script.ts';

function rules(text: string, languageId: ScriptLanguage): string {
  const found = analyseScript(text, languageId);
  assert.ok(found.ok);
  return [...new Set(found.complaints.filter((one) => one.severity !== 'information').map((one) => one.rule))].toSorted().join(' ');
}

/** Each text with the rule it breaks; none: an empty one. */
function flows(name: string, rows: readonly (readonly [rule: string, text: string])[], languageId: ScriptLanguage = 'javascript'): void {
  test(name, () => {
    assert.deepEqual(
      rows.map(([, text]) => `${text} ${rules(text, languageId)}`),
      rows.map(([rule, text]) => `${text} ${rule}`),
    );
  });
}

const server = "const cp = require('child_process');\nconst express = require('express');\nconst app = express();\n";
const get = (body: string): string => `${server}app.get('/', async (req, res) => { ${body} });`;

flows('closures, generators, computed names and helpers carry data on', [
  ['command-injection', get('const make = (x) => () => cp.exec(x); make(req.query.c)();')],
  ['command-injection', get('function* all() { yield req.query.c; } for (const x of all()) cp.exec(x);')],
  ['command-injection', get("const run = cp['exec']; run(req.query.c);")],
  ['command-injection', get("const args = ['-c', req.query.c]; cp.exec(['ping', ...args].join(' '));")],
  [
    'command-injection',
    `${get("cp.exec('x ' + param(req, 'c'));")}\nfunction param(req, name) { return req.query[name] || req.body[name]; }`,
  ],
  ['command-injection', `${server}const handlers = { run(req) { cp.exec(req.body.c); } };\napp.post('/', handlers.run);`],
  ['command-injection', `${server}app.param('id', (req, res, next, id) => { cp.exec('x ' + id); next(); });`],
  [
    'command-injection',
    "const cp = require('child_process');\nconst io = require('socket.io')(1);\nio.on('connection', (socket) => { socket.on('run', (data) => { cp.exec(data.cmd); }); });",
  ],
  [
    'command-injection',
    "import { Hono } from 'hono';\nimport { exec } from 'child_process';\nconst app = new Hono();\napp.get('/', (c) => { exec('x ' + c.req.query('q')); });",
  ],
  ['sql-injection', 'const resolvers = { Query: { user: (_, { id }) => db.query(`SELECT * FROM u WHERE id=${id}`) } };'],
  [
    'sql-injection',
    `${server}class Store { constructor(db) { this.db = db; } find(n) { return this.db.query("SELECT * FROM t WHERE n='" + n + "'"); } }\nconst store = new Store(db);\napp.get('/', async (req, res) => { res.json(await store.find(req.query.n)); });`,
  ],
  ['cross-site-scripting', get("const rows = [req.query.a].map((one) => `<li>${one}</li>`).join(''); res.send(`<ul>${rows}</ul>`);")],
]);

const page = "import { useCallback, useMemo, useState } from 'react';\nimport { useSearchParams } from 'react-router-dom';\n";
const component = (body: string): string => `${page}export function Page() { const [params] = useSearchParams(); ${body} }`;

flows(
  'hooks give back what was put in, or what their callback gives',
  [
    [
      'cross-site-scripting',
      component("const html = useMemo(() => '<p>' + params.get('a'), [params]); return <p dangerouslySetInnerHTML={{ __html: html }} />;"),
    ],
    [
      'cross-site-scripting',
      component("const [html] = useState(params.get('a')); return <p dangerouslySetInnerHTML={{ __html: html }} />;"),
    ],
    [
      'cross-site-scripting',
      component(
        "const make = useCallback((x) => '<p>' + x, []); return <p dangerouslySetInnerHTML={{ __html: make(params.get('a')) }} />;",
      ),
    ],
    [
      '',
      component(
        "const html = useMemo(() => '<p>' + Number(params.get('a')), [params]); return <p dangerouslySetInnerHTML={{ __html: html }} />;",
      ),
    ],
    ['', component("const [html, setHtml] = useState(''); return html === '' ? <p /> : <p title={html} />;")],
  ],
  'javascriptreact',
);

flows('a check counts where it stands, and only for what it was of', [
  ['command-injection', get("const ok = ['a']; const { c } = req.query; if (ok.includes(req.query.other)) cp.exec(c);")],
  ['command-injection', get("const { c } = req.query; if (!/^\\w+$/.test(c)) console.log('bad'); cp.exec(c);")],
  ['command-injection', get("let { c } = req.query; if (/^\\w+$/.test(c)) c = 'x'; cp.exec(c);")],
  ['command-injection', get("const { c } = req.query; if (c.includes(';')) return; cp.exec(c);")],
  ['', get("let { c } = req.query; if (!/^\\w+$/.test(c)) c = 'x'; cp.exec(c);")],
  ['', get("const list = ['a', 'b']; const at = list.indexOf(req.query.c); if (at < 0) return; cp.exec(list[at]);")],
  ['', get("let r; if (req.query.m === 'a') r = 'one'; else return; cp.exec(r);")],
  ['', `${get('cp.exec(pick(req.query.c));')}\nfunction pick(x) { switch (x) { case 'a': return 'ls'; default: return 'true'; } }`],
  [
    '',
    `${get("cp.exec('x ' + valid(req.query.c));")}\nfunction valid(x) { if (typeof x !== 'string' || !/^[a-z]+$/.test(x)) throw new Error('bad'); return x; }`,
  ],
  [
    'path-traversal',
    get(
      "const fs = require('fs'); const path = require('path'); if (req.query.f.includes('..')) return; fs.readFileSync(path.join('/srv', decodeURIComponent(req.query.f)));",
    ),
  ],
  [
    '',
    get("const fs = require('fs'); const path = require('path'); fs.readFileSync(path.join('/srv', path.normalize('/' + req.query.f)));"),
  ],
  ['prototype-pollution', get('const store = {}; const { section, key } = req.body; store[section][key] = 1;')],
  [
    '',
    get(
      "const bad = ['__proto__', 'constructor', 'prototype']; const store = {}; const { section, key } = req.body; if (bad.includes(section)) return; store[section][key] = 1;",
    ),
  ],
]);

flows('the browser has sources and sinks of its own', [
  ['cross-site-scripting', "const params = new URL(document.location).searchParams; box.innerHTML = 'Hi ' + params.get('n');"],
  ['cross-site-scripting', "const ws = new WebSocket('wss://a'); ws.onmessage = (e) => { log.innerHTML += e.data; };"],
  ['script-url', "document.getElementById('a').href = new URLSearchParams(location.search).get('u');"],
  [
    '',
    "const u = new URL(new URLSearchParams(location.search).get('u')); if (u.protocol === 'https:') document.getElementById('a').href = u.href;",
  ],
  [
    '',
    "const r = new URLSearchParams(location.search).get('r'); const u = new URL(r, location.origin); if (u.origin === location.origin) location.assign(u.href);",
  ],
]);

flows(
  'types, decorators and schemas tell what data is',
  [
    [
      'sql-injection',
      "@Controller('u') export class C { @Get(':id') find(@Param('id') id: string) { return this.ds.query(`SELECT * FROM u WHERE id = '${id}'`); } }",
    ],
    [
      'cross-site-scripting',
      "export async function GET(request: Request) { const q = new URL(request.url).searchParams.get('q'); return new Response(`<h1>${q}</h1>`, { headers: { 'Content-Type': 'text/html' } }); }",
    ],
    [
      '',
      "export async function GET(request: Request) { const q = new URL(request.url).searchParams.get('q'); return new Response(q, { headers: { 'Content-Type': 'text/plain' } }); }",
    ],
    [
      '',
      "import { z } from 'zod';\nimport { exec } from 'child_process';\nconst S = z.object({ m: z.enum(['a', 'b']), n: z.string().regex(/^[a-z]+$/) });\nexport const h = (req: Request, res: Response) => { const { m, n } = S.parse(req.body); exec(`x ${m} ${n}`); };",
    ],
    [
      'command-injection',
      "import { z } from 'zod';\nimport { exec } from 'child_process';\nconst S = z.object({ m: z.string() });\nexport const h = (req: Request, res: Response) => { exec(S.parse(req.body).m); };",
    ],
  ],
  'typescript',
);

flows('what a database gives back may have been written by anyone', [
  [
    'cross-site-scripting',
    `const { Pool } = require('pg');\nconst pool = new Pool();\n${get("const { rows } = await pool.query('SELECT body FROM c'); res.send(rows.map((row) => `<p>${row.body}</p>`).join(''));")}`,
  ],
  [
    'cross-site-scripting',
    `const sqlite3 = require('sqlite3');\nconst db = new sqlite3.Database('a');\n${get("db.get('SELECT body FROM c', (err, row) => { res.send('<p>' + row.body + '</p>'); });")}`,
  ],
  [
    'command-injection',
    `const { Pool } = require('pg');\nconst pool = new Pool();\n${get("const { rows } = await pool.query('SELECT host FROM c'); cp.exec('ping ' + rows[0].host);")}`,
  ],
  [
    '',
    `const { Pool } = require('pg');\nconst pool = new Pool();\n${get("const { rows } = await pool.query('SELECT body FROM c'); res.json(rows);")}`,
  ],
  [
    '',
    `const { Pool } = require('pg');\nconst pool = new Pool();\n${get("const { rows } = await pool.query('SELECT n FROM c'); await pool.query('UPDATE c SET n = $1', [rows[0].n]);")}`,
  ],
  [
    '',
    `const { Pool } = require('pg');\nconst escape = require('escape-html');\nconst pool = new Pool();\n${get("const { rows } = await pool.query('SELECT body FROM c'); res.send(`<p>${escape(rows[0].body)}</p>`);")}`,
  ],
]);

flows('headers, logs, archives and models have more ways in', [
  ['header-injection', get("res.set({ 'X-A': req.query.a }); res.end();")],
  ['header-injection', get("res.writeHead(200, { 'X-A': req.query.a }); res.end();")],
  ['', get("res.set({ 'X-A': encodeURIComponent(req.query.a) }); res.end();")],
  ['log-injection', get("require('fs').appendFileSync('/var/log/a.log', `user ${req.query.u}\\n`);")],
  ['', get("require('fs').appendFileSync('/srv/notes.txt', `user ${req.query.u}\\n`);")],
  [
    'path-traversal',
    get(
      "const fs = require('fs'); const path = require('path'); const Zip = require('adm-zip'); new Zip('a.zip').getEntries().forEach((entry) => fs.writeFileSync(path.join('/out', entry.entryName), entry.getData()));",
    ),
  ],
  [
    '',
    get(
      "const fs = require('fs'); const path = require('path'); const Zip = require('adm-zip'); new Zip('a.zip').getEntries().forEach((entry) => { const to = path.resolve('/out', entry.entryName); if (!to.startsWith('/out' + path.sep)) return; fs.writeFileSync(to, entry.getData()); });",
    ),
  ],
  [
    'mass-assignment',
    get(
      "const { PrismaClient } = require('@prisma/client'); const prisma = new PrismaClient(); await prisma.user.update({ where: { id: 1 }, data: req.body });",
    ),
  ],
  ['', get('const { name } = req.body; await User.update({ name }, { where: { id: 1 } });')],
  ['code-injection', get("JSON.parse(req.body.x, (key, value) => (key === 'f' ? new Function(value) : value));")],
]);

const files =
  "const fs = require('fs'); const path = require('path'); const { sep } = path; const root = path.resolve('data'); const file = path.join(root, String(req.query.f)); ";

flows('a path is checked under another name, or with another name of the separator', [
  ['', get(`${files}if (!path.resolve(file).startsWith(root + path.sep)) return; fs.readFileSync(file);`)],
  ['', get(`${files}const whole = path.normalize(file); if (!whole.startsWith(root + sep)) return; fs.readFileSync(file);`)],
  [
    'path-traversal',
    get(
      `${files}const other = path.join(root, String(req.query.o)); if (!path.resolve(other).startsWith(root + sep)) return; fs.readFileSync(file);`,
    ),
  ],
  [
    'path-traversal',
    get(`${files}if (!path.resolve(file).startsWith(sep)) return; cp.execFile('a'); fs.readFileSync(path.join(file, req.query.more));`),
  ],
]);

test('the separator may be imported by its name', () => {
  const guarded = (start: string): string =>
    `import { resolve, sep } from 'node:path'; import { readFileSync } from 'node:fs'; const root = resolve('data'); export function GET(request: Request) { const file = resolve(root, request.url); if (!file.startsWith(${start})) return; return readFileSync(file); }`;
  assert.deepEqual(
    ['root + sep', '`${root}${sep}`', 'root'].map((start) => rules(guarded(start), 'typescript')),
    ['', '', 'path-traversal'],
  );
});

test('what every caller in the text passes as a constant is not of strangers', () => {
  const rendering = (calls: string): number => {
    const found = analyseScript(
      `import Handlebars from 'handlebars'; export function render(template: string, data: object) { return Handlebars.compile(template)(data); } ${calls}`,
      'typescript',
    );
    assert.ok(found.ok);
    return found.complaints.length;
  };
  assert.deepEqual(
    [
      "render('<p>{{a}}</p>', {});",
      "const text = Math.random() > 1 ? 'a' : 'b'; render(text, {});",
      '',
      "render('a', {}); render(other(), {});",
      "let text = 'a'; render(text, {});",
      'const one = other; const other = one; render(one, {});',
    ].map(rendering),
    [0, 0, 1, 1, 1, 1],
  );
});
