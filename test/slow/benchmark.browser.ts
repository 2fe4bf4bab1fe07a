import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../browser/lib/until.ts';
import { assertBooksRight, readLedger } from '../browser/lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';

let local: FakeProviderServer;
let vscode: TestVsCode;
let window: VsCodeWindow;
before(async () => {
  local = await startFakeProviderServer({ models: { ollama: ['llama3.1:8b'] }, ollama: { parameterCount: 8_000_000_000 } });
  vscode = await startTestVsCode({
    workspace: { 'sum.ts': 'export const sum = (one: number, other: number): number => one + other;\n' },
    settings: { 'centuria.ollama.baseUrl': local.baseUrl('ollama') },
    env: { CENTURIA_MODELS: '/nonexistent' },
  });
  window = await vscode.openWindow({ width: 1280, height: 800 });
});
after(async () => {
  await vscode?.dispose();
  await local?.dispose();
});

/** The free models on this machine are ticked. */
async function measure(): Promise<void> {
  await window.runCommand('Centuria: Benchmark Models');
  await window.quickRows().filter({ hasText: 'llama3.1:8b' }).waitFor();
  await window.screenshot('benchmark-pick');
  await window.press('Enter');
}

test('Cancel ends the measuring, aborts the call under way and says what was spent', async () => {
  local.answer('ollama', () => ({ text: 'It is', fault: { kind: 'stall', afterPieces: 1 } }));
  await measure();
  const toast = await window.waitForNotification('Measuring models');
  await until(() => local.journal.length > 0);
  await toast.getByRole('button', { name: 'Cancel' }).click();
  await window.waitForNotification(/Cancelled\. Spent: \$0\. No model was measured to the end\./);
  await local.aborted(1);
  assertBooksRight(readLedger(vscode.dataDir));
});

test('the measuring of a model ends in a table with what it was asked and how it did, and its prompts hold nothing of the workspace', async () => {
  local.answer('ollama', () => 'I cannot help with that.');
  await measure();
  const page = await window.webviewFrame('h1:has-text("Model benchmark")');
  await page.getByRole('columnheader', { name: 'llama3.1:8b' }).waitFor();
  await page.locator('table').first().getByText('no: edits 0 of 3 right').waitFor();
  const table = await page.locator('table').nth(1).innerText();
  await window.screenshot('benchmark-table');
  assert.match(table, /edits\s+0 of \d/i);
  assert.match(table, /first token\s+[\d.]+ (?:ms|s)/i);
  assert.doesNotMatch(JSON.stringify(local.journal), /one: number, other: number/);
  assertBooksRight(readLedger(vscode.dataDir));
  assert.deepEqual(window.ownErrors(), []);
});
