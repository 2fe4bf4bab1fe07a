import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { selectAll } from '../browser/lib/change-settings.ts';
import { assertBooksRight, readLedger } from '../browser/lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import { setKey } from '../browser/lib/set-key.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';

const KEY = ['sk', 'emulated', 'key', 'for', 'tests'].join('-');
const FINDING = { quote: 'return firstOfMany', title: 'It may be undefined', why: 'An empty list has no first.', severity: 'warning' };

let local: FakeProviderServer;
let openai: FakeProviderServer;
let vscode: TestVsCode;
let window: VsCodeWindow;
before(async () => {
  local = await startFakeProviderServer({ models: { ollama: ['llama3.1:8b'] }, ollama: { parameterCount: 8_000_000_000 } });
  openai = await startFakeProviderServer({ key: 'another key' });
  local.answer('ollama', () => `\`\`\`json\n${JSON.stringify([FINDING])}\n\`\`\``);
  vscode = await startTestVsCode({
    workspace: { 'first.js': 'export function first([firstOfMany]) {\n  return firstOfMany;\n}\n' },
    settings: { 'centuria.ollama.baseUrl': local.baseUrl('ollama'), 'centuria.openai.baseUrl': openai.baseUrl('openai') },
    env: { CENTURIA_MODELS: '/nonexistent' },
    keepSecrets: true,
  });
  window = await vscode.openWindow({ width: 1280, height: 800 });
});
after(async () => {
  await vscode?.dispose();
  await Promise.all([local?.dispose(), openai?.dispose()]);
});

async function shownModels(): Promise<string> {
  await window.runCommand('Centuria: Show Models');
  await window.quickRows().filter({ hasText: 'llama3.1:8b' }).waitFor();
  const text = (await window.quickRows().allInnerTexts()).join('\n');
  await window.screenshot('data-models');
  await window.press('Escape');
  return text;
}

test('a key that the vendor refuses is a row of Show Models that says so, until it is removed', async () => {
  await setKey(window, 'OpenAI', KEY);
  assert.match(await shownModels(), /OpenAI[\s\S]*key/);
  await window.runCommand('Centuria: Remove API Key');
  await window.quickRows().filter({ hasText: 'OpenAI' }).first().click();
  await window.waitForNotification('The key for OpenAI is removed.');
  assert.doesNotMatch(await shownModels(), /OpenAI/);
});

test('the diagnostics are a JSON document with the models, the books and the log, and without keys or code', async () => {
  await setKey(window, 'OpenAI', KEY);
  await window.openFile('first.js');
  await window.runCommand('Centuria: Analyse');
  await window.page.locator('.markers-panel .monaco-list-row').filter({ hasText: FINDING.title }).waitFor();
  await window.runCommand('Centuria: Export Diagnostics');
  await window.page.locator('.tabs-container .tab.active').filter({ hasText: 'centuria-diagnostics.json' }).waitFor();
  await window.page.locator('.editor-instance .view-line').filter({ hasText: '"centuria"' }).waitFor();
  await window.screenshot('data-diagnostics');
  await window.press('Control+A');
  await window.statusBarItem('selected').waitFor();
  await window.press('Control+C');
  const text = await window.page.evaluate(() => navigator.clipboard.readText());
  const exported: Record<string, unknown> = JSON.parse(text);
  assert.deepEqual(exported['store'], { sound: true });
  assert.match(text, /"ollama\/llama3\.1:8b"/);
  assert.match(text, /"label": "OpenAI"/);
  assert.match(JSON.stringify(exported['tasks']), /"kind":"analyse","ending":"proved"/);
  assert.ok(Array.isArray(exported['log']) && exported['log'].length > 0);
  assert.ok(!text.includes(KEY), 'no key');
  assert.ok(!text.includes('firstOfMany') && !text.includes(FINDING.title), 'no code, no answer');
});

// As a document: the served VS Code has no writer for log files, from which an output channel is drawn.
test('Show Log shows what the log of Centuria says, without a key', async () => {
  await window.runCommand('Centuria: Show Log');
  await window.page.locator('.tabs-container .tab.active').filter({ hasText: 'centuria.log' }).waitFor();
  await window.page.locator('.editor-instance .view-line').filter({ hasText: 'is asked' }).first().waitFor();
  await window.screenshot('data-log');
  await window.page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
  await selectAll(window);
  await window.press('Control+C');
  const text = await window.page.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /llama3\.1:8b/);
  assert.ok(!text.includes(KEY));
});

test('Delete All Data asks first, ends what runs, and leaves no row, no task, no finding and no key, in no window', async () => {
  const other = await vscode.openWindow({ width: 1000, height: 700 });
  await other.page.locator('.activitybar .action-item a[aria-label="Centuria"]').click();
  await other.page.locator('.pane-body .monaco-list-row').filter({ hasText: 'first.js' }).first().waitFor();
  const dialog = window.page.getByRole('dialog').filter({ hasText: 'Delete everything Centuria has stored on this machine?' });
  await window.runCommand('Centuria: Delete All Data');
  await dialog.waitFor();
  await window.screenshot('data-delete-asks');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  assert.ok(readLedger(vscode.dataDir).attempts.length > 0);

  local.answer('ollama', () => ({ text: '```json\n[]\n```', fault: { kind: 'stall', afterPieces: 1 } }));
  await window.openFile('first.js');
  await window.runCommand('Centuria: Analyse');
  await window.statusBarItem('1 working').waitFor();
  await window.runCommand('Centuria: Delete All Data');
  await dialog.getByRole('button', { name: 'Delete All Data' }).click();
  await window.waitForNotification('All data is deleted.');
  await local.aborted(1);
  const books = readLedger(vscode.dataDir);
  assertBooksRight(books);
  assert.deepEqual(books, { attempts: [], entries: [], levels: [] });
  assert.doesNotMatch(await shownModels(), /OpenAI/);
  await window.page.locator('.activitybar .action-item a[aria-label="Centuria"]').click();
  await window.page.getByText('Nothing has been asked yet. Select a function').waitFor();
  await window.page.locator('.part.panel .action-item').filter({ hasText: 'Problems' }).first().click();
  await window.page.getByText('No problems have been detected in the workspace.').waitFor();
  await window.screenshot('data-deleted');
  await other.page.getByText('Nothing has been asked yet. Select a function').waitFor();
  await other.screenshot('data-deleted-other-window');
  assert.deepEqual(window.ownErrors(), []);
});
