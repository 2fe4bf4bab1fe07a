import type { Locator } from 'playwright-core';
import type { VsCodeWindow } from './vscode-window.ts';

/** Opens Centuria: Change This… on what is selected, and waits until its rows say what will happen. */
export async function openChange(window: VsCodeWindow, says: string | RegExp): Promise<Locator> {
  await window.runCommand('Centuria: Change This…');
  const row = window.quickRows().filter({ hasText: says }).first();
  await row.waitFor().catch(async (error: unknown) => {
    await window.screenshot('change-not-offered');
    throw error;
  });
  return row;
}

/** Runs a change on what is selected, once the pick says what is expected. */
export async function askChange(window: VsCodeWindow, instruction: string, says: string | RegExp = /free|at most/): Promise<void> {
  await openChange(window, says);
  await typeInstruction(window, instruction);
}

/** Types an instruction into the open pick and starts it, once the pick has taken it up. */
export async function typeInstruction(window: VsCodeWindow, instruction: string): Promise<void> {
  await window.typeInQuickInput(instruction, { enter: false });
  await window.quickRows().first().filter({ hasText: 'Enter to start' }).waitFor();
  await window.press('Enter');
}

/** The notification that holds a text, closed again. Returns all it said. */
export async function readNotification(window: VsCodeWindow, text: string | RegExp, screenshot?: string): Promise<string> {
  const toast = await window.waitForNotification(text).catch(async (error: unknown) => {
    await window.screenshot('notification-missing');
    throw error;
  });
  if (screenshot !== undefined) await window.screenshot(screenshot);
  const said = await toast.innerText();
  await toast.hover();
  await toast.locator('.codicon-notifications-clear').first().click();
  await toast.waitFor({ state: 'detached' });
  return said;
}

/** Opens the newest receipt, returns its text, and closes it. */
export async function readReceipt(window: VsCodeWindow, screenshot?: string): Promise<string> {
  await window.runCommand('Centuria: Show Receipt');
  const receipt = await window.webviewFrame('h1:has-text("Receipt")');
  const text = await receipt.locator('body').innerText();
  if (screenshot !== undefined) await window.screenshot(screenshot);
  await window.runCommand('View: Close Editor');
  await window.page
    .locator('.tabs-container .tab')
    .filter({ hasText: /receipt/i })
    .waitFor({ state: 'detached' });
  return text;
}

/** Waits for the diff of a change that passed its types, reads its receipt, and discards it. Back in the file it was asked in. */
export async function discardedReceipt(window: VsCodeWindow, screenshot: string): Promise<string> {
  const tab = await window.waitForEditorTab(/gates.* passed/).catch(async (error: unknown) => {
    await window.screenshot('no-diff');
    throw error;
  });
  const receipt = await readReceipt(window, screenshot);
  await window.runCommand('Centuria: Discard');
  await tab.waitFor({ state: 'detached' });
  await window.page.locator('.tabs-container .tab.active[data-resource-name]').waitFor();
  return receipt;
}
