import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startFakeHub, type FakeHub } from '../fakes/fake-hub.ts';
import { axeViolations } from './lib/axe.ts';
import { createDoor, type Door } from './lib/door.ts';
import { startTestVsCode, type TestVsCode } from './lib/served-window.ts';
import type { VsCodeWindow } from './lib/vscode-window.ts';

const MODEL = { repo: 'Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF', file: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf' };
const HALF = 1_000_000;

let hub: FakeHub;
let door: Door;
let models: string;
let vscode: TestVsCode;
let window: VsCodeWindow;
before(async () => {
  hub = await startFakeHub(new Uint8Array(2 * HALF).fill(3), MODEL);
  door = await createDoor(hub.url);
  models = await mkdtemp(join(tmpdir(), 'centuria-models-'));
  vscode = await startTestVsCode({
    workspace: { 'sum.js': 'export function sum(a, b) {\n  return a + b;\n}\n' },
    // Nothing answers behind the door while it is shut: no Ollama and no hub.
    settings: { 'centuria.hubUrl': door.url, 'centuria.ollama.baseUrl': 'http://127.0.0.1:9' },
    env: { CENTURIA_MODELS: models },
  });
  window = await vscode.openWindow({ width: 1280, height: 900 });
});
after(async () => {
  await vscode?.dispose();
  await door?.[Symbol.asyncDispose]();
  await hub?.close();
  await rm(models, { recursive: true, force: true });
});

const step = (title: string) => window.page.locator('.getting-started-step').filter({ hasText: title });
const ticked = (title: string) =>
  step(title).locator('.getting-started-checkbox.checked, .codicon-getting-started-step-checked, .codicon.complete').first();

async function chooseSmallModel(): Promise<void> {
  await window.runCommand('Centuria: Download a Local Model');
  await window.quickRows().filter({ hasText: 'Qwen2.5-Coder 0.5B' }).click();
}

test('in a fresh window every view says what is missing and offers the next step', async () => {
  await window.page.locator('.activitybar .action-item a[aria-label="Centuria"]').click();
  const team = await window.webviewFrame('main.panel.narrow');
  await team.getByText('No model can answer yet.').waitFor();
  await team.getByRole('button', { name: 'Download a local model' }).waitFor();
  assert.equal(await team.locator('.seat.unavailable').count(), 100);
  assert.match(String(await team.locator('.seat').first().getAttribute('aria-label')), /Ollama could not be reached/);
  await window.page.getByText('No model here yet?').waitFor();
  await window.page.getByText('No gate has judged anything yet').waitFor();
  await window.screenshot('first-minute-empty');
  assert.deepEqual(await axeViolations(team, '--vscode-sideBar-background'), []);
});

test('the walkthrough has four steps, none ticked before it is done', async () => {
  await window.runCommand('Centuria: Get Started');
  for (const title of ['Choose where answers come from', 'Change a function', 'Look at its receipt', 'Set a budget'])
    await step(title).waitFor();
  await window.page.getByText('Centuria asks local models first').waitFor();
  assert.equal(await ticked('Choose where answers come from').count(), 0);
  await window.runCommand('View: Toggle Primary Side Bar Visibility');
  await window.page.locator('.getting-started-media').waitFor();
  await window.screenshot('first-minute-walkthrough');
  await window.runCommand('View: Toggle Primary Side Bar Visibility');
});

test('the list of local models says size, memory, licence and what each is good for', async () => {
  await window.runCommand('Centuria: Download a Local Model');
  const rows = window.quickRows();
  await rows
    .filter({ hasText: 'Qwen2.5-Coder 1.5B' })
    .filter({ hasText: /about 1\.1 GB.*memory.*Apache-2\.0.*small edits right/s })
    .waitFor();
  await window.screenshot('first-minute-models');
  await window.press('Escape');
});

test('a download without a network says so in words, and goes on where it was cancelled once there is one', async () => {
  await chooseSmallModel();
  const failure = await window.waitForNotification('The model hub cannot be reached for Qwen2.5-Coder 0.5B');
  await failure.filter({ hasText: 'Check the network and its proxy.' }).waitFor();
  await window.screenshot('first-minute-no-network');
  await door.open();
  hub.behaviours.push({ do: 'stall', after: HALF });
  await failure.getByRole('button', { name: 'Download Again' }).click();
  const progress = await window.waitForNotification(/Downloading Qwen2\.5-Coder 0\.5B.*1 of 2 MB/s);
  await window.screenshot('first-minute-downloading');
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await progress.waitFor({ state: 'detached' });
  await window.statusBarItem('The download of Qwen2.5-Coder 0.5B was cancelled').waitFor();
  assert.equal(hub.aborted(), 1);

  await window.runCommand('Centuria: Download a Local Model');
  await window
    .quickRows()
    .filter({ hasText: /Qwen2\.5-Coder 0\.5B.*begun/s })
    .click();
  await window.waitForNotification('Qwen2.5-Coder 0.5B is ready.');
  assert.deepEqual(hub.ranges, [undefined, `bytes=${HALF}-`]);
});

test('with a model the step is ticked, the team can work, and the model is listed', async () => {
  await ticked('Choose where answers come from').waitFor();
  const team = await window.webviewFrame('main.panel.narrow');
  await team.getByText('Nothing has been asked yet.').waitFor();
  await window.page.getByText('No model here yet?').waitFor({ state: 'detached' });
  await team.locator('.seat.idle').first().waitFor();
  assert.equal(await team.locator('.seat.idle').count(), 30);
  assert.match(String(await team.locator('.seat').nth(40).getAttribute('aria-label')), /too small for analysis/);
  await window.runCommand('Centuria: Show Models');
  await window
    .quickRows()
    .filter({ hasText: /Qwen2\.5-Coder 0\.5B.*free.*0\.5B parameters: small edits only/s })
    .waitFor();
  await window.screenshot('first-minute-model-listed');
  await window.press('Escape');
});

test('the steps for the receipt and the budget are ticked by doing them, not by asking in vain', async () => {
  await window.runCommand('Notifications: Clear All Notifications');
  await window.runCommand('Centuria: Show Receipt');
  await window.waitForNotification('There is no receipt yet: nothing has been asked.');
  assert.equal(await ticked('Look at its receipt').count(), 0);
  await window.openFile('sum.js');
  await window.runCommand('Centuria: Analyse');
  await window.waitForNotification(/No model may answer this/);
  await window.runCommand('Centuria: Show Receipt');
  await window.waitForEditorTab(/receipt/);
  await window.runCommand('View: Close Editor');
  await window.runCommand('Notifications: Clear All Notifications');
  await window.runCommand('Centuria: Get Started');
  await ticked('Look at its receipt').waitFor();
  await step('Set a budget').click();
  const setBudget = window.page.getByRole('button', { name: 'Set Budget' }).first();
  const day = window.quickRows().filter({ hasText: /^Day, in dollars/ });
  await setBudget.click();
  await day.waitFor();
  await window.press('Escape');
  await day.waitFor({ state: 'detached' });
  assert.equal(await ticked('Set a budget').count(), 0);
  await setBudget.click();
  await window.screenshot('first-minute-budget');
  await day.click();
  await window.quickInput().filter({ visible: true }).waitFor();
  await window.typeInQuickInput('4');
  await window.waitForNotification(/\$4\.00 now/);
  await ticked('Set a budget').waitFor();
  await window.screenshot('first-minute-ticked');
  assert.deepEqual(window.ownErrors(), []);
});
