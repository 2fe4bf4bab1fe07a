import * as vscode from 'vscode';

import type { Services } from '../services.ts';
import { startChange } from './start-change.ts';

/** In the sample, the function with the obvious bug. */
const SAMPLE = 'src/greeting.js';

/** Centuria: Change This…, also where nothing is open that could be changed. */
export async function changeOrOfferFile(services: Services): Promise<void> {
  await (isFileOpen() ? startChange(services) : offerFile());
}

/** Whether a file is in front, as text or not. A page such as the walkthrough is none. */
function isFileOpen(): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return vscode.window.activeTextEditor !== undefined || input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
}

/** Where there is no code to select: offers to open some. */
async function offerFile(): Promise<void> {
  const [sample] = await vscode.workspace.findFiles(SAMPLE, undefined, 1);
  const open = sample === undefined ? vscode.l10n.t('Open a File…') : vscode.l10n.t('Open {0}', 'greeting.js');
  const words = vscode.l10n.t('Open a file and select the code to change first.');
  if ((await vscode.window.showInformationMessage(words, open)) !== open) return;
  if (sample === undefined) await vscode.commands.executeCommand('workbench.action.quickOpen');
  else await vscode.window.showTextDocument(sample, { preview: false });
}
