import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestVsCode } from './served-window.ts';
import type { VsCodeWindow } from './vscode-window.ts';

/** Selects all text of the active editor and waits until the status bar says so. */
export async function selectAll(window: VsCodeWindow): Promise<void> {
  await window.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  await window.press('Control+A');
  await window.statusBarItem('selected').waitFor();
}

/** Sets user settings on top of those there are, in settings.json; it replaces the text only once all of it is selected. */
export async function changeSettings(vscode: TestVsCode, window: VsCodeWindow, values: Readonly<Record<string, unknown>>): Promise<void> {
  const before: unknown = JSON.parse(await readFile(join(dirname(vscode.dataDir), 'server/data/User/settings.json'), 'utf8'));
  await window.runCommand('Preferences: Open User Settings (JSON)');
  const tab = window.page.locator('.tabs-container .tab.active[data-resource-name="settings.json"]');
  await tab.waitFor();
  await selectAll(window);
  await paste(window, JSON.stringify({ ...(typeof before === 'object' ? before : {}), ...values }));
  await window.page.locator('.tabs-container .tab.active.dirty').waitFor();
  await window.press('Control+S');
  await window.page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
  await window.runCommand('View: Close Editor');
  await tab.waitFor({ state: 'detached' });
}

/** Pasted, since the editor closes brackets in what is typed. */
async function paste(window: VsCodeWindow, text: string): Promise<void> {
  await window.page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await window.press('Control+V');
}
