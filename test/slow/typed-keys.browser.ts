import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { answerQuestion, question } from '../browser/lib/editing.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';

let vscode: TestVsCode;
let window: VsCodeWindow;
before(async () => {
  vscode = await startTestVsCode({ workspace: { 'one.js': 'export const one = 1;\n' }, settings: {} });
  window = await vscode.openWindow({ width: 1280, height: 800 });
});
after(() => vscode.dispose());

test('a key of another shape is doubted while it is typed, and asked about before it is set', async () => {
  await window.runCommand('Centuria: Set API Key');
  await window.quickRows().filter({ hasText: 'Anthropic' }).first().click();
  await window.page.locator('.quick-input-widget:visible input[type=password]').waitFor();
  await window.typeInQuickInput('hello', { enter: false });
  await window.page.getByText('This does not look like a key of Anthropic').first().waitFor();
  await window.screenshot('key-doubted');
  await window.press('Enter');
  await question(window, 'Nothing is set yet').waitFor();
  await window.screenshot('key-asked');
  await answerQuestion(window, 'Nothing is set yet', 'Type Another');
  await window.page.locator('.quick-input-widget:visible').getByText('API key for Anthropic').waitFor();
  await window.press('Escape');
  await window.runCommand('Centuria: Remove API Key');
  await window.waitForNotification('No key is set.');
});

test('the chord asks for a change at the cursor, and shows the team panel', async () => {
  await window.openFile('one.js');
  await window.goToLine(1);
  await window.press('Control+Alt+J');
  await window.press('c');
  await window.page.locator('.quick-input-widget:visible').getByText('Centuria: Change This…').waitFor();
  await window.press('Escape');
  await window.press('Control+Alt+J');
  await window.press('t');
  await window.waitForEditorTab('Centuria');
  await window.screenshot('chord-team');
  assert.deepEqual(window.ownErrors(), []);
});
