import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';

import { cacheDir } from '../../scripts/lib/cache-dir.mjs';
import weights from '../../src/providers/embedded/default-model.json' with { type: 'json' };
import { askChange, readNotification } from '../browser/lib/ask-change.ts';
import { accept, answerQuestion, question, save } from '../browser/lib/editing.ts';
import { assertBooksRight, readLedger } from '../browser/lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import { until } from '../browser/lib/until.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';
import { AFTER, BEFORE, BROKEN, clearWay, fenced, openAndSelect, ORDER, shutOllama, type ShutOllama } from './lib/shut-ollama.ts';

let shut: ShutOllama;
before(async () => {
  shut = await shutOllama();
});
after(() => shut.dispose());

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
    vscode = await startTestVsCode({
      workspace: { 'average.js': BROKEN, 'full.ts': BEFORE, 'store.ts': BEFORE },
      settings: { 'centuria.ollama.baseUrl': shut.door.url, 'centuria.route.order': ORDER },
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
    assert.deepEqual(
      readLedger(disk).attempts.map(({ state, outcome }) => `${state} ${outcome ?? ''}`),
      ['released damaged-model'],
    );
    assertBooksRight(readLedger(disk));
  });

  test('a full disk: a message says so, the editor stays usable, and with room again the next request works', async () => {
    await shut.openIn(window);
    await openAndSelect(window, 'full.ts', 3);
    const asked = shut.ollama.journal.length;
    shut.next.push({ text: fenced(AFTER), paceMs: 100 });
    await askChange(window, 'Handle an empty list.', /llama|qwen/);
    await until(() => shut.ollama.journal.length > asked);
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
    await window.waitForEditorTab(/full\.ts · gates.* passed/);
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
    await window.waitForEditorTab(/store\.ts · gates.* passed/);
    assertBooksRight(readLedger(disk));
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
