import * as vscode from 'vscode';

import { functionAt } from '../core/change/function-at.ts';
import { ignorable } from '../gates/ignore-comments.ts';
import { SOURCE_PREFIX } from './analyse/findings-store.ts';
import { commentForms } from './gates/comment-syntax.ts';
import { shownFinding, type ShownFinding } from './gates/finding-data.ts';
import type { Services } from './services.ts';

const CHANGE = vscode.CodeActionKind.RefactorRewrite.append('centuria');
const ANALYSE = vscode.CodeActionKind.Refactor.append('centuria').append('analyse');

/** Characters of a problem's message in the light bulb. */
const LONGEST = 48;

/** The fixes of a file that can be made at once, as editors make them when a file is saved. */
const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('centuria');

/** A deterministic fix. What it changes is asked of the gates when it is made: then it is of the text as it is. */
class FixAction extends vscode.CodeAction {
  readonly document: vscode.TextDocument;
  /** Absent: all that can be made at once. */
  readonly wanted: Pick<ShownFinding, 'gate' | 'fingerprint'> | undefined;

  constructor(title: string, { document, wanted }: Pick<FixAction, 'document' | 'wanted'>) {
    super(title, wanted === undefined ? FIX_ALL : vscode.CodeActionKind.QuickFix);
    this.document = document;
    this.wanted = wanted;
  }
}

/**
 * The light bulb: change on a selection or in a function, analyse on a selection. On a diagnostic, in this order: its rule's own fix, fix with an agent,
 * dismiss on a finding of an agent, and last to ignore it with a reason.
 */
export function registerCodeActions(services: Services): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, range, context) => [
      ...changing(document, range, context),
      ...analysing(range),
      ...fixAll(document, context),
      ...forDiagnostics(document, context),
    ],
    async resolveCodeAction(action) {
      if (!(action instanceof FixAction)) return action;
      const { allFixesOf, fixOf } = await import('./gates/fix-finding.ts');
      const { document, wanted } = action;
      const edit = await (wanted === undefined ? allFixesOf(services, document) : fixOf(services, document, wanted));
      if (edit !== undefined) action.edit = edit;
      return action;
    },
  };
  return vscode.languages.registerCodeActionsProvider([{ scheme: 'file' }, { scheme: 'untitled' }, { scheme: 'vscode-remote' }], provider, {
    providedCodeActionKinds: [CHANGE, ANALYSE, vscode.CodeActionKind.QuickFix, FIX_ALL],
  });
}

/** Without a selection it is about the function at the cursor; no bulb appears by itself where the text shows none. */
function changing(
  document: vscode.TextDocument,
  range: vscode.Range,
  { triggerKind }: vscode.CodeActionContext,
): readonly vscode.CodeAction[] {
  const isAsked = !range.isEmpty || triggerKind === vscode.CodeActionTriggerKind.Invoke;
  if (!isAsked && functionAt(document.getText(), document.languageId, range.start.line) === undefined) return [];
  return [withCommand(new vscode.CodeAction(vscode.l10n.t('Centuria: Change This…'), CHANGE), 'centuria.change.start', [])];
}

function analysing(range: vscode.Range): readonly vscode.CodeAction[] {
  if (range.isEmpty) return [];
  return [withCommand(new vscode.CodeAction(vscode.l10n.t('Centuria: Analyse this'), ANALYSE), 'centuria.analyse.start', [])];
}

/** Only where fixes of all are asked for: in no light bulb. */
function fixAll(document: vscode.TextDocument, { only }: vscode.CodeActionContext): readonly vscode.CodeAction[] {
  return only?.contains(FIX_ALL) === true
    ? [new FixAction(vscode.l10n.t('Fix all that Centuria can fix'), { document, wanted: undefined })]
    : [];
}

function forDiagnostics(document: vscode.TextDocument, { diagnostics }: vscode.CodeActionContext): readonly vscode.CodeAction[] {
  // Alone it is clear which problem is meant; several would be rows of the same words.
  const which = (diagnostic: vscode.Diagnostic): string => (diagnostics.length === 1 ? '' : `: ${shortened(diagnostic.message)}`);
  const shown = diagnostics.flatMap((diagnostic) => {
    const finding = shownFinding(diagnostic);
    return finding === undefined ? [] : [{ diagnostic, finding }];
  });
  return [
    ...shown.flatMap(({ diagnostic, finding }) =>
      finding.fix === undefined ? [] : [fixOfRule(document, diagnostic, { ...finding, fix: finding.fix })],
    ),
    ...diagnostics.map((diagnostic) => fixWithAgent(document, diagnostic, which(diagnostic))),
    ...diagnostics.filter(isOfAgent).map((diagnostic) => dismissal(document, diagnostic, which(diagnostic))),
    ...shown.flatMap(({ diagnostic, finding }) => (canIgnore(document, finding) ? [ignoring(document, diagnostic, finding)] : [])),
  ];
}

function fixOfRule(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  { gate, fingerprint, fix }: ShownFinding & { readonly fix: string },
): vscode.CodeAction {
  const action = new FixAction(fix, { document, wanted: { gate, fingerprint } });
  action.isPreferred = true;
  return about(action, diagnostic);
}

function fixWithAgent(document: vscode.TextDocument, diagnostic: vscode.Diagnostic, which: string): vscode.CodeAction {
  const action = new vscode.CodeAction(vscode.l10n.t('Fix with Centuria{0}', which), vscode.CodeActionKind.QuickFix);
  return about(withCommand(action, 'centuria.change.fix', [document.uri, diagnostic.range, diagnostic.message]), diagnostic);
}

/** A finding of an agent: only those of the gates have a rule. */
function isOfAgent({ source, code }: vscode.Diagnostic): boolean {
  return source?.startsWith(SOURCE_PREFIX) === true && code === undefined;
}

function dismissal(document: vscode.TextDocument, diagnostic: vscode.Diagnostic, which: string): vscode.CodeAction {
  const action = new vscode.CodeAction(vscode.l10n.t('Dismiss this finding{0}', which), vscode.CodeActionKind.QuickFix);
  return about(withCommand(action, 'centuria.finding.dismiss', [document.uri, diagnostic]), diagnostic);
}

function canIgnore({ languageId }: vscode.TextDocument, { gate, rule }: ShownFinding): boolean {
  return ignorable.has(gate) && !rule.startsWith('centuria/') && commentForms(languageId).length > 0;
}

function ignoring(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  { gate, fingerprint, rule }: ShownFinding,
): vscode.CodeAction {
  const action = new vscode.CodeAction(vscode.l10n.t('Ignore {0} with a reason…', rule), vscode.CodeActionKind.QuickFix);
  return about(withCommand(action, 'centuria.finding.ignore', [document.uri, { gate, fingerprint, rule }]), diagnostic);
}

function about(action: vscode.CodeAction, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  action.diagnostics = [diagnostic];
  return action;
}

function shortened(message: string): string {
  const line = message.split('\n', 1)[0] ?? '';
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}

function withCommand(action: vscode.CodeAction, command: string, args: unknown[]): vscode.CodeAction {
  action.command = { title: action.title, command, arguments: args };
  return action;
}
