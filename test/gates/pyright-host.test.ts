import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CancelledError } from '../../src/gates/complaint.ts';
import { PyrightHost } from '../../src/gates/pyright/host.ts';
import { change, judgedBy, resultOf } from './changes.ts';
import { gates } from './shared-gates.ts';

const folder = mkdtempSync(join(tmpdir(), 'centuria-pyright-host-'));
const question = { path: '/a.py', overlays: [], root: '/', settings: '{}' };

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A thread in pyright's place. */
function fakeThread(onMessage: string): string {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(
    file,
    `import fs from 'node:fs';\nimport { parentPort } from 'node:worker_threads';\nparentPort.on('message', ({ id }) => {\n${onMessage}\n});\n`,
  );
  return file;
}

/** Keeps this process alive, which a thread of pyright does not. */
async function alive<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 1_000);
  return work.finally(() => {
    clearInterval(timer);
  });
}

test('a pyright that dies fails its question with a reason, and the next question gets another', async () => {
  const mark = JSON.stringify(join(folder, 'died'));
  const thread = fakeThread(
    `if (!fs.existsSync(${mark})) { fs.writeFileSync(${mark}, ''); process.exit(3); }\nparentPort.postMessage({ id, found: [] });`,
  );
  const host = new PyrightHost({ folder, thread }, () => false);
  await assert.rejects(alive(host.ask(question)), /its thread ended with code 3/u);
  assert.deepEqual(await alive(host.ask(question)), []);
  host.dispose();
});

test('a question to a pyright that hangs ends once nobody waits for it', async () => {
  let isCancelled = false;
  const host = new PyrightHost({ folder, thread: fakeThread('for (;;);') }, () => isCancelled);
  const asked = alive(host.ask(question));
  isCancelled = true;
  await assert.rejects(asked, CancelledError);
  host.dispose();
});

test('the next question does not wait for a pyright that hangs with one that nobody waits for any more', async () => {
  let isCancelled = false;
  const mark = JSON.stringify(join(folder, 'hung'));
  const thread = fakeThread(
    `if (!fs.existsSync(${mark})) { fs.writeFileSync(${mark}, ''); for (;;); }\nparentPort.postMessage({ id, found: [] });`,
  );
  const host = new PyrightHost({ folder, thread }, () => isCancelled);
  const asked = alive(host.ask(question));
  const waited = setInterval(() => {
    isCancelled = existsSync(join(folder, 'hung'));
  }, 10);
  await assert.rejects(asked, CancelledError);
  clearInterval(waited);
  isCancelled = false;
  const begun = Date.now();
  assert.deepEqual(await alive(host.ask(question)), []);
  assert.ok(Date.now() - begun < 10_000);
  host.dispose();
});

test('a pyright that takes longer than its limit is ended, and the next question gets another', async () => {
  const mark = JSON.stringify(join(folder, 'slow'));
  const thread = fakeThread(
    `if (!fs.existsSync(${mark})) { fs.writeFileSync(${mark}, ''); for (;;); }\nparentPort.postMessage({ id, found: [] });`,
  );
  const host = new PyrightHost({ folder, thread }, () => false, { warm: 2_000, cold: 2_000 });
  await assert.rejects(alive(host.ask(question)), /^Error: timed out after 2 s$/u);
  assert.deepEqual(await alive(host.ask(question)), []);
  host.dispose();
});

test('an answer that is none of the protocol is passed over', async () => {
  const thread = fakeThread(
    'parentPort.postMessage("garbage");\nparentPort.postMessage({ id, found: [{ message: 1 }] });\nparentPort.postMessage({ id, found: [], failed: "no" });',
  );
  const host = new PyrightHost({ folder, thread }, () => false);
  await assert.rejects(alive(host.ask(question)), /^Error: no$/u);
  host.dispose();
});

test('a warm pyright is no process of its own, so none is left over', { skip: process.platform !== 'linux' }, async () => {
  assert.equal(resultOf(await judgedBy(gates, change('python', '', 'x: int = 1\n')), 'types').verdict, 'pass');
  const children = globSync(`/proc/${gates.pid ?? 0}/task/*/children`).map((file) => readFileSync(file, 'utf8'));
  assert.equal(children.join(''), '');
  assert.ok(children.length > 0);
});
