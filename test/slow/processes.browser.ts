import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';

import { askChange, readReceipt } from '../browser/lib/ask-change.ts';
import { childProcesses } from '../browser/lib/child-processes.ts';
import { accept, closeAll, resultTabs, save, taskRow } from '../browser/lib/editing.ts';
import { assertBooksRight, readLedger } from '../browser/lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import { until } from '../browser/lib/until.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';
import { AFTER, BEFORE, BROKEN, clearWay, fenced, openAndSelect, ORDER, shutOllama, type ShutOllama } from './lib/shut-ollama.ts';

const MISSPELT = fenced(AFTER.replace('reduce', 'redcue'));
const MISSPELT_OTHERWISE = fenced(AFTER.replace('reduce', 'recude'));

let shut: ShutOllama;
before(async () => {
  shut = await shutOllama();
});
after(() => shut.dispose());

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

describe('processes that die', () => {
  let vscode: TestVsCode;
  let window: VsCodeWindow;
  before(async () => {
    vscode = await startTestVsCode({
      workspace: { 'average.js': BROKEN, 'gates.ts': BEFORE, 'ready.ts': BEFORE, 'cut.ts': BEFORE },
      settings: { 'centuria.ollama.baseUrl': shut.door.url, 'centuria.route.order': ORDER },
    });
    window = await vscode.openWindow({ width: 1280, height: 800 });
  });
  after(() => vscode.dispose());
  afterEach(async (context) => {
    shut.next.length = 0;
    await clearWay(window, context);
  });

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
    await window.waitForEditorTab(/average\.js · gates.* passed/);
    assert.notEqual(await child(vscode, 'dist/model.js'), killed);
    assert.deepEqual(
      readLedger(vscode.dataDir).attempts.map(({ outcome }) => outcome),
      ['crashed', 'ok'],
    );
    assertBooksRight(readLedger(vscode.dataDir));
    const receipt = await readReceipt(window, 'processes-model-killed');
    assert.match(receipt, /SIGKILL|crashed|died/);
    await window.runCommand('Centuria: Discard');
    await resultTabs(window).waitFor({ state: 'detached' });
  });

  test('the gates process killed while it works: never passed, said in words; the next request is judged', async () => {
    await shut.openIn(window);
    await openAndSelect(window, 'gates.ts', 3);
    const asked = shut.ollama.journal.length;
    shut.next.push({ text: MISSPELT, paceMs: 50 }, MISSPELT_OTHERWISE);
    await askChange(window, 'Handle an empty list.', /llama/);
    await until(() => shut.ollama.journal.length > asked);
    const gates = await child(vscode, 'dist/gates.js');
    // Held, so that it has work in hand when it dies.
    process.kill(gates, 'SIGSTOP');
    await until(() => shut.ollama.journal[asked]?.ending === 'complete');
    process.kill(gates, 'SIGKILL');
    const refused = window.page.locator('.notification-toast').filter({ hasText: 'none passed: types' });
    await refused.or(resultTabs(window)).first().waitFor();
    await window.screenshot('processes-gates-killed');
    // Without a verdict it is not proved; with a new process the wrong answers are refused and the next model is asked.
    if (
      (await resultTabs(window)
        .filter({ hasText: /· gates.* passed/ })
        .count()) > 0
    ) {
      assert.equal(
        await window.page
          .locator('.view-line')
          .filter({ hasText: /redcue|recude/ })
          .count(),
        0,
      );
    }
    assert.match(await readReceipt(window), /types failed|types could not be judged/);
    await closeAll(window);
    await openAndSelect(window, 'gates.ts', 3);
    await askChange(window, 'Handle an empty list.', /llama/);
    await window.waitForEditorTab(/gates\.ts · gates.* passed/);
    await accept(window);
    await save(window);
    assert.equal(readFileSync(join(vscode.folder, 'gates.ts'), 'utf8'), AFTER);
    assertBooksRight(readLedger(vscode.dataDir));
    await closeAll(window);
  });

  test('the extension host killed in mid-task: interrupted, with what was answered; a finished result is offered again', async () => {
    await openAndSelect(window, 'ready.ts', 3);
    await askChange(window, 'Handle an empty list.', /llama/);
    await window.waitForEditorTab(/ready\.ts · gates.* passed/);
    await openAndSelect(window, 'cut.ts', 3);
    const asked = shut.ollama.journal.length;
    shut.next.push(MISSPELT, { text: fenced(AFTER), paceMs: 1000, pieceLength: 4 });
    await askChange(window, 'Start at zero.', /llama/);
    await until(() => shut.ollama.journal.length === asked + 2);
    const [host = 0] = await vscode.extensionHosts();
    process.kill(host, 'SIGKILL');
    await until(async () => !(await vscode.extensionHosts()).includes(host));
    assert.equal(readLedger(vscode.dataDir).attempts.filter(({ state }) => state === 'reserved').length, 1);
    await window.reload();
    const cut = await taskRow(window, 'cut.ts: Start at zero.');
    await cut.getByText('interrupted').waitFor();
    assert.match((await window.page.locator('.pane-body .monaco-list-row').allInnerTexts()).join('\n'), /Needs you[^]*cut\.ts/);
    await window.screenshot('processes-host-killed');
    assertBooksRight(readLedger(vscode.dataDir));
    assert.equal(await resultTabs(window).count(), 0, 'no tab of a result that is gone');
    await cut.click();
    await window.waitForEditorTab(/cut\.ts · types failed/);
    await window.page.locator('.view-line').filter({ hasText: 'redcue' }).first().waitFor();
    await closeAll(window);
    await (await taskRow(window, 'ready.ts: Handle an empty list.')).click();
    await window.waitForEditorTab(/ready\.ts · gates.* passed/);
    await window.screenshot('processes-result-again');
    await accept(window);
    await save(window);
    assert.equal(readFileSync(join(vscode.folder, 'ready.ts'), 'utf8'), AFTER);
    await cut.hover();
    await cut.getByRole('button', { name: 'Retry Task' }).click();
    await window.waitForEditorTab(/cut\.ts · gates.* passed/);
    await accept(window);
    assertBooksRight(readLedger(vscode.dataDir));
    assert.deepEqual(window.ownErrors(), []);
  });
});
