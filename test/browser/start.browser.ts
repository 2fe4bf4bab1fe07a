import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestVsCode } from './lib/served-window.ts';
import type { TestVsCode } from './lib/served-window.ts';

let vscode: TestVsCode;
before(async () => {
  vscode = await startTestVsCode({ workspace: { 'sum.js': 'export function sum(a, b) {\n  return a + b;\n}\n' } });
});
after(() => vscode.dispose());

test('a window opens with Centuria in it, and its commands are in the palette', async () => {
  const window = await vscode.openWindow();
  await window.runCommand('Centuria: Show Log');
  await window.page.locator('.part.panel .output-view-container, .part.panel .output-view').first().waitFor();
  await window.openFile('sum.js');
  await window.selectLines(1, 3);
  assert.ok(await window.showsText('export function sum(a, b) {\n  return a + b;\n}\n'));
  assert.equal((await vscode.extensionHosts()).length, 1);
  assert.deepEqual(window.ownErrors(), []);
  await window.screenshot('start-dark');
  await window.theme('light');
  await window.screenshot('start-light');
});
