import * as vscode from 'vscode';

import type { Finding, TextEdit } from '../../core/gate.ts';
import { editsOfAll } from '../../gates/fixes.ts';
import { rangeOf } from '../range-of.ts';
import type { Services } from '../services.ts';
import { inspectDocument } from './inspect-document.ts';
import { shownGates } from './shown-gates.ts';

/** The finding whose fix is wanted, by what stays the same while the text moves. */
export type Wanted = Pick<Finding, 'gate' | 'fingerprint'>;

/** What one finding's fix changes in the document as it is now. Undefined: the finding is no longer there, or has no fix. */
export async function fixOf(
  services: Pick<Services, 'engine'>,
  document: vscode.TextDocument,
  wanted: Wanted,
): Promise<vscode.WorkspaceEdit | undefined> {
  const inspection = await inspectDocument(services, document, [wanted.gate]);
  const found = inspection?.findings.find(({ gate, fingerprint }) => gate === wanted.gate && fingerprint === wanted.fingerprint);
  return found?.fix === undefined ? undefined : editOf(document, found.fix.edits);
}

/** What all fixes that can be made at once change in the document as it is now: of the gates that the editor shows. */
export async function allFixesOf(
  services: Pick<Services, 'engine'>,
  document: vscode.TextDocument,
): Promise<vscode.WorkspaceEdit | undefined> {
  const inspection = await inspectDocument(services, document, shownGates()[document.languageId] ?? []);
  const edits = editsOfAll(inspection?.findings ?? []);
  return edits.length === 0 ? undefined : editOf(document, edits);
}

function editOf(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const changes = edits.map(({ range, text }) => new vscode.TextEdit(rangeOf(range), text));
  edit.set(document.uri, changes);
  return edit;
}

/** Fix This Finding: of a row of the Gates view. The file is opened, so that the change is seen and can be undone. */
export async function fixFinding(services: Pick<Services, 'engine'>, uri: vscode.Uri, wanted: Wanted): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = await fixOf(services, document, wanted);
  if (edit === undefined || !(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing was changed: the finding is no longer there, or its fix does not fit the text any more.'),
    );
    return;
  }
  await vscode.window.showTextDocument(document, { preview: false });
}
