import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createGatesProcess } from '../../src/gates/client.ts';
import { change, javascriptBase, judgedBy, resultOf, verdicts } from './changes.ts';

const modulePath = fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url));
const never = new AbortController().signal;
const request = change('javascript', javascriptBase, javascriptBase.replace('sum = 0', 'sum = 1'));
/** Of this only the process can tell that no password stands in it. */
const unsure = 'see ftp://anybody@host.internal/a';
const allPass = 'secrets:pass syntax:pass lint:pass security:pass types:pass';

test('a judgement beyond its limit is unknown, with the limit in words', async () => {
  const gates = createGatesProcess({ modulePath, limits: { types: 1, secrets: 1 } });
  try {
    const results = await judgedBy(gates, request);
    assert.equal(results.length, 7);
    assert.equal(resultOf(results, 'types').verdict, 'unknown');
    assert.equal(resultOf(results, 'types').why, 'timed out after 0.001 s');
    assert.deepEqual(await gates.scanSecrets(unsure, never), { ok: false, why: 'timed out after 0.001 s' });
  } finally {
    await gates.dispose();
  }
});

test('a killed process gives unknown to who waits, and the next request starts another', async () => {
  const gates = createGatesProcess({ modulePath });
  try {
    const waiting = judgedBy(gates, request);
    const { pid } = gates;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    const results = await waiting;
    assert.equal(verdicts(results), 'secrets:unknown syntax:unknown lint:unknown security:unknown types:unknown');
    assert.equal(results[0]?.why, 'the gates process ended');
    assert.equal(verdicts(await judgedBy(gates, request)), allPass);
    assert.notEqual(gates.pid, pid);
  } finally {
    await gates.dispose();
  }
});

test('a cancelled judgement answers soon with unknown, and the next one is not disturbed', async () => {
  const gates = createGatesProcess({ modulePath });
  try {
    const controller = new AbortController();
    const waiting = judgedBy(gates, request, controller.signal);
    controller.abort();
    const results = await waiting;
    assert.equal(resultOf(results, 'types').why, 'cancelled');
    assert.equal(verdicts(await judgedBy(gates, request)), allPass);
    assert.deepEqual(await gates.scanSecrets('text', AbortSignal.abort()), { ok: false, why: 'cancelled' });
  } finally {
    await gates.dispose();
  }
});

test('a server that cannot be started is unknown with the reason, and dispose ends the child', async () => {
  const missing = createGatesProcess({ modulePath, execPath: '/nowhere/node' });
  assert.match(resultOf(await judgedBy(missing, request), 'types').why ?? '', /could not be started/u);
  await missing.dispose();
  const gates = createGatesProcess({ modulePath });
  assert.deepEqual(await gates.scanSecrets('text', never), { ok: true, findings: [] });
  assert.equal(gates.pid, undefined, 'what is certainly clean needs no process');
  assert.deepEqual(await gates.scanSecrets(unsure, never), { ok: true, findings: [] });
  const { pid } = gates;
  assert.ok(pid);
  await gates.dispose();
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  assert.deepEqual(await gates.scanSecrets('text', never), { ok: false, why: 'the gates were shut down' });
});

test('many judgements asked at once are all answered', async () => {
  const gates = createGatesProcess({ modulePath });
  try {
    const answers = await Promise.all(Array.from({ length: 100 }, () => judgedBy(gates, request)));
    assert.deepEqual(
      answers.map(verdicts),
      Array.from({ length: 100 }, () => allPass),
    );
  } finally {
    await gates.dispose();
  }
});

test('what is no message of the protocol is refused or passed over, and the next one is answered', async () => {
  const child = fork(modulePath, ['--node-ipc'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const heard: { readonly id?: number; readonly error?: { readonly message: string }; readonly result?: unknown }[] = [];
  child.on('message', (message: object) => heard.push(message));
  const answerTo = async (id: number) => {
    while (!heard.some((message) => message.id === id)) await once(child, 'message', { signal: AbortSignal.timeout(60_000) });
    return heard.find((message) => message.id === id);
  };
  try {
    child.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: process.pid, capabilities: {}, initializationOptions: { trusted: false, show: {}, limits: { lint: 'soon' } } },
    });
    assert.match((await answerTo(1))?.error?.message ?? '', /"limits\.lint"/u);
    child.send({
      jsonrpc: '2.0',
      id: 2,
      method: 'initialize',
      params: { processId: process.pid, capabilities: {}, initializationOptions: { trusted: false, show: {} } },
    });
    await answerTo(2);
    for (const garbage of ['garbage', 7, {}, { jsonrpc: '2.0', id: 'x' }, [null]]) child.send(garbage);
    child.send({ jsonrpc: '2.0', id: 3, method: 'centuria/judge', params: { files: 'all' } });
    assert.match((await answerTo(3))?.error?.message ?? '', /the judge request is not valid at "files"/u);
    child.send({ jsonrpc: '2.0', id: 4, method: 'centuria/scanSecrets', params: { text: 'text' } });
    assert.deepEqual((await answerTo(4))?.result, { ok: true, findings: [] });
  } finally {
    child.kill('SIGKILL');
  }
});

test('a shutdown in the middle answers who waits, and the process is gone', async () => {
  const gates = createGatesProcess({ modulePath });
  const waiting = Array.from({ length: 100 }, (_, at) => judgedBy(gates, change('json', '{}', `{ "a": ${at} }`)));
  await gates.scanSecrets('text');
  const { pid } = gates;
  assert.ok(pid);
  await gates.dispose();
  for (const results of await Promise.all(waiting))
    assert.ok(results.every(({ verdict, why }) => verdict === 'pass' || why === 'the gates process ended'));
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

test('the server ends with the host that started it', async () => {
  const child = fork(modulePath, ['--node-ipc'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.send({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: process.pid, capabilities: {}, initializationOptions: { trusted: false, show: {} } },
  });
  await once(child, 'message');
  try {
    child.disconnect();
    await once(child, 'exit', { signal: AbortSignal.timeout(5_000) });
    assert.equal(child.exitCode, 0);
  } finally {
    child.kill('SIGKILL');
  }
});
