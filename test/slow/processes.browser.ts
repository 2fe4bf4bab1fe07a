import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test, type SuiteContext, type TestContext } from 'node:test';

import { cacheDir } from '../../scripts/lib/cache-dir.mjs';
import weights from '../../src/providers/embedded/default-model.json' with { type: 'json' };
import type { FakePlan } from '../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { askChange, readNotification, readReceipt } from '../browser/lib/ask-change.ts';
import { childProcesses } from '../browser/lib/child-processes.ts';
import { createDoor, type Door } from '../browser/lib/door.ts';
import { accept, answerQuestion, closeAll, question, resultTabs, save, taskRow } from '../browser/lib/editing.ts';
import { assertBooksRight, readLedger } from '../browser/lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import { until } from '../browser/lib/until.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';

const BEFORE = 'export function sum(numbers: number[]): number {\n  return numbers.reduce((total, one) => total + one);\n}\n';
const AFTER = BEFORE.replace('+ one)', '+ one, 0)');
const fenced = (code: string): string => `\`\`\`ts\n${code}\`\`\``;
const MISSPELT = fenced(AFTER.replace('reduce', 'redcue'));
const MISSPELT_OTHERWISE = fenced(AFTER.replace('reduce', 'recude'));
const BROKEN = `function averageOf(numbers) {
  let total = 0;
  for (const number of numbers) {
    total = total + number;
  }
  if (numbers.length === 0) {
    return 0;
  }
  return Math.round(total / numbers.length;
}
`;
const LLAMA = 'llama3.1:8b';
const QWEN = 'qwen2.5-coder:7b';
const ORDER = [`ollama/${LLAMA}`, `ollama/${QWEN}`, 'embedded/smollm2-135m'];

/** What the models say next; after that the right answer. */
const next: (string | FakePlan)[] = [];
let ollama: FakeProviderServer;
let door: Door;
before(async () => {
  ollama = await startFakeProviderServer({ models: { ollama: [LLAMA, QWEN] }, ollama: { parameterCount: 8_000_000_000 } });
  ollama.answer('ollama', () => next.shift() ?? fenced(AFTER));
  door = await createDoor(ollama.url);
});
after(async () => {
  await door.shut();
  await ollama.dispose();
});

/** From now on Ollama is there; showing the models asks for them anew. */
async function startOllama(window: VsCodeWindow): Promise<void> {
  await door.open();
  await window.runCommand('Centuria: Show Models');
  await window.quickRows().filter({ hasText: LLAMA }).waitFor();
  await window.press('Escape');
}

/** Waits for the one process of ours that runs a file of `dist` in this window. */
async function child(vscode: TestVsCode, file: string): Promise<number> {
  let found: number[] = [];
  await until(async () => (found = await children(vscode, file)).length === 1);
  return found[0] ?? 0;
}

async function children(vscode: TestVsCode, file: string): Promise<number[]> {
  const hosts = await vscode.extensionHosts();
  return (await Promise.all(hosts.map((host) => childProcesses(host, file)))).flat();
}

/** A test that did not pass leaves a picture, and nothing that the next one would stumble over. */
async function clearWay(window: VsCodeWindow, context: TestContext | SuiteContext): Promise<void> {
  next.length = 0;
  if (!('passed' in context) || context.passed) return;
  await window.screenshot(`processes-not-passed-${context.name.slice(0, 20).replaceAll(/\W+/g, '-')}`);
  for (let times = 0; times < 3; times += 1) await window.press('Escape');
  await closeAll(window);
}

async function openAndSelect(window: VsCodeWindow, name: string, lastLine: number): Promise<void> {
  await window.openFile(name);
  await window.selectLines(1, lastLine);
}

describe('processes that die', () => {
  let vscode: TestVsCode;
  let window: VsCodeWindow;
  before(async () => {
    vscode = await startTestVsCode({
      workspace: { 'average.js': BROKEN, 'gates.ts': BEFORE, 'ready.ts': BEFORE, 'cut.ts': BEFORE },
      settings: { 'centuria.ollama.baseUrl': door.url, 'centuria.route.order': ORDER },
    });
    window = await vscode.openWindow({ width: 1280, height: 800 });
  });
  after(() => vscode.dispose());
  afterEach((context) => clearWay(window, context));

  test('the model process killed in mid-stream: a new one answers, and the receipt says what happened', async () => {
    await window.runCommand('Centuria: Focus on Tasks View');
    await openAndSelect(window, 'average.js', 10);
    await askChange(window, 'Fix the syntax error.', /SmolLM2 135M here, free/);
    const killed = await child(vscode, 'dist/model.js');
    const writing = (await taskRow(window, 'average.js: Fix the syntax error.')).getByText(/SmolLM2 135M is writing/);
    // In short steps, so that it is in mid-stream when it is seen to write.
    await until(async () => {
      process.kill(killed, 'SIGSTOP');
      if (await writing.isVisible()) return true;
      process.kill(killed, 'SIGCONT');
      return false;
    });
    process.kill(killed, 'SIGKILL');
    await window.waitForEditorTab(/syntax.* passed.*average\.js/);
    assert.notEqual(await child(vscode, 'dist/model.js'), killed);
    assert.deepEqual(readLedger(vscode.dataDir).attempts.map(({ outcome }) => outcome), ['crashed', 'ok']);
    assertBooksRight(readLedger(vscode.dataDir));
    const receipt = await readReceipt(window, 'processes-model-killed');
    assert.match(receipt, /SIGKILL|crashed|died/);
    await window.runCommand('Centuria: Discard');
    await resultTabs(window).waitFor({ state: 'detached' });
  });

  test('the gates process killed while it works: never passed, said in words; the next request is judged', async () => {
    await startOllama(window);
    await openAndSelect(window, 'gates.ts', 3);
    const asked = ollama.journal.length;
    next.push({ text: MISSPELT, paceMs: 50 }, MISSPELT_OTHERWISE);
    await askChange(window, 'Handle an empty list.', /llama/);
    await until(() => ollama.journal.length > asked);
    const gates = await child(vscode, 'dist/gates.js');
    // Held, so that it has work in hand when it dies.
    process.kill(gates, 'SIGSTOP');
    await until(() => ollama.journal[asked]?.ending === 'complete');
    process.kill(gates, 'SIGKILL');
    const refused = window.page.locator('.notification-toast').filter({ hasText: 'none passed: types' });
    await refused.or(resultTabs(window)).first().waitFor();
    await window.screenshot('processes-gates-killed');
    // Without a verdict it is not proved; with a new process the wrong answers are refused and the next model is asked.
    if ((await resultTabs(window).filter({ hasText: /types[^·]* passed/ }).count()) > 0) {
      assert.equal(await window.page.locator('.view-line').filter({ hasText: /redcue|recude/ }).count(), 0);
    }
    assert.match(await readReceipt(window), /types failed|types could not be judged/);
    await closeAll(window);
    await openAndSelect(window, 'gates.ts', 3);
    await askChange(window, 'Handle an empty list.', /llama/);
    await window.waitForEditorTab(/types.* passed.*gates\.ts/);
    await accept(window);
    await save(window);
    assert.equal(readFileSync(join(vscode.folder, 'gates.ts'), 'utf8'), AFTER);
    assertBooksRight(readLedger(vscode.dataDir));
    await closeAll(window);
  });

  test('the extension host killed in mid-task: interrupted, with what was answered; a finished result is offered again', async () => {
    await openAndSelect(window, 'ready.ts', 3);
    await askChange(window, 'Handle an empty list.', /llama/);
    await window.waitForEditorTab(/types.* passed.*ready\.ts/);
    await openAndSelect(window, 'cut.ts', 3);
    const asked = ollama.journal.length;
    next.push(MISSPELT, { text: fenced(AFTER), paceMs: 1000, pieceLength: 4 });
    await askChange(window, 'Start at zero.', /llama/);
    await until(() => ollama.journal.length === asked + 2);
    const [host = 0] = await vscode.extensionHosts();
    process.kill(host, 'SIGKILL');
    await until(async () => !(await vscode.extensionHosts()).includes(host));
    assert.equal(readLedger(vscode.dataDir).attempts.filter(({ state }) => state === 'reserved').length, 1);
    await window.reload();
    const cut = await taskRow(window, 'cut.ts: Start at zero.');
    await cut.getByText('interrupted').waitFor();
    await window.screenshot('processes-host-killed');
    assertBooksRight(readLedger(vscode.dataDir));
    assert.equal(await resultTabs(window).count(), 0, 'no tab of a result that is gone');
    await cut.click();
    await window.waitForEditorTab(/types failed.*cut\.ts/);
    await window.page.locator('.view-line').filter({ hasText: 'redcue' }).first().waitFor();
    await closeAll(window);
    await (await taskRow(window, 'ready.ts: Handle an empty list.')).click();
    await window.waitForEditorTab(/types.* passed.*ready\.ts/);
    await window.screenshot('processes-result-again');
    await accept(window);
    await save(window);
    assert.equal(readFileSync(join(vscode.folder, 'ready.ts'), 'utf8'), AFTER);
    await cut.hover();
    await cut.getByRole('button', { name: 'Retry Task' }).click();
    await window.waitForEditorTab(/types.* passed.*cut\.ts/);
    await accept(window);
    assertBooksRight(readLedger(vscode.dataDir));
    assert.deepEqual(window.ownErrors(), []);
  });
});

describe('damaged files and a full disk', { skip: canMount() ? false : 'a disk of one megabyte needs root on Linux' }, () => {
  let disk: string;
  let models: string;
  let vscode: TestVsCode;
  let window: VsCodeWindow;
  before(async () => {
    disk = mkdtempSync(join(tmpdir(), 'centuria-small-disk-'));
    models = mkdtempSync(join(tmpdir(), 'centuria-damaged-model-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    copyFileSync(join(cacheDir(), 'models', weights.file), join(models, weights.file));
    flipBytes(join(models, weights.file));
    await door.shut();
    vscode = await startTestVsCode({
      workspace: { 'average.js': BROKEN, 'full.ts': BEFORE, 'store.ts': BEFORE },
      settings: { 'centuria.ollama.baseUrl': door.url, 'centuria.route.order': ORDER },
      env: { CENTURIA_DATA_DIR: disk, CENTURIA_MODELS: models },
    });
    window = await vscode.openWindow({ width: 1280, height: 800 });
  });
  afterEach((context) => clearWay(window, context));
  after(async () => {
    await vscode.dispose();
    execFileSync('umount', ['--lazy', disk]);
    for (const folder of [disk, models]) rmSync(folder, { recursive: true });
  });

  test('a model file with flipped bytes is called damaged, and is to be downloaded again', async () => {
    await openAndSelect(window, 'average.js', 10);
    await askChange(window, 'Fix the syntax error.', /SmolLM2 135M here, free/);
    const said = await readNotification(window, 'The file of SmolLM2 135M is damaged', 'processes-model-damaged');
    assert.match(said, /Download the model again\./);
    assert.deepEqual(readLedger(disk).attempts.map(({ state, outcome }) => `${state} ${outcome ?? ''}`), ['released damaged-model']);
    assertBooksRight(readLedger(disk));
  });

  test('a full disk: a message says so, the editor stays usable, and with room again the next request works', async () => {
    await startOllama(window);
    await openAndSelect(window, 'full.ts', 3);
    const asked = ollama.journal.length;
    next.push({ text: fenced(AFTER), paceMs: 100 });
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await until(() => ollama.journal.length > asked);
    const filler = join(disk, 'filler');
    fill(filler);
    const said = await readNotification(window, 'The disk is full', 'processes-disk-full');
    assert.match(said, /nothing was written to .*centuria\.sqlite\. Free some space, then try again/);
    assert.ok(await window.showsText(BEFORE));
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await readNotification(window, 'The disk is full');
    await window.press('Control+End');
    await window.page.keyboard.insertText('// usable');
    await save(window);
    assert.equal(readFileSync(join(vscode.folder, 'full.ts'), 'utf8'), `${BEFORE}// usable`);
    rmSync(filler);
    assertBooksRight(readLedger(disk), 1);
    await window.selectLines(1, 3);
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await window.waitForEditorTab(/types.* passed.*full\.ts/);
    await accept(window);
    await save(window);
    assert.equal(readFileSync(join(vscode.folder, 'full.ts'), 'utf8'), `${AFTER}// usable`);
    assertBooksRight(readLedger(disk));
  });

  test('a damaged store: the message names the file and the next step, and the file stays as it is', async () => {
    await window.dispose();
    await until(async () => (await vscode.extensionHosts()).length === 0);
    assertBooksRight(readLedger(disk));
    const file = join(disk, 'centuria.sqlite');
    writeFileSync(file, 'this is no database');
    window = await vscode.openWindow({ width: 1280, height: 800 });
    await openAndSelect(window, 'store.ts', 3);
    await askChange(window, 'Handle an empty list.', /is damaged/);
    const said = await readNotification(window, 'is damaged and was left as it is', 'processes-store-damaged');
    assert.match(said, /centuria\.sqlite is damaged/);
    assert.match(said, /Put a backup of it in its place, or move it aside and start with empty books\./);
    assert.equal(readFileSync(file, 'utf8'), 'this is no database');
    assert.ok(await window.showsText(BEFORE));
    await askChange(window, 'Handle an empty list.', /is damaged/);
    const toast = await window.waitForNotification('is damaged and was left as it is');
    await toast.getByRole('button', { name: 'Start With Empty Books…' }).click();
    await question(window, 'start with empty books?').waitFor();
    await window.screenshot('processes-store-aside');
    await answerQuestion(window, 'start with empty books?', 'Move It Aside');
    await window.waitForNotification('New books have begun.');
    const aside = readdirSync(disk).find((name) => /^centuria\.sqlite\.damaged-[\dTZ.-]+$/.test(name)) ?? '';
    assert.equal(readFileSync(join(disk, aside), 'utf8'), 'this is no database');
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await window.waitForEditorTab(/types.* passed.*store\.ts/);
    assertBooksRight(readLedger(disk));
    assert.deepEqual(window.ownErrors(), []);
  });
});

describe('damaged files and a full disk', { skip: canMount() ? false : 'a disk of one megabyte needs root on Linux' }, () => {
  let disk: string;
  let models: string;
  let vscode: TestVsCode;
  let window: VsCodeWindow;
  before(async () => {
    disk = mkdtempSync(join(tmpdir(), 'centuria-small-disk-'));
    models = mkdtempSync(join(tmpdir(), 'centuria-damaged-model-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    copyFileSync(join(cacheDir(), 'models', weights.file), join(models, weights.file));
    flipBytes(join(models, weights.file));
    await door.shut();
    vscode = await startTestVsCode({
      workspace: { 'average.js': BROKEN, 'full.ts': BEFORE, 'store.ts': BEFORE },
      settings: { 'centuria.ollama.baseUrl': door.url, 'centuria.route.order': ORDER },
      env: { CENTURIA_DATA_DIR: disk, CENTURIA_MODELS: models },
    });
    window = await vscode.openWindow({ width: 1280, height: 800 });
  });
  afterEach((context) => clearWay(window, context));
  after(async () => {
    await vscode.dispose();
    execFileSync('umount', ['--lazy', disk]);
    for (const folder of [disk, models]) rmSync(folder, { recursive: true });
  });

  test('a model file with flipped bytes is called damaged, and is to be downloaded again', async () => {
    await openAndSelect(window, 'average.js', 10);
    await askChange(window, 'Fix the syntax error.', /SmolLM2 135M here, free/);
    const said = await readNotification(window, 'The file of SmolLM2 135M is damaged', 'processes-model-damaged');
    assert.match(said, /Download the model again\./);
    assert.deepEqual(readLedger(disk).attempts.map(({ state, outcome }) => `${state} ${outcome ?? ''}`), ['released damaged-model']);
    assertBooksRight(readLedger(disk));
  });

  test('a full disk: a message says so, the editor stays usable, and with room again the next request works', async () => {
    await startOllama(window);
    await openAndSelect(window, 'full.ts', 3);
    const asked = ollama.journal.length;
    next.push({ text: fenced(AFTER), paceMs: 100 });
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await until(() => ollama.journal.length > asked);
    const filler = join(disk, 'filler');
    fill(filler);
    const said = await readNotification(window, 'The disk is full', 'processes-disk-full');
    assert.match(said, /nothing was written to .*centuria\.sqlite\. Free some space, then try again/);
    assert.ok(await window.showsText(BEFORE));
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await readNotification(window, 'The disk is full');
    await window.press('Control+End');
    await window.page.keyboard.insertText('// usable');
    await save(window);
    assert.equal(readFileSync(join(vscode.folder, 'full.ts'), 'utf8'), `${BEFORE}// usable`);
    rmSync(filler);
    assertBooksRight(readLedger(disk), 1);
    await window.selectLines(1, 3);
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await window.waitForEditorTab(/types.* passed.*full\.ts/);
    await accept(window);
    await save(window);
    assert.equal(readFileSync(join(vscode.folder, 'full.ts'), 'utf8'), `${AFTER}// usable`);
    assertBooksRight(readLedger(disk));
  });

  test('a damaged store: the message names the file and the next step, and the file stays as it is', async () => {
    await window.dispose();
    await until(async () => (await vscode.extensionHosts()).length === 0);
    assertBooksRight(readLedger(disk));
    const file = join(disk, 'centuria.sqlite');
    writeFileSync(file, 'this is no database');
    window = await vscode.openWindow({ width: 1280, height: 800 });
    await openAndSelect(window, 'store.ts', 3);
    await askChange(window, 'Handle an empty list.', /is damaged/);
    const said = await readNotification(window, 'is damaged and was left as it is', 'processes-store-damaged');
    assert.match(said, /centuria\.sqlite is damaged/);
    assert.match(said, /Put a backup of it in its place, or move it aside and start with empty books\./);
    assert.equal(readFileSync(file, 'utf8'), 'this is no database');
    assert.ok(await window.showsText(BEFORE));
    // Moved aside, its log with it.
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await window.waitForEditorTab(/types.* passed.*store\.ts/);
    assert.deepEqual(window.ownErrors(), []);
  });
});

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

function flipBytes(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, weights.size / 2);
  closeSync(file);
}

/** Takes all room that is left. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(1024));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(file);
  }
}
