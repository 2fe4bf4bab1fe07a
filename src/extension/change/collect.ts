import * as vscode from 'vscode';

import type { ChangeInput } from '../../core/change/change-prompt.ts';
import { commentedAt, functionAt, type LineRange } from '../../core/change/function-at.ts';
import { localOnlyReason } from './local-only.ts';
import { nameOf } from './name-of.ts';
import { sharedContext, type FoundDiagnostic, type FoundSignature } from './shared-context.ts';

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
    const lastLine =
      selection.end.character === 0 && selection.end.line > selection.start.line ? selection.end.line - 1 : selection.end.line;
    return trimBlankLines(document, selection.start.line, lastLine);
  }
  // Within a method a comment is a part of it; above one it goes with what it stands above.
  const above = commentedAt(document.getText(), document.languageId, selection.active.line);
  const found = await functionAround(document, above === undefined ? selection.active : document.lineAt(above.code).range.end);
  return found && trimBlankLines(document, Math.min(above?.first ?? found.first, found.first), found.last);
}

async function functionAround(document: vscode.TextDocument, at: vscode.Position): Promise<LineRange | undefined> {
  const symbol = await Promise.race([symbolAround(document, at), after(SYMBOLS_LIMIT_MS)]);
  return symbol === undefined
    ? functionAt(document.getText(), document.languageId, at.line)
    : { first: symbol.start.line, last: symbol.end.line };
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

/** Other documents as the editor has them, where they differ from the disk. */
export function unsavedTexts(but: vscode.TextDocument): readonly { readonly uri: string; readonly text: string }[] {
  return vscode.workspace.textDocuments
    .filter((document) => document !== but && document.isDirty && document.uri.scheme !== 'centuria')
    .map((document) => ({ uri: document.uri.toString(), text: document.getText() }));
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
    ...(await contextOf(document, range)),
  };
}

/** What the editor knows of the names in the selection, as far as it may go into a prompt. */
async function contextOf(document: vscode.TextDocument, range: vscode.Range): Promise<ReturnType<typeof sharedContext>> {
  const [names, modules] = await Promise.all([usedNames(document, range), importedFiles(document)]);
  const signatures = await Promise.all(names.slice(0, MOST_SIGNATURES).map((name) => signatureOf(document, name)));
  const found = {
    signatures: signatures.filter((one) => one !== undefined),
    imported: [...new Set([...modules, ...names.flatMap((name) => name.declaredIn)])],
    diagnostics: diagnosticsIn(document, range),
  };
  return sharedContext(found, (file) => localOnlyReason(vscode.Uri.parse(file)));
}

function diagnosticsIn(document: vscode.TextDocument, range: vscode.Range): readonly FoundDiagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((one) => one.severity <= vscode.DiagnosticSeverity.Warning && one.range.intersection(range) !== undefined)
    .slice(0, 20)
    .map((one) => ({
      line: `line ${one.range.start.line - range.start.line + 1} of the selection: ${one.message}`,
      about: (one.relatedInformation ?? []).map(({ location }) => location.uri.toString()),
    }));
}

const MOST_SIGNATURES = 12;
const MOST_IMPORTS = 100;
/** Where a file's imports stand, in lines. */
const HEAD = 400;
const IMPORTING_LINE = /^\s*(?:import\b|from\b|\}\s*from\b|export\b.*\bfrom\b|(?:const|let|var)\b.*\brequire\s*\()/;

function importingLines(document: vscode.TextDocument): readonly vscode.TextLine[] {
  const lines = Array.from({ length: Math.min(document.lineCount, HEAD) }, (_, line) => document.lineAt(line));
  return lines.filter(({ text }) => IMPORTING_LINE.test(text)).slice(0, MOST_IMPORTS);
}

/** The files that the importing lines name: at a module's quoted name, or at each word where there is none. */
async function importedFiles(document: vscode.TextDocument): Promise<readonly string[]> {
  const places = importingLines(document).flatMap(({ text, lineNumber }) => {
    const quoted = [...text.matchAll(/(?<=(['"]))[^'"]+(?=\1)/g)];
    const words = quoted.length > 0 ? quoted : [...text.matchAll(/[\w.]+/g)];
    return words.map((word) => new vscode.Position(lineNumber, word.index + word[0].length - 1));
  });
  return (await Promise.all(places.slice(0, MOST_IMPORTS).map((at) => declaredIn(document, at)))).flat();
}

interface UsedName {
  readonly name: string;
  readonly at: vscode.Position;
  readonly declaredIn: readonly string[];
}

/** The imported names that the selection uses. */
function usedNames(document: vscode.TextDocument, range: vscode.Range): Promise<readonly UsedName[]> {
  const imported = new Set(importingLines(document).flatMap(({ text }) => text.match(/[A-Za-z_$][\w$]*/g) ?? []));
  const uses = new Map<string, vscode.Position>();
  const start = document.offsetAt(range.start);
  for (const match of document.getText(range).matchAll(/[A-Za-z_$][\w$]*/g)) {
    if (imported.has(match[0]) && !uses.has(match[0])) uses.set(match[0], document.positionAt(start + match.index));
  }
  return Promise.all(
    [...uses].slice(0, MOST_IMPORTS).map(async ([name, at]) => ({ name, at, declaredIn: await declaredIn(document, at) })),
  );
}

/** What the hover provider says of a name: its declaration. */
async function signatureOf(document: vscode.TextDocument, { name, at, declaredIn: files }: UsedName): Promise<FoundSignature | undefined> {
  const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[] | undefined>('vscode.executeHoverProvider', document.uri, at);
  for (const content of (hovers ?? []).flatMap((hover) => hover.contents)) {
    const markdown = typeof content === 'string' ? content : content.value;
    const code = /```\w*\n([\s\S]*?)```/.exec(markdown)?.[1]?.trim();
    if (code !== undefined && code.includes(name)) return { name, text: code, declaredIn: files };
  }
  return undefined;
}

async function declaredIn(document: vscode.TextDocument, at: vscode.Position): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[] | undefined>(
    'vscode.executeDefinitionProvider',
    document.uri,
    at,
  );
  return (found ?? []).map((one) => ('targetUri' in one ? one.targetUri : one.uri).toString());
}
