import * as vscode from 'vscode';

import { AUTOMATION_NEEDS } from './seat-states.ts';

/** Centuria: Automate… Says what it needs; it does nothing yet, and says that too. */
export async function explainAutomation(): Promise<void> {
  await vscode.window.showInformationMessage(vscode.l10n.t('The automation agents cannot work yet'), { modal: true, detail: AUTOMATION_NEEDS });
}
