import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases, handler, imports, rules } from './handler-cases.ts';

cases('a program with a list of arguments is no command line, a shell is', 'command-injection', [
  [true, handler('spawn("ls", [req.query.a], { shell: true });')],
  [true, handler('spawn("sh", ["-c", "ls " + req.query.a]);')],
  [true, handler('execFile(req.query.a, []);')],
  [true, handler('const run = promisify(exec); await run(req.query.a);', "import { promisify } from 'util';")],
  [false, handler('execFile("ls", [req.query.a]); spawn("ls", [req.query.a], { shell: false });')],
]);

cases('untrusted programs are code injection, data is not', 'code-injection', [
  [true, handler('eval(req.body.a);')],
  [true, handler('new Function("x", req.body.a)(1);')],
  [true, handler('vm.runInNewContext(req.body.a);', "import vm from 'vm';")],
  [true, 'setTimeout(location.hash.slice(1), 100);'],
  [false, handler('JSON.parse(req.body.a); setTimeout(() => req.body.a, 10); eval("1 + 1");')],
]);

cases('a path is safe once its name or its prefix is proved', 'path-traversal', [
  [true, handler('fs.readFile(req.query.f, () => {});')],
  [true, handler('fs.createReadStream(path.join(ROOT, req.query.f)).pipe(res);')],
  [true, handler('res.sendFile(path.resolve(ROOT, req.params.f));')],
  [true, handler('const p = path.join(ROOT, req.query.f); if (!req.query.f.startsWith(ROOT + "/")) return; fs.readFileSync(p);')],
  [true, handler('fs.readFileSync(path.join(ROOT, req.query.f.replace("../", "")));')],
  [false, handler('fs.readFileSync(path.join(ROOT, path.basename(req.query.f)));')],
  [false, handler('const p = path.resolve(ROOT, req.query.f); if (!p.startsWith(ROOT + path.sep)) return res.end(); fs.readFileSync(p);')],
  [
    false,
    handler(
      'const p = path.resolve(ROOT, req.query.f); const rel = path.relative(ROOT, p); if (rel.startsWith("..") || path.isAbsolute(rel)) return; fs.readFileSync(p);',
    ),
  ],
  [false, handler('if (req.query.f.includes("..")) return; fs.readFileSync(path.join(ROOT, req.query.f));')],
  [false, handler('res.sendFile(req.params.f, { root: ROOT });')],
  [
    false,
    handler(
      'fs.readFileSync(within(req.query.f));',
      'function within(n) { const p = path.join(ROOT, n); if (p.indexOf(ROOT + "/") !== 0) throw new Error("no"); return p; }',
    ),
  ],
  [false, handler('fs.readFileSync(`${ROOT}/${Number(req.params.id)}.json`);')],
]);

cases('a page is safe once what is put into it is escaped or is no markup', 'cross-site-scripting', [
  [true, handler('res.send("<p>" + req.query.n + "</p>");')],
  [true, handler('res.status(200).send(`Hello ${req.query.n}`);')],
  [true, handler('res.setHeader("Content-Type", "text/html"); res.end(req.query.n);')],
  [true, 'document.getElementById("a").innerHTML = location.hash.slice(1);'],
  [true, 'const p = new URLSearchParams(location.search); document.write(p.get("q"));'],
  [true, '$("#a").html(window.name);'],
  [true, 'window.addEventListener("message", (e) => { if (e.origin !== "https://a") return; box.outerHTML = e.data; });'],
  [
    true,
    'export const A = () => <div dangerouslySetInnerHTML={{ __html: new URLSearchParams(location.search).get("q") }} />;',
    'typescriptreact',
  ],
  [true, handler('res.send("<p>" + esc(req.query.n));', 'const esc = (s) => s.replace("<", "&lt;");')],
  [true, handler('res.send(`<p title="${esc(req.query.n)}">`);', 'const esc = (s) => s.replace(/</g, "&lt;").replace(/>/g, "&gt;");')],
  [false, handler('res.json({ n: req.query.n }); res.send({ n: req.query.n });')],
  [false, handler('res.type("text/plain").send(req.query.n);')],
  [false, handler('res.setHeader("Content-Type", "application/json"); res.end(req.query.n);')],
  [false, handler('res.send("<p>" + escape(req.query.n));', "import escape from 'escape-html';")],
  [
    false,
    handler(
      'res.send(`<p title="${esc(req.query.n)}">`);',
      'const esc = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");',
    ),
  ],
  [
    false,
    handler(
      'res.send("<p>" + esc(req.query.n));',
      'const table = { "<": "&lt;" }; const esc = (s) => String(s).replace(/[&<>"\']/g, (c) => table[c]);',
    ),
  ],
  [false, 'document.getElementById("a").textContent = location.hash.slice(1);'],
  [false, 'import DOMPurify from "dompurify"; a.innerHTML = DOMPurify.sanitize(location.hash);'],
  [false, 'const m = new Map([["a", "<b>"]]); box.innerHTML = m.get(location.hash) ?? "";'],
]);

cases('a query is safe once data is a parameter', 'sql-injection', [
  [true, handler('await pool.query("SELECT * FROM t WHERE a = \'" + req.query.a + "\'");')],
  [true, handler('await pool.query({ text: `SELECT * FROM t WHERE a = ${req.query.a}` });')],
  [
    true,
    handler(
      'db.all(`SELECT * FROM t ORDER BY ${req.query.sort}`, (err, rows) => res.json(rows));',
      "import sqlite3 from 'sqlite3'; const db = new sqlite3.Database('x');",
    ),
  ],
  [true, handler('await knex.raw("select * from t where a = " + req.query.a);', "import Knex from 'knex'; const knex = Knex({});")],
  [true, handler('await prisma.$queryRawUnsafe(`SELECT * FROM t WHERE a = ${req.query.a}`);')],
  [true, handler('let q = "SELECT * FROM t"; if (req.query.a) q += " WHERE a = " + req.query.a; await pool.query(q);')],
  [false, handler('await pool.query("SELECT * FROM t WHERE a = $1", [req.query.a]);')],
  [false, handler('await prisma.$queryRaw`SELECT * FROM t WHERE a = ${req.query.a}`;')],
  [false, handler('await sql`SELECT * FROM t WHERE a = ${req.query.a}`;', "import postgres from 'postgres'; const sql = postgres();")],
  [
    false,
    handler(
      'await c.query("SELECT * FROM t WHERE a = " + mysql.escape(req.query.a));',
      "import mysql from 'mysql2'; const c = mysql.createConnection({});",
    ),
  ],
  [
    false,
    handler('const sort = ["a", "b"].includes(req.query.s) ? req.query.s : "a"; await pool.query(`SELECT * FROM t ORDER BY ${sort}`);'),
  ],
  [false, handler('const ids = req.body.ids.map(Number); await pool.query(`SELECT * FROM t WHERE id IN (${ids.join(",")})`);')],
]);

cases('a filter of MongoDB is safe once its values are strings', 'nosql-injection', [
  [true, handler('await users.findOne({ name: req.body.name, password: req.body.password });')],
  [true, handler('await users.find({ $where: "this.a == \'" + req.query.a + "\'" });')],
  [true, handler('await User.findOne(req.body);')],
  [false, handler('await users.findOne({ name: String(req.body.name) });')],
  [false, handler('await users.findOne({ name: { $eq: req.body.name } });')],
  [false, handler('await users.findOne({ _id: new ObjectId(req.params.id) }); await users.findOne({ id: req.params.id });')],
  [false, handler('if (typeof req.body.name !== "string") return; await users.findOne({ name: req.body.name });')],
  [false, handler('[1].find((x) => x === req.query.a);')],
]);

cases('a redirect stays on this site or goes to a known one', 'open-redirect', [
  [true, handler('res.redirect(req.query.to);')],
  [true, handler('res.redirect(302, "//" + req.query.to);')],
  [true, handler('res.setHeader("Location", req.query.to); res.status(302).end();')],
  [true, 'location.href = new URLSearchParams(location.search).get("to");'],
  [true, handler('if (req.query.to.startsWith("/")) res.redirect(req.query.to);')],
  [false, handler('res.redirect("/users/" + req.query.id);')],
  [false, handler('const to = req.query.to; if (to.startsWith("/") && !to.startsWith("//")) res.redirect(to);')],
  [false, handler('const u = new URL(req.query.to, "https://a.example"); if (u.host !== "a.example") return; res.redirect(u.toString());')],
  [false, handler('res.redirect(`https://a.example/?q=${encodeURIComponent(req.query.q)}`);')],
]);

cases('a request of the server goes to a known host', 'server-side-request-forgery', [
  [true, handler('await fetch(req.query.u);')],
  [true, handler('await axios.get(`http://${req.query.h}/x`);', "import axios from 'axios';")],
  [true, handler('https.get({ hostname: req.query.h, path: "/" });', "import https from 'https';")],
  [true, handler('await fetch("http://internal" + req.query.p);')],
  [true, handler('const u = new URL(req.query.u); if (u.protocol !== "https:") return; await fetch(u);')],
  [false, handler('await fetch("https://api.example/u/" + req.query.id);')],
  [
    false,
    handler(
      'const u = new URL(req.query.u); if (!HOSTS.has(u.hostname)) return; await fetch(u.href);',
      'const HOSTS = new Set(["a.example"]);',
    ),
  ],
  [false, handler('const u = new URL("/x?q=" + req.query.q, "https://api.example"); await fetch(u);')],
  [false, handler('const { hostname } = new URL(req.query.u); if (hostname !== "a.example") return; await fetch(req.query.u);')],
]);

cases('headers and lines of the log are safe without line ends', 'header-injection', [
  [true, handler('res.setHeader("X-Name", req.query.n);')],
  [false, handler('res.setHeader("X-Name", encodeURIComponent(req.query.n)); res.setHeader("X-B", req.query.n.replace(/[\\r\\n]/g, ""));')],
]);

test('untrusted data in a line of the log is a warning, as a field it is none', () => {
  assert.deepEqual(rules(handler('console.log("user " + req.query.n);')), ['log-injection']);
  assert.deepEqual(
    rules(handler('console.log("user " + JSON.stringify(req.query.n)); console.log("user " + req.query.n.replace(/\\n|\\r/g, " "));')),
    [],
  );
});

cases('a slow pattern counts only where untrusted text of any length meets it', 'slow-regex', [
  [true, handler('/^(a+)+$/.test(req.query.a);')],
  [true, handler('req.query.a.match(/^([\\w]+\\s?)*$/);')],
  [true, handler('new RegExp("^(x|xx)+$").test(req.query.a);')],
  [false, handler('/^(a+)+$/.test("aaa"); /^[a-z]+$/.test(req.query.a); /^(?:[a-z]+\\.)+[a-z]+$/.test(req.query.a);')],
  [false, handler('if (req.query.a.length > 100) return; /^(a+)+$/.test(req.query.a);')],
]);

cases('a pattern made of untrusted text is escaped first', 'regex-injection', [
  [true, handler('new RegExp(req.query.a).test("x");')],
  [false, handler('new RegExp(escapeRegExp(req.query.a)).test("x");', "import escapeRegExp from 'escape-string-regexp';")],
  [false, handler('new RegExp(req.query.a.replace(/[.*+?^${}()|[\\]\\\\]/g, "\\\\$&")).test("x");')],
]);

cases('names of prototypes are refused before they name an object', 'prototype-pollution', [
  [true, handler('const o = {}; o[req.body.a][req.body.b] = req.body.c;')],
  [true, handler('_.set({}, req.body.path, req.body.value);', "import _ from 'lodash';")],
  [
    false,
    handler(
      'const o = {}; const a = req.body.a; if (a === "__proto__" || a === "constructor" || a === "prototype") return; o[a][req.body.b] = 1;',
    ),
  ],
  [false, handler('const o = Object.create(null); o[req.body.a][req.body.b] = 1;')],
  [false, handler('const m = new Map(); m.set(req.body.a, req.body.b);')],
]);

cases('a function that merges at any depth refuses the names of prototypes', 'recursive-merge', [
  [
    true,
    'function merge(a, b) { for (const k in b) { if (typeof b[k] === "object") merge(a[k], b[k]); else a[k] = b[k]; } return a; }\nmerge({}, {});',
  ],
  [
    true,
    'function set(o, p, v) { const keys = p.split("."); let at = o; for (const k of keys.slice(0, -1)) at = at[k]; at[keys.at(-1)] = v; }',
  ],
  [
    false,
    'function merge(a, b) { for (const k in b) { if (k === "__proto__" || k === "constructor") continue; if (typeof b[k] === "object") merge(a[k], b[k]); else a[k] = b[k]; } return a; }',
  ],
  [false, 'function copy(a, b) { for (const k in b) a[k] = b[k]; return a; }'],
]);

cases('templates, formats and expressions are fixed, data is passed to them', 'template-injection', [
  [true, handler('res.json(ejs.render(req.body.t, {}));', "import ejs from 'ejs';")],
  [true, handler('res.json(Handlebars.compile("Hi " + req.query.n)({}));', "import Handlebars from 'handlebars';")],
  [false, handler('res.json(ejs.render("<%= n %>", { n: req.query.n }));', "import ejs from 'ejs';")],
]);

cases('formats that hold code are not read from untrusted data', 'unsafe-deserialisation', [
  [true, handler('unserialize(req.cookies.p);', "import { unserialize } from 'node-serialize';")],
  [true, handler('v8.deserialize(Buffer.from(req.body.d, "base64"));', "import v8 from 'v8';")],
  [false, handler('yaml.load(req.body.y); JSON.parse(req.body.j);', "import yaml from 'js-yaml';")],
]);

cases('XML is read without external entities', 'xml-external-entity', [
  [true, handler('libxml.parseXml(req.body.x, { noent: true });', "import libxml from 'libxmljs';")],
  [false, handler('libxml.parseXml(req.body.x, { noent: false }); libxml.parseXml(req.body.x);', "import libxml from 'libxmljs';")],
]);

cases('XPath and LDAP expressions are fixed or escaped', 'xpath-injection', [
  [true, handler('xpath.select("//user[name=\'" + req.query.n + "\']", doc);', "import xpath from 'xpath';")],
  [
    false,
    handler(
      'if (!/^[a-z]+$/.test(req.query.n)) return; xpath.select("//user[name=\'" + req.query.n + "\']", doc);',
      "import xpath from 'xpath';",
    ),
  ],
]);

cases('filters of LDAP are built from escaped values', 'ldap-injection', [
  [
    true,
    handler(
      'client.search("dc=a", { filter: `(uid=${req.query.u})` });',
      "import ldap from 'ldapjs'; const client = ldap.createClient({});",
    ),
  ],
  [
    false,
    handler(
      'client.search("dc=a", { filter: `(uid=${esc(req.query.u)})` });',
      "import ldap from 'ldapjs'; const client = ldap.createClient({}); const esc = (s) => s.replace(/[*()\\\\\\0]/g, (c) => '\\\\' + c.charCodeAt(0).toString(16));",
    ),
  ],
]);

cases('details of an error stay here', 'error-exposure', [
  [true, handler('try { await x(); } catch (e) { res.status(500).send(e.stack); }')],
  [true, handler('try { await x(); } catch (e) { res.status(500).json({ error: e }); }')],
  [true, `${imports}app.use((err, req, res, next) => { res.status(500).send(err.stack); });`],
  [false, handler('try { await x(); } catch (e) { console.error(e.stack); res.status(500).json({ error: "failed" }); }')],
]);

cases('a whole body is not stored', 'mass-assignment', [
  [true, handler('await User.create(req.body);')],
  [false, handler('const { name } = req.body; await User.create({ name: String(name) });')],
]);
