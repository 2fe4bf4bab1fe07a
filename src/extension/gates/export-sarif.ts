import * as vscode from 'vscode';

import { sarifLog } from '../../gates/sarif.ts';
import { askWhereToSave, saveWhole, tellSaved } from '../save-file.ts';
import type { Services } from '../services.ts';
import { filesWithFindings, knownFindings } from './known-findings.ts';

/** Export SARIF: all findings that the Gates view has of files. `target`: no dialog. */
export async function exportSarif({ checked, context }: Pick<Services, 'checked' | 'context'>, target?: vscode.Uri): Promise<void> {
  const found = filesWithFindings(checked).flatMap((uri) => knownFindings(uri, checked).map((finding) => ({ file: nameOf(uri), finding })));
  if (found.length === 0) {
    const check = vscode.l10n.t('Check Workspace');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no finding to export. Check the workspace first.'),
      check,
    );
    if (chosen === check) await vscode.commands.executeCommand('centuria.gates.checkWorkspace');
    return;
  }
  const place =
    target ??
    (await askWhereToSave({ name: 'centuria.sarif', title: vscode.l10n.t('Export SARIF'), filters: { SARIF: ['sarif', 'json'] } }));
  if (place === undefined) return;
  const manifest: { readonly version?: unknown } = context.extension.packageJSON;
  await saveWhole(place, `${JSON.stringify(sarifLog(found, String(manifest.version ?? '0.0.0')), undefined, 2)}\n`);
  tellSaved(place);
}

/** Relative to its workspace folder, which is named where there are several. */
function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri).replaceAll('\\', '/');
}
