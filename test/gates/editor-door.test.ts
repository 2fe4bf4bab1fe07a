import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { DocumentDiagnosticReport, ProtocolConnection } from 'vscode-languageserver/node';
import { gatesMethods } from '../../src/protocol/gates.ts';
import type { GatesOptions, ShownGates } from '../../src/protocol/gates.ts';

const modulePath = fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url));
const show: ShownGates = {
  python: ['syntax', 'lint', 'secrets', 'types'],
  javascript: ['lint'],
  typescript: ['types'],
  javascriptreact: ['security'],
};

let child: ChildProcessByStdio<Writable, Readable, null>;
let connection: ProtocolConnection;
let refreshes = 0;

before(async () => {
  child = spawn(process.execPath, [modulePath, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes += 1;
  });
  connection.listen();
  const initializationOptions: GatesOptions = { trusted: true, show };
  const capabilities = { workspace: { diagnostics: { refreshSupport: true } } };
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities, initializationOptions });
  await connection.sendNotification('initialized', {});
});

after(async () => {
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  child.kill();
});

async function open(uri: string, languageId: string, text: string): Promise<void> {
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
}

function pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
  return connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
}

function full(report: DocumentDiagnosticReport) {
  assert.equal(report.kind, 'full');
  if (report.kind !== 'full') throw new Error('not a full report');
  return report;
}

test('a diagnostic has code, link and source', async () => {
  await open('file:///nowhere/a.py', 'python', 'def f():\n    return missing\n');
  const report = full(await pull('file:///nowhere/a.py'));
  assert.deepEqual(report.items, [
    {
      range: { start: { line: 1, character: 11 }, end: { line: 1, character: 18 } },
      severity: 1,
      code: 'F821',
      codeDescription: { href: 'https://docs.astral.sh/ruff/rules/F821/' },
      source: 'Centuria · ruff',
      message: 'Undefined name `missing`',
      data: { gate: 'lint', fingerprint: report.items[0]?.data.fingerprint, blocks: true, why: 'a name that is not defined: NameError' },
    },
  ]);
});

test('a wrong type of Python is shown under the name of its checker, as an error, since it refuses a change', async () => {
  await open('file:///nowhere/types.py', 'python', 'def double(n: int) -> int:\n    return n * 2\n\n\ndouble("a", "b")\n');
  const [item] = full(await pull('file:///nowhere/types.py')).items;
  assert.deepEqual([item?.source, item?.code, item?.severity], ['Centuria · pyright', 'reportCallIssue', 1]);
});

test('a diagnostic says which fix there is, and why it matters', async () => {
  const uri = 'file:///nowhere/fix.py';
  await open(uri, 'python', 'import os\n');
  const [item] = full(await pull(uri)).items;
  assert.deepEqual([item?.code, item?.data.fix], ['F401', 'Remove unused import: `os`']);
  const other = 'file:///nowhere/fix.jsx';
  await open(
    other,
    'javascriptreact',
    "import https from 'https';\nexport const agent = new https.Agent({ rejectUnauthorized: false });\n",
  );
  const [tls] = full(await pull(other)).items;
  assert.deepEqual([tls?.data.fix, tls?.data.cwe, typeof tls?.data.why], ['Check the certificate', 'CWE-295', 'string']);
});

test('a way of untrusted data can be walked in the editor', async () => {
  const uri = 'file:///nowhere/way.jsx';
  await open(
    uri,
    'javascriptreact',
    "import { exec } from 'child_process';\nexport const run = (req, res) => {\n  const { cmd } = req.query;\n  exec(cmd);\n};\n",
  );
  const [item] = full(await pull(uri)).items;
  assert.equal(item?.code, 'command-injection');
  assert.equal(item?.source, 'Centuria · security');
  assert.equal(item?.severity, 1);
  const steps = item?.relatedInformation?.map(({ location, message }) => [location.uri, location.range.start.line, message]);
  assert.deepEqual(steps, [
    [uri, 2, "comes from the request's query"],
    [uri, 2, 'kept in "cmd"'],
    [uri, 3, 'passed to exec'],
  ]);
});

test('an unchanged text is not analysed again, a changed one is', async () => {
  const uri = 'file:///nowhere/b.py';
  await open(uri, 'python', 'x = missing\n');
  const first = full(await pull(uri));
  assert.deepEqual(await pull(uri, first.resultId), { kind: 'unchanged', resultId: first.resultId });
  const range = { start: { line: 0, character: 4 }, end: { line: 0, character: 11 } };
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range, text: '1' }],
  });
  const second = full(await pull(uri, first.resultId));
  assert.deepEqual(second.items, []);
  assert.notEqual(second.resultId, first.resultId);
});

test('only the gates that the client wants are shown', async () => {
  await open('file:///nowhere/c.js', 'javascript', 'missing("a".lenght);\n');
  const codes = full(await pull('file:///nowhere/c.js')).items.map((item) => item.code);
  assert.deepEqual(codes, ['no-undef']);
  await open('file:///nowhere/c.rb', 'ruby', 'x');
  assert.deepEqual(full(await pull('file:///nowhere/c.rb')).items, []);
});

test("in the editor a person's suppression counts", async () => {
  await open('file:///nowhere/d.js', 'javascript', '// eslint-disable-next-line no-undef\nmissing();\n/* global known */\nknown();\n');
  assert.deepEqual(full(await pull('file:///nowhere/d.js')).items, []);
});

test('what is shown follows the client, which is asked to pull again', async () => {
  const uri = 'file:///nowhere/e.js';
  await open(uri, 'javascript', 'missing();\n');
  const first = full(await pull(uri));
  assert.equal(first.items.length, 1);
  await connection.sendNotification(gatesMethods.show, { ...show, javascript: ['secrets'] });
  const second = full(await pull(uri, first.resultId));
  assert.deepEqual(second.items, []);
  assert.equal(refreshes, 1);
});

test('what is wanted of the gates follows the client, whose other wishes stay', async () => {
  const uri = 'file:///nowhere/policy.js';
  await connection.sendNotification(gatesMethods.show, show);
  await open(uri, 'javascript', 'missing();\n');
  const rules = async () => full(await pull(uri)).items.map(({ code }) => code);
  assert.deepEqual(await rules(), ['no-undef']);
  await connection.sendNotification(gatesMethods.policy, { levels: { lint: 'off' } });
  assert.deepEqual(await rules(), []);
  await connection.sendNotification(gatesMethods.policy, { rulesOff: 'no-undef' });
  assert.deepEqual(await rules(), [], 'what is no policy changes nothing');
  await connection.sendNotification(gatesMethods.policy, {});
  assert.deepEqual(await rules(), ['no-undef']);
});

test('types in one open text follow an unsaved change of another', async () => {
  const uri = 'untitled:/folder/use.ts';
  await open('untitled:/folder/part.ts', 'typescript', 'export const part = 1;\n');
  await open(uri, 'typescript', 'import { part } from "./part.ts";\nexport const used: number = part;\n');
  const first = full(await pull(uri));
  assert.deepEqual(first.items, []);
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: 'untitled:/folder/part.ts', version: 2 },
    contentChanges: [{ text: 'export const part = "text";\n' }],
  });
  const second = full(await pull(uri, first.resultId));
  assert.deepEqual(
    second.items.map(({ code, source }) => [code, source]),
    [['TS2322', 'Centuria · TypeScript']],
  );
});

test('a request that is not what the protocol says is refused with the place', async () => {
  await assert.rejects(connection.sendRequest(gatesMethods.judge, { uri: 'file:///a.js' }), /the judge request is not valid at "files"/u);
});

test('a client that takes registrations gets two sources, a fast one and a slow one, each with its own gates', async () => {
  const own = spawn(process.execPath, [modulePath, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const other = createProtocolConnection(new StreamMessageReader(own.stdout), new StreamMessageWriter(own.stdin));
  const names: string[] = [];
  const bothNamed = new Promise<void>((resolve) => {
    other.onRequest(
      'client/registerCapability',
      ({ registrations }: { readonly registrations: readonly { readonly registerOptions: { readonly identifier: string } }[] }) => {
        names.push(...registrations.map(({ registerOptions }) => registerOptions.identifier));
        if (names.length === 2) resolve();
      },
    );
  });
  other.listen();
  try {
    const capabilities = { textDocument: { diagnostic: { dynamicRegistration: true } } };
    const initializationOptions: GatesOptions = { trusted: true, show: { python: ['syntax', 'lint', 'secrets'] } };
    const answer: { readonly capabilities: object } = await other.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      initializationOptions,
    });
    assert.equal('diagnosticProvider' in answer.capabilities, false);
    await other.sendNotification('initialized', {});
    await bothNamed;
    assert.deepEqual(names, ['centuria-fast', 'centuria-slow']);
    const uri = 'file:///nowhere/tiers.py';
    await other.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text: 'import os\n' } });
    const codes = async (identifier: string) =>
      full(await other.sendRequest('textDocument/diagnostic', { textDocument: { uri }, identifier })).items.map(({ code }) => code);
    assert.deepEqual(await codes('centuria-fast'), []);
    assert.deepEqual(await codes('centuria-slow'), ['F401']);
  } finally {
    other.dispose();
    own.kill();
  }
});
