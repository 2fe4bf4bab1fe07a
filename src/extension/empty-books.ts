import * as vscode from 'vscode';

import { quarantine } from '../node/quarantine.ts';
import { storePath } from '../node/store.ts';
import { dataFolder } from './data-folder.ts';
import type { Services } from './services.ts';
import { endLiveTasks } from './tasks/end-live-tasks.ts';

/** After a damaged store was found: moves it aside with its log, on the person's word, and starts with empty books. */
export async function startEmptyBooks(services: Services): Promise<void> {
  const start = vscode.l10n.t('Move It Aside');
  const question = vscode.l10n.t('Move the damaged store aside and start with empty books?');
  const detail = vscode.l10n.t(
    'The file stays beside the new one, for a backup or a repair. What was spent today is then not counted against the budgets any more, and earlier tasks are not listed.',
  );
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, start)) !== start) return;
  await endLiveTasks(services.hub);
  await services.restartEngine();
  const aside = quarantine(storePath(dataFolder()), Date.now());
  for (const result of services.results.all()) await services.results.close(result);
  services.hub.clear();
  await services.engine();
  const words =
    aside === undefined
      ? vscode.l10n.t('There is no damaged store any more.')
      : vscode.l10n.t('The damaged store is now {0}. New books have begun.', aside);
  void vscode.window.showInformationMessage(words);
}
