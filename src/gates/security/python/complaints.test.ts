import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gateAssets } from '../../assets.ts';
import type { Complaint } from '../../complaint.ts';
import { knowledge } from './knowledge/knowledge.ts';
import { createPythonSecurity } from './python-security.ts';

const security = await createPythonSecurity(gateAssets(import.meta.url));

function complaintsIn(text: string): readonly Complaint[] {
  const analysis = security.analyse(text);
  assert.ok(analysis.ok, JSON.stringify(analysis));
  return analysis.complaints;
}

const web =
  'import os\nfrom flask import Flask, request\napp = Flask(__name__)\ndef run(a):\n    os.system("ls " + a)\n@app.route("/x")\ndef x():\n    \u{1D4B3} = "\u{1F600}"; run(request.args["a"])\n    return ""\n';

test("a request's data blocks, and its path leads from the source over the call to the sink", () => {
  const [found, ...others] = complaintsIn(web);
  assert.equal(others.length, 0);
  assert.equal(found?.blocks, true);
  assert.equal(found.severity, 'error');
  assert.equal(found.cwe, 'CWE-78');
  assert.deepEqual(found.range, { startLine: 4, startColumn: 4, endLine: 4, endColumn: 24 });
  assert.deepEqual(
    found.path?.map(({ range, message }) => [range.startLine, message]),
    [
      [7, "comes from the request's query"],
      [7, 'is passed to run as a'],
      [4, 'reaches os.system'],
    ],
  );
});

test('what one keyword argument makes wrong is found there, and a slow expression where it is written', () => {
  const places: readonly (readonly [text: string, line: number, rule: string])[] = [
    [
      'from fastapi.middleware.cors import CORSMiddleware\napp.add_middleware(\n    CORSMiddleware,\n    allow_origins=["*"],\n    allow_credentials=True,\n)\n',
      3,
      'permissive-cors',
    ],
    // centuria-ignore-next-line hard-coded-password -- made up here, nobody's password
    ['import psycopg\npsycopg.connect(\n    host="db.internal",\n    password="Tz7#quarry",\n)\n', 3, 'hard-coded-secret'],
    ['import requests\nrequests.get(\n    "https://a.example",\n    verify=False,\n)\n', 3, 'certificate-not-verified'],
    ['import httpx\noptions = {"verify": False}\nhttpx.get(\n    "https://a.example", **options)\n', 2, 'certificate-not-verified'],
    ['import re\nSLOW = r"^(\\w+\\s?)*$"\nTEXT = re.compile(SLOW)\ndef f():\n    return TEXT.match(input())\n', 1, 'catastrophic-regex'],
    ['import re\nHEAD = "^(a+"\ndef f():\n    return re.match(HEAD + ")+$", input())\n', 3, 'catastrophic-regex'],
  ];
  for (const [text, line, rule] of places)
    assert.deepEqual(
      complaintsIn(text).map((one) => [one.rule, one.range.startLine]),
      [[rule, line]],
      text,
    );
});

test('a function that takes a whole server, as a name and a port, is there to ask it', () => {
  assert.deepEqual(
    complaintsIn('import socket\ndef banner(host, port=25):\n    return socket.create_connection((host, port)).recv(9)\n'),
    [],
  );
  assert.equal(complaintsIn('import socket\nsocket.create_connection((input(), 25))\n').length, 1);
});

test('columns are counted in UTF-16 units', () => {
  const source = complaintsIn(web)[0]?.path?.[0]?.range;
  const line = web.split('\n')[7] ?? '';
  assert.equal(line.slice(source?.startColumn, source?.endColumn), 'request.args');
});

test("the program's own arguments warn and do not block", () => {
  const [found] = complaintsIn('import os, sys\nos.system("ls " + sys.argv[1])\n');
  assert.equal(found?.severity, 'warning');
  assert.equal(found.blocks, false);
});

test('a parameter of a public function is a remark, and only for the worst', () => {
  const [found] = complaintsIn('import os\ndef run(a):\n    os.system("ls " + a)\n');
  assert.equal(found?.severity, 'information');
  assert.equal(found.blocks, false);
  assert.deepEqual(complaintsIn('import logging\ndef run(a):\n    logging.info(a)\n'), []);
  assert.deepEqual(complaintsIn('import os\ndef _run(a):\n    os.system("ls " + a)\n'), []);
});

test('the environment is a remark', () => {
  const [found] = complaintsIn('import os\nos.system(os.environ["A"])\n');
  assert.equal(found?.severity, 'information');
});

test('one place is reported once for a weakness, at its surest', () => {
  const found = complaintsIn(
    'import os\nfrom flask import Flask, request\napp = Flask(__name__)\ndef run(a):\n    os.system(a)\n@app.route("/x")\ndef x():\n    run(request.args["a"])\n    run(request.form["b"])\n    return ""\n',
  );
  assert.equal(found.length, 1);
  assert.equal(found[0]?.blocks, true);
});

test('names are followed through every form of import', () => {
  const forms = [
    'import subprocess as sp\nrun = sp.call',
    'from subprocess import call as run',
    'import subprocess\nrun = getattr(subprocess, "call")',
  ];
  for (const form of forms) {
    const rules = complaintsIn(`${form}\nrun(input(), shell=True)\n`).map(({ rule }) => rule);
    assert.deepEqual(rules, ['command-injection'], form);
  }
});

test('a name of the file hides the one of the language', () => {
  assert.deepEqual(complaintsIn('def eval(a):\n    return len(a)\neval(input())\n'), []);
});

test('every rule says what, why and where to read on', () => {
  for (const [name, rule] of Object.entries(knowledge.rules)) {
    assert.match(rule.cwe, /^CWE-\d+$/u, name);
    assert.match(rule.url, /^https:\/\//u, name);
    for (const text of [rule.message, rule.why]) assert.match(text, /^[A-Z].*\.$/u, name);
  }
});

test('every rule that a table names exists', () => {
  const named = [
    ...knowledge.sinks,
    ...knowledge.apis,
    ...knowledge.assignments,
    ...knowledge.comparisons,
    ...knowledge.decorations,
    ...knowledge.assertions,
    ...knowledge.returns,
    ...knowledge.routes,
  ].map(({ rule }) => rule);
  assert.deepEqual(
    [...new Set(named)].filter((rule) => knowledge.rules[rule] === undefined),
    [],
  );
  assert.deepEqual(
    Object.keys(knowledge.rules).filter((rule) => !named.includes(rule) && rule !== 'weak-randomness'),
    [],
  );
});

test('a weak hash that makes a number used once is advice, one that makes a password blocks', () => {
  const text = (name: string): string =>
    `import hashlib\nclass DigestAuth:\n    def header(self, s):\n        ${name} = hashlib.sha1(s).hexdigest()[:16]\n        return ${name}\n`;
  const found = (name: string) => complaintsIn(text(name)).map(({ rule, blocks }) => [rule, blocks]);
  assert.deepEqual(found('cnonce'), [['weak-hash', false]]);
  assert.deepEqual(found('password'), [['weak-hash', true]]);
});

test('a type is a request of a server where a framework has it, not where a class of the text or a client only shares its name', () => {
  const sent = (head: string, type: string, read: string): number =>
    complaintsIn(`import requests\n${head}\ndef send(request: ${type}):\n    return requests.get(request.${read}).text\n`).filter(
      ({ rule }) => rule === 'server-side-request-forgery',
    ).length;
  assert.equal(sent('from starlette.requests import Request', 'Request', 'query_params["u"]'), 1);
  assert.equal(sent('from django import http', 'http.HttpRequest', 'GET["u"]'), 1);
  assert.equal(sent('from django.http import HttpRequest\nclass Request(HttpRequest):\n    pass', 'Request', 'GET["u"]'), 1);
  assert.equal(sent('import azure.functions as func', 'func.HttpRequest', 'params["u"]'), 1);
  assert.equal(sent('from dataclasses import dataclass\n@dataclass\nclass Request:\n    url: str', 'Request', 'url'), 0);
  assert.equal(sent('from urllib.request import Request', 'Request', 'url'), 0);
  assert.equal(sent('import httpx', 'httpx.Request', 'url'), 0);
});
