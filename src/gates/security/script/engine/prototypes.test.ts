import { cases } from '../api-rules/rule-cases.ts';

const express = "import { exec, execFile } from 'node:child_process';\nimport express from 'express';\nconst app = express();\n";
const route = (body: string): string => `\napp.get('/x', (req, res) => { ${body}; res.end(); });\n`;

cases('what a request sends is followed into the methods of old constructors', 'command-injection', {
  bad: [
    `${express}function Runner(dir) { this.dir = dir; }\nRunner.prototype.go = function (name) { exec('ls ' + name); };\nconst r = new Runner('/x');${route('r.go(req.query.n)')}`,
    `${express}function Runner(dir) { this.dir = dir; }\nRunner.prototype.go = function () { exec('ls ' + this.dir); };${route('new Runner(req.query.n).go()')}`,
    `${express}var Runner = function (dir) { this.dir = dir; };\nRunner.prototype = { constructor: Runner, go: function (name) { exec('ls ' + name); } };\nvar r = new Runner('/x');${route('r.go(req.query.n)')}`,
    `${express}function Runner() {}\nRunner.prototype.line = function (n) { return 'ls ' + n; };\nRunner.prototype.go = function (n) { exec(this.line(n)); };\nconst r = new Runner();${route('r.go(req.query.n)')}`,
  ],
  good: [
    `${express}function Runner(dir) { this.dir = dir; }\nRunner.prototype.go = function () { exec('ls ' + this.dir); };${route("new Runner('/tmp').go()")}`,
    `${express}function Runner() {}\nRunner.prototype.go = function (name) { execFile('ls', ['--', name]); };\nconst r = new Runner();${route('r.go(req.query.n)')}`,
    `${express}function Runner() {}\nRunner.prototype.go = function (name) { exec('ls ' + (name === 'a' ? 'a' : 'b')); };\nconst r = new Runner();${route('r.go(req.query.n)')}`,
  ],
});

cases('what a request sends is followed into what a class has from another one', 'command-injection', {
  bad: [
    `${express}abstract class Tool<T> { protected start(name: string) { exec(\`ls \${name}\`); } abstract end(): T; }\nclass Lister extends Tool<string> { go(n: string) { this.start(n); } end() { return ''; } }\nconst t = new Lister();${route('t.go(req.query.n)')}`,
    `${express}class Tool { constructor(dir) { this.dir = dir; } }\nclass Lister extends Tool { constructor(d) { super(d); } go() { exec('ls ' + this.dir); } }${route('new Lister(req.query.n).go()')}`,
    `${express}class Tool { constructor(readonly dir: string) {} }\nclass Lister extends Tool { go() { exec('ls ' + this.dir); } }${route('new Lister(req.query.n).go()')}`,
    `${express}class Tool { run(n) { exec('ls ' + n); } }\nclass Lister extends Tool { run(n) { super.run(n); } }\nconst t = new Lister();${route('t.run(req.query.n)')}`,
  ],
  good: [
    `${express}class Tool { run(n) { execFile('ls', ['--', n]); } }\nclass Lister extends Tool { run(n) { super.run(n); } }\nconst t = new Lister();${route('t.run(req.query.n)')}`,
    `${express}class Tool { run(n) { exec('ls ' + n); } }\nclass Lister extends Tool { run(n) { execFile('ls', ['--', n]); } }\nconst t = new Lister();${route('t.run(req.query.n)')}`,
    `${express}class A extends A { go(n) { execFile('ls', ['--', n]); } }${route('new A().go(req.query.n)')}`,
  ],
});

cases('what is put behind a list that stands in the text is in the list', 'command-injection', {
  bad: [
    `${express}${route("exec([].concat(req.query.n).join(' '))")}`,
    `${express}${route("exec(['ls', '-l'].concat(String(req.query.n).split(',').map((one) => '-' + one)).join(' '))")}`,
  ],
  good: [
    `${express}${route("exec(['ls'].concat(['-l']).join(' '))")}`,
    `${express}${route("exec(['ls'].concat([].concat(req.query.n).map(Number)).join(' '))")}`,
  ],
});
