import * as vscode from 'vscode';

import type { Finding } from '../../core/gate.ts';
import type { Services } from '../services.ts';
import { commentForms, ignoreComment, whyNotReason } from './comment-syntax.ts';
import { inspectDocument } from './inspect-document.ts';

/** The finding that a person lets pass. */
export type Ignorable = Pick<Finding, 'gate' | 'fingerprint' | 'rule'>;

/** Ignore With a Reason: asks why, and puts the comment above the line if the gates read it as one there. `given`: not asked. */
export async function ignoreFinding(
  services: Pick<Services, 'engine'>,
  document: vscode.TextDocument,
  { wanted, given }: { readonly wanted: Ignorable; readonly given?: string },
): Promise<void> {
  const reason = given ?? (await askReason(wanted.rule));
  if (reason === undefined || whyNotReason(reason) !== undefined) return;
  const inspection = await inspectDocument(services, document, [wanted.gate, 'syntax']);
  const found = inspection?.findings.find(({ gate, fingerprint }) => gate === wanted.gate && fingerprint === wanted.fingerprint);
  if (inspection === undefined || found === undefined) return told(vscode.l10n.t('Nothing was changed: the finding is no longer there.'));
  const line = document.lineAt(found.range.startLine);
  for (const form of commentForms(document.languageId)) {
    const comment = `${ignoreComment(form, line.text, { rule: wanted.rule, reason })}${document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n'}`;
    if (!(await isHeard(services, document, { found, before: inspection.findings, comment }))) continue;
    if (document.version !== inspection.version)
      return told(vscode.l10n.t('Nothing was changed: the text was edited meanwhile. Try again.'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, line.range.start, comment);
    await vscode.workspace.applyEdit(edit);
    return;
  }
  told(
    vscode.l10n.t('Nothing was changed: a comment cannot stand above this line. Mend the finding, or turn its rule off in the settings.'),
  );
}

async function askReason(rule: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Ignore {0} on this line', rule),
    prompt: vscode.l10n.t('Why is it right here? The reason stands in the code, for whoever reads it next.'),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const why = whyNotReason(text);
      if (why === 'empty') return vscode.l10n.t('A reason is needed.');
      return why === undefined ? undefined : vscode.l10n.t('A reason is one line, without the characters that end a comment.');
    },
  });
}

interface Trial {
  readonly found: Finding;
  readonly before: readonly Finding[];
  readonly comment: string;
}

/** Whether the finding is gone with the comment above its line, and the text parses as it did: in a string it is no comment. */
async function isHeard(
  services: Pick<Services, 'engine'>,
  document: vscode.TextDocument,
  { found, before, comment }: Trial,
): Promise<boolean> {
  const { startLine } = found.range;
  const text = document.getText();
  const at = document.offsetAt(new vscode.Position(startLine, 0));
  const engine = await services.engine();
  const question = {
    uri: document.uri.toString(),
    languageId: document.languageId,
    text: `${text.slice(0, at)}${comment}${text.slice(at)}`,
    overlays: [],
    gates: [found.gate, 'syntax'],
  } as const;
  const results = await engine.inspect(question, new AbortController().signal);
  const after = results.flatMap(({ findings }) => findings);
  const errors = (all: readonly Finding[]): number => all.filter(({ gate }) => gate === 'syntax').length;
  const isThere = after.some(({ gate, rule, range }) => gate === found.gate && rule === found.rule && range.startLine === startLine + 1);
  const isIgnored = results.some(({ gate, ignored = 0 }) => gate === found.gate && ignored > 0);
  return isIgnored && !isThere && errors(after) <= errors(before);
}

function told(words: string): void {
  void vscode.window.showInformationMessage(words);
}
