import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { booksOf } from './lib/books-of.ts';
import { startTestVsCode, type TestVsCode } from './lib/served-window.ts';
import { setKey } from './lib/set-key.ts';
import type { VsCodeWindow } from './lib/vscode-window.ts';

const STORE = `function save(items, path) {
  for (let i = 0; i <= items.length; i++) {
    write(path, items[i].name);
  }
}

function load(path) {
  return JSON.parse(read(path));
}
`;
// Put together here, so that no scanner takes this file for one that holds a key.
const SECRET = ['ghp', 'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5'].join('_');
const LOOP = { quote: 'i <= items.length', title: 'The loop runs one item too far', why: 'items[items.length] is undefined. Use < instead.', severity: 'warning' };
const PARSE = { quote: 'JSON.parse(read(path))', title: 'A broken file throws', why: 'Nothing catches it.', severity: 'information' };
const INVENTED = { quote: 'const neverThere = 1;', title: 'This is not in the code', why: 'It was made up.', severity: 'warning' };
const answer = (...findings: readonly object[]): string => `\`\`\`json\n${JSON.stringify(findings)}\n\`\`\``;

const ollamaModels: string[] = [];
let fake: FakeProviderServer;
let vscode: TestVsCode;
let window: VsCodeWindow;
before(async () => {
  fake = await startFakeProviderServer({
    models: { ollama: ollamaModels, gemini: ['gemini-2.5-flash'] },
    ollama: { parameterCount: 8_000_000_000 },
  });
  vscode = await startTestVsCode({
    workspace: {
      'store.js': STORE,
      'wrong.ts': 'export const count: number = "three";\n',
      'lint.py': 'import os\n\n\ndef area(side):\n    return side * side\n',
      'settings.ts': `export const place = 'here';\nexport const token = '${SECRET}';\n`,
    },
    settings: { 'centuria.ollama.baseUrl': fake.baseUrl('ollama'), 'centuria.gemini.baseUrl': fake.baseUrl('gemini') },
    keepSecrets: true,
  });
  window = await vscode.openWindow({ width: 1280, height: 800 });
});
after(async () => {
  await vscode?.dispose();
  await fake?.dispose();
});

const problems = (): Locator => window.page.locator('.markers-panel .monaco-list-row .marker-message-details-container, .markers-panel .monaco-list-row').filter({ hasText: /Ln \d/ });
const bulb = (): Locator => window.page.locator('.action-widget .monaco-list-row.action');
const problem = (text: string | RegExp): Locator => window.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text }).first();

async function openBulb(): Promise<readonly string[]> {
  await window.press('Control+.');
  await bulb().first().waitFor();
  return bulb().allInnerTexts();
}

async function closeBulb(): Promise<void> {
  await window.press('Escape');
  await window.page.locator('.action-widget').waitFor({ state: 'hidden' });
}

async function clickInBulb(text: string): Promise<void> {
  await openBulb();
  await bulb().filter({ hasText: text }).first().click();
}

async function receiptText(): Promise<string> {
  await window.runCommand('Centuria: Show Receipt');
  const frame = await window.webviewFrame('h1:has-text("Receipt")');
  const text = await frame.locator('body').innerText();
  await window.runCommand('View: Close Editor');
  return text;
}

test('with the smallest model alone an analysis is refused, and the message says why and what to do', async () => {
  await window.openFile('store.js');
  await window.runCommand('Centuria: Analyse');
  const refusal = await window.waitForNotification(/SmolLM2 135M: below the floor for analyse: 135M parameters/);
  await refusal.filter({ hasText: 'Download a model, start Ollama, or set a key' }).waitFor();
  await refusal.getByRole('button', { name: 'Download a Model' }).waitFor();
  await window.screenshot('analyse-refused');
  await window.page.keyboard.press('Escape');
  await window.runCommand('Notifications: Clear All Notifications');
  assert.equal(fake.journal.length, 0);
});

test('findings that are in the code land in the Problems view under the name of the model, and an invented one is counted', async () => {
  ollamaModels.push('llama3.1:8b');
  await window.runCommand('Centuria: Show Models');
  await window.quickRows().filter({ hasText: 'llama3.1:8b' }).waitFor();
  await window.press('Escape');
  fake.script({ text: answer(LOOP, INVENTED, PARSE) });
  await window.openFile('store.js');
  await window.runCommand('Centuria: Analyse');
  await problem(LOOP.title).filter({ hasText: 'Centuria · llama3.1:8b' }).waitFor();
  await problem(PARSE.title).filter({ hasText: '[Ln 8' }).waitFor();
  assert.equal(await problem(INVENTED.title).count(), 0);
  await window.screenshot('analyse-problems');
  assert.match(await receiptText(), /2 findings, 1 dropped: what they quote is not in the code/);
});
