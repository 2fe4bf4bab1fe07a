import type { Locator } from 'playwright-core';
import { until } from './until.ts';
import type { VsCodeWindow } from './vscode-window.ts';

/** The modal question that is open. */
export function question(window: VsCodeWindow, text: string | RegExp): Locator {
  return window.page.getByRole('dialog').filter({ hasText: text });
}

/** Answers the modal question that holds a text, and waits until it is gone. */
export async function answerQuestion(window: VsCodeWindow, text: string | RegExp, button: string): Promise<void> {
  const dialog = question(window, text);
  await dialog.waitFor();
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Saves the editor that has the focus, and waits until it has no unsaved changes. */
export async function save(window: VsCodeWindow): Promise<void> {
  await window.press('Control+S');
  await window.page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
}

/** The tabs of diffs of ours: their titles begin with a verdict. */
export function resultTabs(window: VsCodeWindow): Locator {
  return window.page.locator('.tabs-container .tab').filter({ hasText: /passed|failed|not proved/ });
}

/** An action in the title bar of the editor in front, by its words; VS Code says its keys behind them. */
export function titleAction(window: VsCodeWindow, words: string): Locator {
  return window.page
    .locator('.editor-group-container.active .editor-actions')
    .getByRole('button', { name: new RegExp(`^${words}(?: \\(|$)`, 'u') });
}

/** Brings the file itself to the front while a diff of it is open, and puts the cursor into it. */
export async function showSource(window: VsCodeWindow, name: string): Promise<void> {
  await window.page
    .locator(`.tabs-container .tab[data-resource-name="${name}"]`)
    .filter({ hasNotText: /passed|failed|not proved/ })
    .click();
  await window.page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
  await window.statusBarItem(/Ln \d+/).waitFor();
  await window.runCommand('View: Focus Active Editor Group');
}

/** Accepts the result in front and waits until its diff is closed. */
export async function accept(window: VsCodeWindow): Promise<void> {
  await window.runCommand('Centuria: Accept');
  await resultTabs(window).waitFor({ state: 'detached' });
}

/** Closes all editors. Unsaved changes are given up. */
export async function closeAll(window: VsCodeWindow): Promise<void> {
  const dontSave = window.page.getByRole('button', { name: "Don't Save" });
  await window.runCommand('View: Close All Editors');
  const none = window.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
  await Promise.race([none, dontSave.waitFor()]);
  if (await dontSave.isVisible()) await dontSave.click();
  await none;
}

/** A row of the Tasks view, by a text of it. */
export async function taskRow(window: VsCodeWindow, text: string | RegExp): Promise<Locator> {
  const view = window.page.locator('.pane-header').filter({ hasText: /^Tasks$/ });
  if (!(await view.isVisible())) await window.runCommand('Centuria: Focus on Tasks View');
  const row = window.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();
  await row.waitFor().catch(async (error: unknown) => {
    await window.screenshot('task-missing');
    throw error;
  });
  return row;
}

/** Chooses a row of the context menu that is open, by keys: a menu takes no click right after it has opened. */
export async function chooseInMenu(window: VsCodeWindow, label: string): Promise<void> {
  const row = window.page.locator('.context-view .action-item').filter({ hasText: label });
  await row.waitFor();
  const focused = window.page.locator('.context-view .action-item.focused').filter({ hasText: label });
  await until(async () => {
    if ((await focused.count()) > 0) return true;
    await window.press('ArrowDown');
    return false;
  });
  await window.press('Enter');
  await row.waitFor({ state: 'detached' });
}
