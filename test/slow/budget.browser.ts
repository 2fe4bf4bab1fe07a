import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { askChange, openChange, readNotification, readReceipt, typeInstruction } from '../browser/lib/ask-change.ts';
import { changeSettings, selectAll } from '../browser/lib/change-settings.ts';
import { createDoor } from '../browser/lib/door.ts';
import { filesHolding } from '../browser/lib/files-holding.ts';
import { assertBooksRight, readLedger } from '../browser/lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import { setKey } from '../browser/lib/set-key.ts';
import { createSteps } from '../browser/lib/steps.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';

// Put together here, so that no scanner of a repository takes this file for a leak.
const SECRET = ['ghp', `A${'b1C2d3E4f5'.repeat(4)}`.slice(0, 36)].join('_');
const KEY = ['sk', 'ant', 'emulated', 'key', 'for', 'tests'].join('-');
const HAIKU = 'claude-haiku-4-5';
const SUM = `export function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one);
}
`;
const RIGHT = '```ts\nexport function sum(numbers: number[]): number {\n  return numbers.reduce((total, one) => total + one, 0);\n}\n```';
const TOKEN = `export const place = 'here';

export function token(): string {
  return '${SECRET}';
}
`;

let cloud: FakeProviderServer;
let vscode: TestVsCode;
let window: VsCodeWindow;
const test = createSteps();

before(async () => {
  cloud = await startFakeProviderServer({ models: { anthropic: [HAIKU] } });
  // $1 and $5 a million tokens: $0.0015 of an answer.
  cloud.answer('anthropic', () => ({ text: RIGHT, usage: { input: 1000, output: 100 } }));
  vscode = await startTestVsCode({
    workspace: { 'sum.ts': SUM, 'token.ts': TOKEN, '.env': `PLACE=here\n` },
    settings: {
      'centuria.anthropic.baseUrl': cloud.baseUrl('anthropic'),
      // Nobody answers there: what is set up is one cloud.
      'centuria.ollama.baseUrl': (await createDoor(cloud.url)).url,
      'centuria.budget.task': 0.0001,
      'files.exclude': { '**/.git': true },
    },
    env: { CENTURIA_MODELS: '/nonexistent' },
    keepSecrets: true,
  });
  window = await vscode.openWindow({ width: 1280, height: 800 });
  await setKey(window, 'Anthropic', KEY);
});
after(async () => {
  await vscode.dispose();
  await cloud.dispose();
});

test('a budget too small refuses before the call, in words, and the button leads to that budget', async () => {
  await window.openFile('sum.ts');
  await window.selectLines(1, 3);
  const row = await openChange(window, `${HAIKU}: the task's budget of $0.0001 has $0.0001 left, this call may cost $0.00`);
  assert.match(await row.innerText(), /No model will be asked\. Raise the budget/);
  await window.screenshot('budget-told-before');
  await typeInstruction(window, 'Start at zero.');
  const consent = window.page.getByRole('dialog').filter({ hasText: 'May Centuria send code to Anthropic?' });
  await consent.getByRole('button', { name: 'Allow' }).click();
  const toast = await window.waitForNotification("the task's budget of $0.0001 has $0.0001 left");
  assert.match(await toast.innerText(), /this call may cost \$0\.00\d+[^]*Raise the budget/);
  await window.screenshot('budget-too-small');
  await toast.getByRole('button', { name: 'Raise the Budget' }).click();
  const first = window.quickRows().first();
  await first.filter({ hasText: 'Task, in dollars' }).filter({ hasText: '$0.0001' }).waitFor();
  await window.screenshot('budget-which');
  await window.quickRows().filter({ hasText: 'Never pay' }).filter({ hasText: 'off: paid models are asked' }).waitFor();
  await window.quickRows().filter({ hasText: 'Open Settings' }).click();
  await window.page
    .locator('.settings-editor .setting-item-contents')
    .filter({ hasText: /Budget: Task/ })
    .first()
    .waitFor();
  await window.runCommand('View: Close Editor');
  assert.match(
    await readReceipt(window, 'budget-refused-receipt'),
    /No model was asked, and nothing was sent\.[^]*Not asked[^]*this call may cost/,
  );
  assert.deepEqual(cloud.journal, []);
  assert.deepEqual(readLedger(vscode.dataDir).attempts, []);
});

test('the refused change is parked under Needs you; with a higher budget it is offered once and goes on, and the status bar says what it cost', async () => {
  await window.openFile('sum.ts');
  await window.runCommand('Centuria: Set Budget');
  await window
    .quickRows()
    .filter({ hasText: /^Task, in dollars/ })
    .click();
  await window.quickInput().filter({ visible: true }).waitFor();
  await window.typeInQuickInput('a few');
  await window.page.getByText('Type an amount of dollars, such as 2.50.').waitFor();
  await window.screenshot('budget-no-amount');
  await window.typeInQuickInput('');
  await window.waitForNotification('The budget of a task is $0.50 now.');
  await window.screenshot('budget-usual');
  const offer = await window.waitForNotification('A parked task can go on: sum.ts: Start at zero.');
  await window.screenshot('budget-parked-offer');
  await offer.getByRole('button', { name: 'Continue' }).click();
  const tab = await window.waitForEditorTab(/gates.* passed/);
  await window.statusBarItem('$0.0015 of $5.00').waitFor();
  await window.runCommand('Centuria: Discard');
  await tab.waitFor({ state: 'detached' });
  const books = readLedger(vscode.dataDir);
  assertBooksRight(books);
  assert.deepEqual(
    books.attempts.map(({ settled, outcome }) => [settled, outcome]),
    [[1_500_000, 'ok']],
  );
});

test('a key that is turned away is told with its vendor, and the button asks for that key', async () => {
  cloud.script({ fault: { kind: 'status', status: 401, message: `wrong key: ${KEY}` } });
  await askChange(window, 'Start at zero.', `${HAIKU}, at most`);
  const toast = await window.waitForNotification('Anthropic did not accept the key (HTTP 401). Set the key with "Centuria: Set API Key".');
  assert.ok(!(await toast.innerText()).includes(KEY), 'the key is not in the message');
  await window.screenshot('budget-key-turned-away');
  await toast.getByRole('button', { name: 'Set API Key' }).click();
  await window.page.locator('.quick-input-widget:visible').getByText('API key for Anthropic').waitFor();
  await window.press('Escape');
  const { attempts } = readLedger(vscode.dataDir);
  assert.deepEqual([attempts[1]?.outcome, attempts[1]?.settled], ['auth', 0]);
});

test('from 80 % of the day on the status bar warns, and what is left refuses the next call', async () => {
  // A key that was turned away is not tried again until one is set.
  await setKey(window, 'Anthropic', KEY);
  const item = window.statusBarItem(/\$0\.0015 of/);
  const plain = await item.evaluate((node) => getComputedStyle(node).backgroundColor);
  await changeSettings(vscode, window, { 'centuria.budget.day': 0.00188 });
  await window.page
    .locator('.part.statusbar .statusbar-item.warning-kind')
    .filter({ hasText: '$0.0015 of' })
    .waitFor({ state: 'detached' });
  await changeSettings(vscode, window, { 'centuria.budget.day': 0.001875 });
  const warned = window.page.locator('.part.statusbar .statusbar-item.warning-kind').filter({ hasText: '$0.0015 of' });
  await warned.waitFor();
  assert.notEqual(await warned.evaluate((node) => getComputedStyle(node).backgroundColor), plain);
  await window.openFile('sum.ts');
  await askChange(window, 'Start at zero.', `${HAIKU}, at most`);
  const said = await readNotification(window, "the day's budget of $0.0019 has $0.0004 left", 'budget-near-cap');
  assert.match(said, /Raise the budget in the settings, or wait for tomorrow\./);
  assert.equal(cloud.journal.length, 2);
});

test('with never pay on a cloud is no candidate, and the pick and the receipt say why', async () => {
  await changeSettings(vscode, window, { 'centuria.budget.day': 5, 'centuria.budget.neverPay': true });
  await window.openFile('sum.ts');
  await openChange(window, `${HAIKU}: never pay is on`);
  await window.screenshot('budget-never-pay');
  await typeInstruction(window, 'Start at zero.');
  const said = await readNotification(window, 'never pay is on');
  assert.match(said, /No model may answer this\./);
  assert.match(await readReceipt(window), /Not asked[^]*claude-haiku-4-5: never pay is on/);
  await changeSettings(vscode, window, { 'centuria.budget.neverPay': false });
  assert.equal(cloud.journal.length, 2);
});

test('a selection that holds a secret is refused with the line when only a cloud is set up', async () => {
  await window.openFile('token.ts');
  await window.selectLines(3, 5);
  await askChange(window, 'Rename the function.', `${HAIKU}, at most`);
  const said = await readNotification(window, /line 4 of token\.ts holds a secret/, 'privacy-secret');
  assert.doesNotMatch(said, new RegExp(SECRET));
  assert.match(said, /Start the server, or correct its address in the settings\. Download a model\./);
  assert.doesNotMatch(said, /set a key/, 'no key would help');
  assert.equal(cloud.journal.length, 2, 'nothing was sent');
});

test('a secret typed into the instruction is refused too', async () => {
  await window.openFile('sum.ts');
  await window.selectLines(1, 3);
  await askChange(window, `Use ${SECRET} as the start.`, `${HAIKU}, at most`);
  await readNotification(window, /line 1 of the instruction holds a secret/);
  assert.equal(cloud.journal.length, 2, 'nothing was sent');
});

test('a .env file is local-only by its name, and no instruction with a secret was remembered', async () => {
  await window.openFile('.env');
  await window.selectLines(1, 1);
  await openChange(window, '.env is local-only: files of this name hold keys');
  await window.screenshot('privacy-env');
  const rows = await window.quickRows().allInnerTexts();
  assert.ok(
    rows.some((row) => row.includes('Start at zero.')),
    'earlier instructions are offered',
  );
  assert.ok(!rows.some((row) => row.includes(SECRET)), 'the one with a secret is not');
  await typeInstruction(window, 'Sort it.');
  await readNotification(window, '.env is local-only');
  assert.equal(cloud.journal.length, 2, 'nothing was sent');
});

test('neither the secret nor the key is in the log, the diagnostics, the store or any other file but its own', async () => {
  await window.runCommand('Centuria: Show Log');
  await window.page.locator('.tabs-container .tab.active').filter({ hasText: 'centuria.log' }).waitFor();
  await selectAll(window);
  await window.press('Control+C');
  const log = await window.page.evaluate(() => navigator.clipboard.readText());
  assert.match(log, /local-only/);
  for (const text of [SECRET, KEY]) assert.ok(!log.includes(text), 'the log holds it');
  await window.runCommand('Centuria: Export Diagnostics');
  await window.page.locator('.view-line').filter({ hasText: '"centuria":' }).waitFor();
  await selectAll(window);
  await window.press('Control+C');
  const diagnostics = await window.page.evaluate(() => navigator.clipboard.readText());
  assert.match(diagnostics, /"refused"[^]*"log": \[/);
  for (const text of [SECRET, KEY]) assert.ok(!diagnostics.includes(text), 'the diagnostics hold it');
  assert.deepEqual(await filesHolding(dirname(vscode.dataDir), [SECRET, KEY]), [join(vscode.folder, 'token.ts')]);
  assert.equal(readFileSync(join(vscode.folder, 'token.ts'), 'utf8'), TOKEN);
  const books = readLedger(vscode.dataDir);
  assertBooksRight(books);
  assert.equal(books.attempts.length, 2, 'a refusal is no attempt');
  assert.deepEqual(window.ownErrors(), []);
});
