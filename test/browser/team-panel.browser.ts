import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { axeViolations } from './lib/axe.ts';
import { createDoor, type Door } from './lib/door.ts';
import { assertBooksRight, readLedger } from './lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from './lib/served-window.ts';
import { setKey } from './lib/set-key.ts';
import { until } from './lib/until.ts';
import type { VsCodeWindow } from './lib/vscode-window.ts';

const SUM = `export function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one);
}
`;
const MISSPELT =
  '```ts\nexport function sum(numbers: number[]): number {\n  if (numbers.lenght === 0) return 0;\n  return numbers.reduce((total, one) => total + one);\n}\n```';
const RIGHT = MISSPELT.replace('lenght', 'length');

let fake: FakeProviderServer;
let door: Door;
let vscode: TestVsCode;
let window: VsCodeWindow;
before(async () => {
  fake = await startFakeProviderServer({
    models: { ollama: ['llama3.1:8b'], anthropic: ['claude-haiku-4-5'] },
    ollama: { parameterCount: 8_000_000_000 },
  });
  door = await createDoor(fake.url);
  await door.open();
  vscode = await startTestVsCode({
    workspace: { 'sum.ts': SUM },
    settings: { 'centuria.ollama.baseUrl': fake.baseUrl('ollama'), 'centuria.anthropic.baseUrl': door.url },
    env: { CENTURIA_MODELS: '/nonexistent' },
    keepSecrets: true,
  });
  window = await vscode.openWindow({ width: 1400, height: 900 });
});
after(async () => {
  await vscode?.dispose();
  await door?.[Symbol.asyncDispose]();
  await fake?.dispose();
});

const side = (): Promise<Frame> => window.webviewFrame('main.panel.narrow');
const wide = (): Promise<Frame> => window.webviewFrame('main.panel.wide');
const treeRow = (text: string | RegExp) => window.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();

async function ask(instruction: string): Promise<void> {
  await window.openFile('sum.ts');
  await window.selectLines(1, 3);
  await window.runCommand('Centuria: Change This…');
  await window
    .quickRows()
    .filter({ hasText: /llama3\.1:8b here, free/ })
    .waitFor();
  await window.typeInQuickInput(instruction, { enter: true });
}

async function lookAt(name: string): Promise<void> {
  await window.screenshot(name);
  assert.deepEqual(await axeViolations(await side(), '--vscode-sideBar-background'), [], `${name}, side bar`);
  assert.deepEqual(await axeViolations(await wide(), '--vscode-editor-background'), [], `${name}, panel`);
}

test('the side bar shows a hundred seats; those that cannot work say why', async () => {
  await setKey(window, 'Anthropic', ['sk', 'ant', 'emulated-key-for-tests'].join('-'));
  await window.runCommand('Notifications: Clear All Notifications');
  await window.page.locator('.activitybar .action-item a[aria-label="Centuria"]').click();
  const team = await side();
  await team.locator('.seat').nth(99).waitFor();
  assert.equal(await team.locator('.seat').count(), 100);
  assert.equal(await team.locator('.seat.unavailable').count(), 30);
  assert.match(String(await team.locator('.seat.unavailable').first().getAttribute('aria-label')), /OpenHands/);
  await treeRow('x').waitFor({ state: 'detached' });
  await window.page.getByText('Nothing has been asked yet. Select a function').first().waitFor();
  await window.page.getByText('No gate has judged anything yet').waitFor();
  await window.screenshot('team-side-bar-empty');
});

test('a task that runs is at work in the view, the panel, the tree and the status bar, and can be stopped from the panel', async () => {
  fake.answer('ollama', () => ({ text: RIGHT, fault: { kind: 'stall', afterPieces: 9 } }));
  await ask('Handle an empty list.');
  await window.page.getByRole('dialog').filter({ hasText: 'May Centuria send code to' }).getByRole('button', { name: 'Allow' }).click();
  await window.statusBarItem('1 working').waitFor();
  await window.runCommand('Centuria: Open Team Panel');
  const panel = await wide();
  const row = panel.locator('.row.working').filter({ hasText: 'Handle an empty list.' });
  await row.filter({ hasText: 'llama3.1:8b' }).waitFor();
  assert.equal(await panel.locator('.seat.working').count(), 1);
  await (await side()).locator('.seat.working').waitFor();
  await treeRow('Running').waitFor();
  await treeRow('llama3.1:8b is writing').waitFor();
  await lookAt('team-working-dark');
  await row.getByRole('button', { name: /^Stop/ }).click();
  await fake.aborted(1);
  await row.waitFor({ state: 'detached' });
  await panel.locator('.row').filter({ hasText: 'cancelled' }).first().waitFor();
  assert.equal(await panel.locator('.seat.working').count(), 0);
  assertBooksRight(readLedger(vscode.dataDir));
});

test('a result needs the person: the panel says so, shows the money, the transcript and the receipt, and opens it', async () => {
  fake.answer('ollama', () => MISSPELT);
  let isHeld = false;
  fake.answer('anthropic', () => {
    door.hold();
    isHeld = true;
    return RIGHT;
  });
  await ask('Return zero for an empty list.');
  await window.runCommand('Centuria: Open Team Panel');
  const panel = await wide();
  await panel.locator('.row.working').filter({ hasText: /haiku/i }).waitFor();
  await panel
    .getByText(/held \$0\.\d/)
    .first()
    .waitFor();
  // The panel knows of the request before it has arrived.
  await until(() => isHeld);
  door.release();
  const need = panel.locator('section.needs li, .needs .row').filter({ hasText: 'Return zero for an empty list.' }).first();
  await need.waitFor();
  await panel.locator('.seat.needs-you').waitFor();
  await panel
    .getByText(/\$0\.00\d+ of \$5\.00|< \$0\.0001 of \$5\.00/)
    .first()
    .waitFor();
  await (await side()).locator('.seat.needs-you').waitFor();
  await treeRow('Needs you').waitFor();
  await window.runCommand('Notifications: Clear All Notifications');
  await lookAt('team-needs-you-dark');
  await need.getByRole('button', { name: 'Return zero' }).first().click();
  const detail = panel.locator('.detail');
  await detail
    .getByText(/answer was refused by types.*lenght/)
    .first()
    .waitFor();
  await detail.getByText('Return zero for an empty list.').first().waitFor();
  await detail.locator('table').getByText(/haiku/i).first().waitFor();
  await lookAt('team-dark');
  await need.getByRole('button', { name: 'Show result' }).click();
  await window.waitForEditorTab(/gates.* passed/);
  await window.runCommand('Centuria: Accept');
  await treeRow('Needs you').waitFor({ state: 'detached' });
  await treeRow(/types.*pass/).waitFor();
  await window.screenshot('team-views-done');
  const books = readLedger(vscode.dataDir);
  assertBooksRight(books);
  assert.ok(books.attempts.some(({ settled }) => settled > 0));
});

test('the panel is right in a light theme too', async () => {
  await window.theme('light');
  await window.runCommand('Centuria: Open Team Panel');
  await (await wide()).locator('.seat').nth(99).waitFor();
  await lookAt('team-light');
  assert.deepEqual(window.ownErrors(), []);
});
