import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { openChange, readNotification, readReceipt, typeInstruction } from './lib/ask-change.ts';
import { createDoor, type Door } from './lib/door.ts';
import { assertBooksRight, readLedger } from './lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from './lib/served-window.ts';
import { setKey } from './lib/set-key.ts';
import { createSteps } from './lib/steps.ts';
import type { VsCodeWindow } from './lib/vscode-window.ts';

const HAIKU = 'claude-haiku-4-5';
const LLAMA = 'llama3.1:8b';
const SUM = `export function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one);
}
`;
const RIGHT = '```ts\nexport function sum(numbers: number[]): number {\n  return numbers.reduce((total, one) => total + one, 0);\n}\n```';

let cloud: FakeProviderServer;
let ollama: FakeProviderServer;
let door: Door;
let vscode: TestVsCode;
let window: VsCodeWindow;
const test = createSteps();

before(async () => {
  cloud = await startFakeProviderServer({ models: { anthropic: [HAIKU] } });
  ollama = await startFakeProviderServer({ models: { ollama: [LLAMA] }, ollama: { parameterCount: 8_000_000_000 } });
  cloud.answer('anthropic', () => RIGHT);
  ollama.answer('ollama', () => RIGHT);
  door = await createDoor(ollama.url);
  vscode = await startTestVsCode({
    workspace: { 'sum.ts': SUM, '.vscode/settings.json': JSON.stringify({ 'centuria.privacy.localOnly': ['**/*.ts'] }) },
    settings: {
      'centuria.ollama.baseUrl': door.url,
      'centuria.anthropic.baseUrl': cloud.baseUrl('anthropic'),
      'security.workspace.trust.startupPrompt': 'always',
    },
    env: { CENTURIA_MODELS: '/nonexistent' },
    workspaceTrust: true,
    keepSecrets: true,
  });
  window = await vscode.openWindow({ width: 1280, height: 800 });
  const question = window.page.getByRole('dialog').filter({ hasText: /Do you trust the authors/ });
  await question.getByRole('button', { name: /No, I don't trust/ }).click();
  await setKey(window, 'Anthropic', ['sk', 'ant', 'emulated', 'key'].join('-'));
  await window.openFile('sum.ts');
  await window.selectLines(1, 3);
});
after(async () => {
  await vscode.dispose();
  await door.shut();
  await Promise.all([cloud.dispose(), ollama.dispose()]);
});

test('in Restricted Mode nothing is sent to a cloud, and the pick and the refusal say why', async () => {
  await openChange(window, 'Anthropic was not asked: this workspace is not trusted.');
  await window.screenshot('trust-cloud-excluded');
  await typeInstruction(window, 'Start at zero.');
  const said = await readNotification(window, 'Anthropic was not asked: this workspace is not trusted', 'trust-refused');
  assert.match(said, /Manage Trust[^]*No model may answer this\.[^]*Trust this workspace to let clouds be asked/);
  assert.deepEqual(cloud.journal, []);
  assert.deepEqual(readLedger(vscode.dataDir).attempts, []);
});

test('in Restricted Mode a local model works, and the receipt says why no cloud was asked', async () => {
  await door.open();
  // A key set anew makes the models be looked for anew.
  await setKey(window, 'Anthropic', ['sk', 'ant', 'emulated', 'key', 'two'].join('-'));
  await openChange(window, `${LLAMA} here, free`);
  await window.quickRows().filter({ hasText: 'Anthropic was not asked: this workspace is not trusted.' }).waitFor();
  await typeInstruction(window, 'Start at zero.');
  const tab = await window.waitForEditorTab(/passed/);
  await window.screenshot('trust-local-diff');
  const receipt = await readReceipt(window, 'trust-local-receipt');
  assert.match(receipt, /llama3\.1:8b[^]*answered[^]*Not asked[^]*Anthropic was not asked: this workspace is not trusted/);
  await window.runCommand('Centuria: Discard');
  await tab.waitFor({ state: 'detached' });
  assert.equal(ollama.journal.length, 1);
  assert.deepEqual(cloud.journal, []);
  assertBooksRight(readLedger(vscode.dataDir));
});

test('settings of an untrusted workspace are not used; once it is trusted they are, and they only narrow', async () => {
  await window.openFile('settings.json');
  await window.runCommand('View: Focus Problems').catch(() => undefined);
  await window.page
    .locator('.markers-panel')
    .getByText(/trusted workspace/)
    .first()
    .waitFor();
  await window.screenshot('trust-setting-restricted');
  await door.shut();
  await window.runCommand('Workspaces: Manage Workspace Trust');
  await window.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await window.statusBarItem('Restricted Mode').waitFor({ state: 'detached' });
  await window.openFile('sum.ts');
  await setKey(window, 'Anthropic', ['sk', 'ant', 'emulated', 'key', 'three'].join('-'));
  await openChange(window, `${HAIKU}: sum.ts is local-only by your pattern **/*.ts`);
  await window.screenshot('trust-given');
  await window.press('Escape');
  assert.deepEqual(cloud.journal, []);
  assert.deepEqual(window.ownErrors(), []);
});
