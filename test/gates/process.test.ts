import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createGatesProcess } from '../../src/gates/client.ts';
import { change, javascriptBase, resultOf, verdicts } from './changes.ts';

const modulePath = fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url));
const never = new AbortController().signal;
const request = change('javascript', javascriptBase, javascriptBase.replace('sum = 0', 'sum = 1'));
/** Of this only the process can tell that no password stands in it. */
const unsure = 'see ftp://anybody@host.internal/a';
const allPass = 'secrets:pass syntax:pass lint:pass security:pass types:pass';

test('a judgement beyond its limit is unknown, with the limit in words', async () => {
  const gates = createGatesProcess({ modulePath, judgeLimitMs: 1 });
  try {
    const results = await gates.judge(request, never);
    assert.equal(results.length, 5);
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
    const waiting = gates.judge(request, never);
    const { pid } = gates;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    const results = await waiting;
    assert.equal(verdicts(results), 'secrets:unknown syntax:unknown lint:unknown security:unknown types:unknown');
    assert.equal(results[0]?.why, 'the gates process ended');
    assert.equal(verdicts(await gates.judge(request, never)), allPass);
    assert.notEqual(gates.pid, pid);
  } finally {
    await gates.dispose();
  }
});

test('a cancelled judgement answers soon with unknown, and the next one is not disturbed', async () => {
  const gates = createGatesProcess({ modulePath });
  try {
    const controller = new AbortController();
    const waiting = gates.judge(request, controller.signal);
    controller.abort();
    const results = await waiting;
    assert.equal(resultOf(results, 'types').why, 'cancelled');
    assert.equal(verdicts(await gates.judge(request, never)), allPass);
    assert.deepEqual(await gates.scanSecrets('text', AbortSignal.abort()), { ok: false, why: 'cancelled' });
  } finally {
    await gates.dispose();
  }
});

test('a server that cannot be started is unknown with the reason, and dispose ends the child', async () => {
  const missing = createGatesProcess({ modulePath, execPath: '/nowhere/node' });
  assert.match(resultOf(await missing.judge(request, never), 'types').why ?? '', /could not be started/u);
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
    const answers = await Promise.all(Array.from({ length: 8 }, () => gates.judge(request, never)));
    assert.deepEqual(answers.map(verdicts), Array.from({ length: 8 }, () => allPass));
  } finally {
    await gates.dispose();
  }
});

test('the server ends with the host that started it', async () => {
  const child = fork(modulePath, ['--node-ipc'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: process.pid, capabilities: {}, initializationOptions: { trusted: false, show: {} } } });
  await once(child, 'message');
  try {
    child.disconnect();
    await once(child, 'exit', { signal: AbortSignal.timeout(5_000) });
    assert.equal(child.exitCode, 0);
  } finally {
    child.kill('SIGKILL');
  }
});
