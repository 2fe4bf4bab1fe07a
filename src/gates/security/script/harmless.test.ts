import { cases } from './api-rules/rule-cases.ts';

const express = "import express from 'express';\nconst app = express();\n";
const handler = (body: string): string => `${express}app.get('/x', async (req, res) => {\n${body}\n});\n`;

cases('a method named like one of MongoDB is one only of a store that the text shows to be MongoDB', 'nosql-injection', {
  bad: [
    handler('res.json(await User.findOne(req.body));'),
    handler('res.json(await User.findOne({ name: req.body.name }));'),
    `import mongoose from 'mongoose';\n${handler('res.json(await users.find(req.query.filter));')}`,
    `import { InjectModel } from '@nestjs/mongoose';\nimport { Body, Post } from '@nestjs/common';\nclass C {\n constructor(@InjectModel('User') private readonly users: Users) {}\n @Post() get(@Body('filter') filter: any) { return this.users.find(filter); }\n}`,
    `import { Query } from '@nestjs/common';\nclass C {\n constructor(private readonly userModel: Users) {}\n list(@Query() q: any) { return this.userModel.findOne({ name: q.name }); }\n}`,
  ],
  good: [
    handler('res.json(await index.find(req.query.q, 20));'),
    handler('await clicks.count(req.query.campaign); res.end();'),
    handler('res.json(await this.flags.exists(req.params.flag));'),
    handler('await tags.remove(req.query.tag); res.end();'),
    `import { Hono } from 'hono';\nconst app = new Hono();\napp.get('/s', async (c) => {\n const hits = await c.get('index').find(c.req.query('q'));\n return c.json(hits);\n});`,
    `import { Query } from '@nestjs/common';\nclass C {\n constructor(private readonly clicks: Clicks) {}\n async leave(@Query() { campaign }: ClickQuery) { await this.clicks.count(campaign); }\n}`,
    `import { z } from 'zod';\nimport { Device } from './device.js';\nconst schema = z.object({ a: z.string().length(16), b: z.string().length(8) });\nclass S { one(filter) { return Device.findOne({ ...filter, owner: null }); } }\nconst s = new S();\n${handler('const { a, b } = schema.parse(req.body); res.json(await s.one({ a, b }));')}`,
  ],
});

cases('a pattern that refuses a second slash proves a path of the site', 'open-redirect', {
  bad: [
    handler("const to = req.query.to; res.redirect(to && /^\\/[\\w/]*$/.test(to) ? to : '/');"),
    handler('const to = String(req.query.to); if (!/^\\/(?!x)/.test(to)) return res.end(); res.redirect(to);'),
    handler('const to = String(req.query.to); if (!/^\\/(?!\\/)/m.test(to)) return res.end(); res.redirect(to);'),
    handler('const to = String(req.query.to); if (!/^(\\/)\\1$/.test(to)) return res.end(); res.redirect(to);'),
    handler('const to = String(req.query.to); if (!/\\/(?![/\\\\])/.test(to)) return res.end(); res.redirect(to);'),
  ],
  good: [
    handler("const to = String(req.query.to); res.redirect(/^\\/(?![/\\\\])[\\w/-]*$/.test(to) ? to : '/');"),
    handler('const to = String(req.query.to); if (!/^\\/(?!\\/|\\\\)/.test(to)) return res.end(); res.redirect(to);'),
    handler("const to = String(req.query.to); res.redirect(/^\\/[^/\\\\]/.test(to) ? to : '/');"),
    handler("const to = String(req.query.to); res.redirect(/^\\/[a-z]*$/.test(to) ? to : '/');"),
  ],
});

cases('an element that is filled by its text is no markup', 'cross-site-scripting', {
  bad: [
    "$('#a').append(location.hash);",
    "$('#a').append($('<p>').text(), location.hash);\n$('#b').html(location.hash);",
    "const title = $('<h2>').html(location.hash);",
    'document.body.innerHTML = location.hash;',
  ],
  good: [
    "$('#a').append($('<h2>').text(location.hash));",
    "const $row = $('<li>').addClass('row').text(decodeURIComponent(location.hash));\n$('#list').prepend($row);",
    "$('#a').empty().append($('<input>').val(location.hash), '<hr>');",
    "$('#a').append($('<span>').attr('title', location.hash));",
  ],
});

cases('data that is written as a script ends no element', 'cross-site-scripting', {
  bad: [
    handler('res.send(`<script>window.s = ${JSON.stringify(req.query)}</script>`);'),
    `import serialize from 'serialize-javascript';\n${handler('res.send(`<script>window.s = ${serialize(req.query, { unsafe: true })}</script>`);')}`,
  ],
  good: [
    `import serialize from 'serialize-javascript';\n${handler('res.send(`<script>window.s = ${serialize(req.query, { isJSON: true })}</script>`);')}`,
    `import { uneval } from 'devalue';\n${handler('res.send(`<script>window.s = ${uneval(req.query)}</script>`);')}`,
  ],
});

cases('the name of a cookie is no key', 'hard-coded-key', {
  bad: [
    "import session from 'express-session';\napp.use(session({ secret: 'b8f1c2', name: 'sid', cookie: { secure: true, httpOnly: true, sameSite: 'lax' } }));",
    "import secure from '@fastify/secure-session';\napp.register(secure, { key: 'c0ffee00c0ffee00c0ffee00c0ffee00' });",
  ],
  good: ["import session from 'koa-session';\napp.use(session({ key: 'sid', secure: true, httpOnly: true }, app));"],
});

cases('who calls a program says which file it uses, and reads what it writes', 'path-traversal', {
  bad: [
    "import { readFileSync } from 'node:fs';\nimport path from 'node:path';\nconsole.log(readFileSync(path.join('/srv/pages', process.argv[2])));",
  ],
  good: [
    "import { readFileSync } from 'node:fs';\nconsole.log(readFileSync(process.argv[2], 'utf8'), process.argv[3]);",
    "import { Command } from 'commander';\nimport { writeFile } from 'node:fs/promises';\nnew Command('x').option('--out <file>').action(async ({ out }) => { await writeFile(out, 'x'); console.log(`wrote ${out}`); });",
  ],
});

cases('the base of a directory that a caller passes is the caller’s', 'ldap-injection', {
  bad: [
    "import { Client } from 'ldapts';\nexport class D {\n #client = new Client({ url: 'ldaps://d' });\n find(login: string) { return this.#client.search('dc=x', { filter: `(uid=${login})` }); }\n}",
  ],
  good: [
    "import { Client, EqualityFilter } from 'ldapts';\nexport class D {\n #client = new Client({ url: 'ldaps://d' });\n constructor(private readonly base: string) {}\n find(login: string) { return this.#client.search(this.base, { filter: new EqualityFilter({ attribute: 'uid', value: login }) }); }\n}",
  ],
});

cases('what waits runs no text', 'code-injection', {
  bad: [
    handler('setTimeout(req.query.code, 10);'),
    `import { setTimeout as later } from 'node:timers';\n${handler('later(req.query.code, 10);')}`,
  ],
  good: [`import { setTimeout as sleep } from 'node:timers/promises';\n${handler('await sleep(req.query.ms); res.end();')}`],
});
