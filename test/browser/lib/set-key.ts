import type { VsCodeWindow } from './vscode-window.ts';

/** Sets a vendor's key as a person does, through the command, and closes what is said of it. */
export async function setKey(window: VsCodeWindow, vendor: string, key: string): Promise<void> {
  await window.runCommand('Centuria: Set API Key');
  await window.quickRows().filter({ hasText: vendor }).first().click();
  await window.page.locator('.quick-input-widget:visible input[type=password]').waitFor();
  await window.typeInQuickInput(key, { enter: true });
  const toast = await window
    .waitForNotification(new RegExp(`${vendor} (accepted|did not accept) the key|The key for ${vendor} is set`))
    .catch(async (error: unknown) => {
      await window.screenshot('key-not-set');
      throw error;
    });
  await window.runCommand('Notifications: Clear All Notifications');
  await toast.waitFor({ state: 'detached' });
}
