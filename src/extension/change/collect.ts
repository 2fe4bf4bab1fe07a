import * as vscode from 'vscode';

import type { ChangeInput } from '../../core/change/change-prompt.ts';
import { functionAt } from '../../core/change/function-at.ts';
import type { PromptPart } from '../../core/prompt.ts';
import { localOnlyByName } from '../../core/privacy.ts';
import { localOnlyGlobs } from '../settings.ts';

/** Why a document cannot be worked on, in words; undefined if it can. */
export function whyNotDocument(document: vscode.TextDocument): string | undefined {
  if (document.getText().includes('\0')) {
    return vscode.l10n.t('{0} looks like a binary file: there is no text to work on.', nameOf(document));
  }
  return undefined;
}

/** The selection widened to whole lines; for an empty one, the smallest function or class around the cursor. */
export async function rangeOfInterest(editor: vscode.TextEditor): Promise<vscode.Range | undefined> {
  const { document, selection } = editor;
  if (!selection.isEmpty) {
    const lastLine = selection.end.character === 0 && selection.end.line > selection.start.line ? selection.end.line - 1 : selection.end.line;
    return trimBlankLines(document, selection.start.line, lastLine);
  }
  const symbol = await Promise.race([symbolAround(document, selection.active), after(SYMBOLS_LIMIT_MS)]);
  if (symbol !== undefined) return trimBlankLines(document, symbol.start.line, symbol.end.line);
  const found = functionAt(document.getText(), document.languageId, selection.active.line);
  return found && trimBlankLines(document, found.first, found.last);
}

/** How long a language's own extension may take to say where the functions are, in milliseconds: it may not have started. */
const SYMBOLS_LIMIT_MS = 1000;

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}

function trimBlankLines(document: vscode.TextDocument, first: number, last: number): vscode.Range | undefined {
  let [start, end] = [first, last];
  while (start <= end && document.lineAt(start).isEmptyOrWhitespace) start++;
  while (end >= start && document.lineAt(end).isEmptyOrWhitespace) end--;
  return start > end ? undefined : new vscode.Range(start, 0, end, document.lineAt(end).text.length);
}

const WHOLE = new Set([vscode.SymbolKind.Function, vscode.SymbolKind.Method, vscode.SymbolKind.Class, vscode.SymbolKind.Constructor]);

async function symbolAround(document: vscode.TextDocument, at: vscode.Position): Promise<vscode.Range | undefined> {
  const symbols = await vscode.commands.executeCommand<readonly vscode.DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  let best: vscode.Range | undefined;
  const visit = (list: readonly vscode.DocumentSymbol[]): void => {
    for (const symbol of list) {
      if (!('children' in symbol) || !symbol.range.contains(at)) continue;
      if (WHOLE.has(symbol.kind)) best = symbol.range;
      visit(symbol.children);
    }
  };
  visit(symbols ?? []);
  return best;
}

/** Why the text of `uri` may not leave the machine, in words; undefined if it may. */
export function localOnlyReason(document: vscode.TextDocument): string | undefined {
  const byName = localOnlyByName(document.uri.path);
  if (byName !== undefined) return byName;
  const glob = localOnlyGlobs(document.uri).find((pattern) => vscode.languages.match({ pattern }, document) > 0);
  return glob === undefined ? undefined : `${nameOf(document)} is local-only by your pattern ${glob}`;
}

/** Other documents as the editor has them, where they differ from the disk. */
export function unsavedTexts(but: vscode.TextDocument): readonly { readonly uri: string; readonly text: string }[] {
  return vscode.workspace.textDocuments
    .filter((document) => document !== but && document.isDirty && document.uri.scheme !== 'centuria')
    .map((document) => ({ uri: document.uri.toString(), text: document.getText() }));
}

/** As the person tells it from others: with its folder's name where there are several folders. */
export function nameOf({ uri }: { readonly uri: vscode.Uri }): string {
  return vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
}

/** Everything a prompt can hold about the code in `range`, from the buffer and VS Code's own providers. */
export async function collectInput(
  document: vscode.TextDocument,
  range: vscode.Range,
  words: { readonly instruction: string; readonly role: string },
): Promise<ChangeInput> {
  const text = (part: vscode.Range): string => document.getText(part).replaceAll('\r\n', '\n');
  const lastLine = document.lineAt(document.lineCount - 1).range.end;
  const before = range.start.line === 0 ? '' : text(new vscode.Range(0, 0, range.start.line - 1, Number.MAX_SAFE_INTEGER));
  const after = range.end.line === lastLine.line ? '' : text(new vscode.Range(range.end.line + 1, 0, lastLine.line, lastLine.character));
  return {
    ...words,
    languageId: document.languageId,
    fileName: nameOf(document),
    before,
    selection: text(range),
    after,
    firstLine: range.start.line,
    diagnostics: diagnosticsIn(document, range),
    signatures: await importedSignatures(document, range),
  };
}

function diagnosticsIn(document: vscode.TextDocument, range: vscode.Range): readonly string[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((one) => one.severity <= vscode.DiagnosticSeverity.Warning && one.range.intersection(range) !== undefined)
    .slice(0, 20)
    .map((one) => `line ${one.range.start.line - range.start.line + 1} of the selection: ${one.message}`);
}

const MOST_SIGNATURES = 12;
const IMPORTING_LINE = /^\s*(?:import\b|from\b|export\b.*\bfrom\b|(?:const|let|var)\b.*\brequire\s*\()/;

/** What the hover provider says of each imported name that the selection uses: its declaration. */
async function importedSignatures(document: vscode.TextDocument, range: vscode.Range): Promise<readonly PromptPart[]> {
  const imported = new Set<string>();
  for (let line = 0; line < Math.min(document.lineCount, 400); line++) {
    const text = document.lineAt(line).text;
    if (IMPORTING_LINE.test(text)) for (const name of text.match(/[A-Za-z_$][\w$]*/g) ?? []) imported.add(name);
  }
  const uses = new Map<string, vscode.Position>();
  const start = document.offsetAt(range.start);
  for (const match of document.getText(range).matchAll(/[A-Za-z_$][\w$]*/g)) {
    if (imported.has(match[0]) && !uses.has(match[0])) uses.set(match[0], document.positionAt(start + match.index));
  }
  const found = await Promise.all([...uses].slice(0, MOST_SIGNATURES).map(([name, at]) => signatureAt(document, name, at)));
  return found.filter((one) => one !== undefined);
}

async function signatureAt(document: vscode.TextDocument, name: string, at: vscode.Position): Promise<PromptPart | undefined> {
  const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[] | undefined>('vscode.executeHoverProvider', document.uri, at);
  for (const content of (hovers ?? []).flatMap((hover) => hover.contents)) {
    const markdown = typeof content === 'string' ? content : content.value;
    const code = /```\w*\n([\s\S]*?)```/.exec(markdown)?.[1]?.trim();
    if (code !== undefined && code.includes(name)) return { label: `the declaration of ${name}`, text: code };
  }
  return undefined;
}
