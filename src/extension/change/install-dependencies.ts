import * as vscode from 'vscode';

import { applyReplacement } from '../../core/change/change-work.ts';
import type { InstallOffer, InstallRequest } from '../../node/install/create-installs.ts';
import type { Engine, Services } from '../services.ts';
import { signalOf } from '../signal.ts';
import { rejudge } from './decide-result.ts';
import { hashOf, type OpenResult } from './open-results.ts';
import { placeOfResult } from './place.ts';

/**
 * Install Changed Dependencies…: what a result's manifest asks for is installed beside the workspace, on the person's word,
 * and the gates check the result again with it.
 */
export async function installDependencies(services: Services, result: OpenResult): Promise<void> {
  const place = await placeOfResult(result);
  if (
    place === undefined ||
    hashOf(place.document.getText()) !== result.judged.baseHash ||
    hashOf(shownText(services, result)) !== result.judged.resultHash
  ) {
    return told(vscode.l10n.t('Nothing was installed: the text was edited after it was checked. Undo that edit first.'));
  }
  const { document, overlays } = result.job;
  const request = {
    uri: document.uri,
    base: document.text,
    result: applyReplacement(result.job, result.replacement),
    overlays,
    trusted: vscode.workspace.isTrusted,
  };
  const { installs } = await services.engine();
  const offer = await installs.offer(request);
  if (!offer.ok) return told(vscode.l10n.t('Nothing can be installed: {0}.', offer.why));
  if (!(await agreed(offer)) || !(await install(installs, request, offer))) return;
  const title = vscode.l10n.t('The gates check the result with the installed dependencies');
  if ((await rejudge(services, result, { place, replacement: result.replacement, title })) !== undefined)
    await services.results.show(result);
}

function shownText({ results }: Services, result: OpenResult): string {
  return results.files.text(result.uri) ?? applyReplacement(result.job, result.replacement);
}

function told(words: string): void {
  void vscode.window.showInformationMessage(words);
}

/** Names exactly what will run, and where. */
async function agreed({ command, folder }: InstallOffer): Promise<boolean> {
  const detail = vscode.l10n.t(
    '{0}\n\nin a copy of {1}; your folder is not touched.\n\nIt runs outside the sandbox, with the network. No script of a package runs. The project’s .npmrc is not used.',
    command,
    folder,
  );
  const run = vscode.l10n.t('Install');
  return (await vscode.window.showWarningMessage(vscode.l10n.t('Install the changed dependencies?'), { modal: true, detail }, run)) === run;
}

async function install(installs: Engine['installs'], request: InstallRequest, { command }: InstallOffer): Promise<boolean> {
  const done = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title: command },
    (_progress, token) => installs.install(request, signalOf(token)),
  );
  if (!done.ok && done.why !== 'cancelled') void vscode.window.showErrorMessage(vscode.l10n.t('Nothing was installed: {0}.', done.why));
  return done.ok;
}
