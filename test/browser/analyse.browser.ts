import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { createDoor, type Door } from './lib/door.ts';
import { assertBooksRight, readLedger } from './lib/read-ledger.ts';
import { until } from './lib/until.ts';
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
const LOOP = {
  quote: 'i <= items.length',
  title: 'The loop runs one item too far',
  why: 'items[items.length] is undefined. Use < instead.',
  severity: 'warning',
};
const PARSE = { quote: 'JSON.parse(read(path))', title: 'A broken file throws', why: 'Nothing catches it.', severity: 'information' };
const INVENTED = { quote: 'const neverThere = 1;', title: 'This is not in the code', why: 'It was made up.', severity: 'warning' };
const answer = (...findings: readonly object[]): string => `\`\`\`json\n${JSON.stringify(findings)}\n\`\`\``;

const ollamaModels: string[] = [];
let fake: FakeProviderServer;
let door: Door;
let vscode: TestVsCode;
let window: VsCodeWindow;
before(async () => {
  fake = await startFakeProviderServer({
    models: { ollama: ollamaModels, gemini: ['gemini-2.5-flash-lite'] },
    ollama: { parameterCount: 8_000_000_000 },
  });
  door = await createDoor(fake.url);
  await door.open();
  vscode = await startTestVsCode({
    workspace: {
      'store.js': STORE,
      'wrong.ts': 'export const count: number = "three";\n',
      'lint.py': 'import os\n\n\ndef area(side):\n    return side * side\n\n\narea(1, 2)\n',
      'settings.ts': `export const place = 'here';\nexport const token = '${SECRET}';\n`,
    },
    settings: { 'centuria.ollama.baseUrl': door.url, 'centuria.gemini.baseUrl': fake.baseUrl('gemini') },
    keepSecrets: true,
  });
  window = await vscode.openWindow({ width: 1280, height: 1150 });
});
after(async () => {
  await vscode?.dispose();
  await door?.[Symbol.asyncDispose]();
  await fake?.dispose();
});

const bulb = (): Locator => window.page.locator('.action-widget .monaco-list-row.action');
const problem = (text: string | RegExp): Locator =>
  window.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text }).first();

/** The list is made once and may be older than the newest diagnostics, or close when they come: then it is opened again. */
async function openBulb(wanted: string): Promise<readonly string[]> {
  const row = bulb().filter({ hasText: wanted }).first();
  const within = (locator: Locator, timeout: number) =>
    locator.waitFor({ timeout }).then(
      () => true,
      () => false,
    );
  for (let tries = 0; tries < 5; tries += 1) {
    await window.press('Control+.');
    if (!(await within(bulb().first(), 10_000))) continue;
    if (await within(row, 1_000)) return bulb().allInnerTexts();
    await closeBulb();
  }
  throw new Error(`The light bulb never offered ${wanted}.`);
}

async function closeBulb(): Promise<void> {
  await window.press('Escape');
  await bulb().first().waitFor({ state: 'hidden' });
}

async function clickInBulb(text: string): Promise<void> {
  await openBulb(text);
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
  const refusal = await window.waitForNotification(/SmolLM2 135M: too small for analysis \(135M parameters/);
  await refusal.filter({ hasText: 'Download a larger model or set a key' }).waitFor();
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

test('nothing takes the focus from the editor, and findings move with the text above them', async () => {
  await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
  await window.goToLine(6);
  await window.press('Enter');
  await problem(PARSE.title).filter({ hasText: '[Ln 9' }).waitFor();
  await window.press('Control+Z');
  await problem(PARSE.title).filter({ hasText: '[Ln 8' }).waitFor();
  await problem(LOOP.title).filter({ hasText: '[Ln 2' }).waitFor();
});

test('analysing a selection from the light bulb sends only that, and replaces the findings in it', async () => {
  fake.script({ text: answer({ quote: 'read(path)', title: 'The file may be missing', why: '', severity: 'warning' }) });
  await window.selectLines(7, 9);
  await openBulb('Centuria: Change This…');
  await window.screenshot('analyse-light-bulb');
  await closeBulb();
  await clickInBulb('Centuria: Analyse this');
  await problem('The file may be missing').waitFor();
  await problem(PARSE.title).waitFor({ state: 'detached' });
  await problem(LOOP.title).waitFor();
  const sent = JSON.stringify(fake.journal.at(-1)?.body);
  assert.match(sent, /function load/);
  assert.doesNotMatch(sent, /function save/);
});

test('a finding offers Fix with Centuria and Dismiss, and each does what it says', async () => {
  await window.goToLine(2);
  for (let step = 0; step < 20; step += 1) await window.press('ArrowRight');
  const offered = await openBulb('Dismiss this finding');
  assert.deepEqual(
    offered.filter((text) => /Change This|Analyse this/.test(text)),
    ['Centuria: Change This…'],
    'the function at the cursor can be changed, and nothing is selected to analyse',
  );
  await window.screenshot('analyse-finding-bulb');
  await closeBulb();
  fake.script({ text: `\`\`\`js\n${STORE.split('\n').slice(0, 5).join('\n').replace('<=', '<')}\n\`\`\`` });
  await clickInBulb('Fix with Centuria');
  const diff = await window.waitForEditorTab(/store\.js · gates.* passed/);
  assert.match(JSON.stringify(fake.journal.at(-1)?.body), /Fix this problem in line 2 of the selection: The loop runs one item too far/);
  await window.runCommand('Centuria: Discard');
  await diff.waitFor({ state: 'detached' });
  await window.openFile('store.js');
  await window.goToLine(2);
  for (let step = 0; step < 20; step += 1) await window.press('ArrowRight');
  await clickInBulb('Dismiss this finding');
  await problem(LOOP.title).waitFor({ state: 'detached' });
});

test('what was edited while it was analysed gets no findings, and the message offers to do it again', async () => {
  let isHeld = false;
  fake.answer('ollama', () => {
    door.hold();
    isHeld = true;
    return answer(LOOP);
  });
  await window.goToLine(9);
  await window.runCommand('Centuria: Analyse');
  await window.page.locator('.codelens-decoration').filter({ hasText: 'Cancel' }).waitFor();
  await window.press('End');
  await window.page.keyboard.type(' // mine');
  await window.screenshot('analyse-running');
  await until(() => isHeld);
  door.release();
  const edited = await window.waitForNotification(/store\.js was edited while it was analysed/);
  assert.equal(await problem(LOOP.title).count(), 0);
  await window.page.locator('.codelens-decoration').filter({ hasText: 'Cancel' }).waitFor({ state: 'detached' });
  fake.answer('ollama', () => answer(LOOP));
  await edited.getByRole('button', { name: 'Analyse Again' }).click();
  await problem(LOOP.title).waitFor();
  await window.runCommand('File: Save');
});

test('an answer without findings in the right form is refused, and Gemini is asked', async () => {
  await setKey(window, 'Gemini', ['AIza', 'emulated-key-for-tests'].join(''));
  await window.runCommand('Notifications: Clear All Notifications');
  fake.answer('ollama', () => 'It looks fine to me.');
  fake.answer('gemini', () => answer(PARSE));
  await window.openFile('store.js');
  await window.goToLine(1);
  await window.runCommand('Centuria: Analyse');
  await window.page
    .getByRole('dialog')
    .filter({ hasText: 'May Centuria send code to Gemini?' })
    .getByRole('button', { name: 'Allow' })
    .click();
  await problem(PARSE.title)
    .filter({ hasText: /Centuria · .*gemini/i })
    .waitFor();
  await problem(LOOP.title).waitFor({ state: 'detached' });
  assert.match(await receiptText(), /format, line 1: The answer is not a JSON array of findings/);
  const books = readLedger(vscode.dataDir);
  assertBooksRight(books);
  assert.ok(books.attempts.some(({ model, settled }) => model.startsWith('gemini') && settled > 0));
});

test('the context menu of the editor changes what is at the cursor or selected, and analyses', async () => {
  await window.goToLine(1);
  const line = window.page.locator('.editor-instance .view-line').filter({ hasText: 'function save' }).first();
  const menu = window.page.locator('.monaco-menu .action-item');
  await line.click({ button: 'right', position: { x: 40, y: 8 } });
  await menu.filter({ hasText: 'Centuria: Analyse' }).waitFor();
  await menu.filter({ hasText: 'Centuria: Change This…' }).waitFor();
  await window.press('Escape');
  await menu.first().waitFor({ state: 'detached' });
  await window.selectLines(1, 5);
  await line.click({ button: 'right', position: { x: 40, y: 8 } });
  await menu.filter({ hasText: 'Centuria: Change This…' }).waitFor();
  await window.screenshot('analyse-context-menu');
  await window.press('Escape');
});

test('Automate says what it needs', async () => {
  await window.runCommand('Centuria: Automate…');
  const dialog = window.page.getByRole('dialog').filter({ hasText: 'The automation agents cannot work yet' });
  await dialog.filter({ hasText: 'OpenHands' }).filter({ hasText: 'Change This… and Analyse work now.' }).waitFor();
  await window.screenshot('automate');
  await window.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('the editor shows what no other extension shows: secrets and Python, but no second copy of TypeScript', async () => {
  await window.openFile('settings.ts');
  await problem(/Centuria · .*\[Ln 2/).waitFor();
  assert.equal(
    (await window.page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'Centuria' }).locator('a').count()) > 0,
    true,
  );
  await window.screenshot('door-secret');
  await window.openFile('lint.py');
  await problem(/imported but unused.*F401/).waitFor();
  await problem(/Expected 1 positional argument.*pyright.*reportCallIssue/s).waitFor();
  await window.openFile('wrong.ts');
  await problem(/not assignable/).waitFor();
  assert.doesNotMatch(await problem(/not assignable/).innerText(), /Centuria/);
  const copies = window.page.locator('.markers-panel .monaco-list-row').filter({ hasText: /not assignable/ });
  assert.equal(await copies.count(), 1);
  await window.goToLine(1);
  for (let step = 0; step < 14; step += 1) await window.press('ArrowRight');
  await openBulb('Fix with Centuria');
  await window.screenshot('door-typescript-bulb');
  await closeBulb();
  await window.settings({ 'centuria.gates.showAlways': ['types'] });
  await window.openFile('wrong.ts');
  await problem(/not assignable.*Centuria/).waitFor();
  await window.screenshot('door-show-always');
  assert.deepEqual(window.ownErrors(), []);
});
