import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { setKey } from './lib/set-key.ts';
import { titleAction } from './lib/editing.ts';
import { startTestVsCode, type TestVsCode } from './lib/served-window.ts';

const SUM = `export function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one);
}
`;
const MISSPELT =
  '```ts\nexport function sum(numbers: number[]): number {\n  if (numbers.lenght === 0) return 0;\n  return numbers.reduce((total, one) => total + one);\n}\n```';
const RIGHT = MISSPELT.replace('lenght', 'length');

let cloud: FakeProviderServer;
let vscode: TestVsCode;
before(async () => {
  cloud = await startFakeProviderServer({
    models: { ollama: ['llama3.1:8b'], anthropic: ['claude-haiku-4-5', 'claude-sonnet-5'] },
    ollama: { parameterCount: 8_000_000_000 },
  });
  cloud.answer('ollama', () => MISSPELT);
  cloud.answer('anthropic', () => RIGHT);
  vscode = await startTestVsCode({
    workspace: { 'sum.ts': SUM },
    settings: { 'centuria.ollama.baseUrl': cloud.baseUrl('ollama'), 'centuria.anthropic.baseUrl': cloud.baseUrl('anthropic') },
    env: { CENTURIA_MODELS: '/nonexistent' },
    keepSecrets: true,
  });
});
after(async () => {
  await vscode.dispose();
  await cloud.dispose();
});

test('a local answer refused by the types gate goes to Claude with the evidence, and the receipt says so', async () => {
  const window = await vscode.openWindow({ width: 1280, height: 800 });
  await setKey(window, 'Anthropic', ['sk', 'ant', 'emulated-key-for-tests'].join('-'));
  await window.openFile('sum.ts');
  await window.selectLines(1, 3);
  await window.runCommand('Centuria: Change This…');
  await window
    .quickRows()
    .filter({ hasText: /here, free → then/ })
    .waitFor();
  await window.screenshot('escalate-ask');
  await window.typeInQuickInput('Handle an empty list.', { enter: true });
  const consent = window.page.getByRole('dialog').filter({ hasText: 'May Centuria send code to' });
  await consent.waitFor();
  await window.screenshot('escalate-consent');
  await consent.getByRole('button', { name: 'Allow' }).click();
  await window.waitForEditorTab(/gates.* passed/);
  await titleAction(window, 'Accept').waitFor();
  await window.screenshot('escalate-diff');

  const asked = cloud.journal.map(({ vendor }) => vendor);
  assert.deepEqual(asked, ['ollama', 'anthropic']);
  assert.match(JSON.stringify(cloud.journal[1]?.body), /lenght.*TS2551/s, 'the evidence goes to the next model');

  await window.runCommand('Centuria: Show Receipt');
  const receipt = await window.webviewFrame('h1:has-text("Receipt")');
  await receipt
    .getByText(/types failed/)
    .first()
    .waitFor();
  await receipt
    .getByText(/Property 'lenght' does not exist/)
    .first()
    .waitFor();
  await window.screenshot('escalate-receipt');
  assert.deepEqual(window.ownErrors(), []);
});
