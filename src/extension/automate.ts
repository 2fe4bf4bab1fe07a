import * as vscode from 'vscode';

import { AUTOMATION_NEEDS, worksNow } from './seat-states.ts';
import type { Services } from './services.ts';

/** Centuria: Automate… Says what it needs; it does nothing yet, and says that too. */
export async function explainAutomation(services: Services): Promise<void> {
  const engine = await services.engine();
  const detail = `${AUTOMATION_NEEDS} ${worksNow(await engine.cards())}`;
  await vscode.window.showInformationMessage(vscode.l10n.t('The automation agents cannot work yet'), { modal: true, detail });
}
