import * as vscode from 'vscode';

import type { Services } from './services.ts';
import { endLiveTasks } from './tasks/end-live-tasks.ts';
import { forgetAll } from './tasks/forget-deleted.ts';
import { settleLeftOpen } from './tasks/settle-left-open.ts';

/** Centuria: Export Diagnostics. What a maintainer needs to help: no key, no code, no prompt. */
export async function exportDiagnostics(services: Services): Promise<void> {
  const engine = await services.engine();
  const { cards, failures, notRunning = [] } = await engine.cards();
  const content = {
    centuria: services.context.extension.packageJSON.version as unknown,
    vscode: vscode.version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    trusted: vscode.workspace.isTrusted,
    models: cards.map(({ key, local, contextWindow, price }) => ({ key, local, contextWindow, price })),
    failures: [...failures, ...notRunning].map(({ label, failure }) => ({ label, kind: failure.kind, message: failure.message })),
    store: engine.store.check(),
    spend: engine.store.spend.byDay(7),
    tasks: services.hub
      .endedAnywhere()
      .slice(0, 50)
      .map((state) => ({
        kind: state.subject?.kind,
        ending: state.ending?.type,
        attempts: state.attempts.map(({ card, outcome, results }) => ({
          card,
          outcome: outcome?.type === 'failure' ? outcome.failure.kind : outcome?.type,
          gates: results?.map(({ gate, verdict }) => `${gate} ${verdict}`),
        })),
      })),
    log: services.log.recent(),
  };
  await showAsDocument('centuria-diagnostics.json', `${JSON.stringify(content, undefined, 2)}\n`);
}

/** As a document that is not saved and has a name to be saved by; one of that name that is open is written anew. */
async function showAsDocument(name: string, text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'untitled', path: name }));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
}

/** Centuria: Delete All Data. Ledger, tasks, texts, keys and history; downloaded models on request. */
export async function deleteAllData(services: Services): Promise<void> {
  const everything = vscode.l10n.t('Delete All Data');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete everything Centuria has stored on this machine?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The ledger, all tasks and their texts, API keys, and earlier instructions, of every window. Your files and downloaded models stay. What was spent today is forgotten too: the budgets start from zero. This cannot be undone.',
      ),
    },
    everything,
  );
  if (answer !== everything) return;
  const engine = await services.engine();
  await endLiveTasks(services.hub);
  settleLeftOpen(engine, services.hub);
  engine.store.deleteAllData();
  for (const provider of await knownProviders(services)) await services.keys.remove(provider);
  for (const key of services.context.globalState.keys()) await services.context.globalState.update(key, undefined);
  await forgetAll(services);
  void vscode.window.showInformationMessage(vscode.l10n.t('All data is deleted.'));
}

async function knownProviders(services: Services): Promise<readonly string[]> {
  const { VENDORS } = await import('./vendors.ts');
  const { readSettings } = await import('./settings.ts');
  services.log.info('all data deleted');
  return [...VENDORS.map(({ id }) => id), ...readSettings().servers.map(({ name }) => name)];
}
