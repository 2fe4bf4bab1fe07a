import ts from 'typescript';
import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { mayHaveEarlyErrors } from './early-errors.ts';
import { parsedScript } from './parsed.ts';

/** A page that explains an error of TypeScript by its number; the vendor has none. */
export function typescriptErrorUrl(code: number): string {
  return `https://typescript.tv/errors/#ts${code}`;
}

const options: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  noLib: true,
  noResolve: true,
  types: [],
  alwaysStrict: false,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Legacy,
  jsx: ts.JsxEmit.Preserve,
};

/** A program of the one file: it knows what JavaScript may not have, which the parser lets pass. */
function programOf(file: ts.SourceFile): ts.Program {
  const path = file.fileName;
  return ts.createProgram([path], options, {
    getSourceFile: (name) => (name === path ? file : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === path,
    readFile: () => undefined,
    directoryExists: () => false,
    getDirectories: () => [],
  });
}

/**
 * Early errors of JavaScript that TypeScript leaves to its checker: `with` and `delete` of a name in strict code, jumps that lead
 * nowhere, a second `default`, a label or a name that is there twice, `const` without a value, `yield`, `await`, imports and exports
 * out of place.
 */
const earlyErrors: ReadonlySet<number> = new Set([
  1101, 1102, 1104, 1105, 1107, 1113, 1114, 1115, 1116, 1155, 1163, 1231, 1232, 1233, 1258, 1308, 1473, 1474, 2451, 2528,
]);
/** `return` and `new.target` outside of functions: CommonJS puts its files into one. */
const moduleErrors: ReadonlySet<number> = new Set([1108, 17_013]);
const duplicateName = 2300;
const modifierOutOfPlace = 1184;
/** Larger texts are generated, and would take seconds. Characters. */
const mostChecked = 500_000;

function isModule(file: ts.SourceFile): boolean {
  return /\.(?:mjs|[cm]?tsx?)$/iu.test(file.fileName) || ts.isExternalModule(file);
}

/** JavaScript lets a `var` and a function share a name, but nothing else share that of a class, a `let`, a `const` or an import. */
function isOfItsOwn(file: ts.SourceFile, start: number): boolean {
  let found: ts.Node = file;
  for (
    let at: ts.Node | undefined = file;
    at;
    at = ts.forEachChild(at, (child) => (child.getStart(file) <= start && start < child.end ? child : undefined))
  )
    found = at;
  const { parent } = found;
  if (found === file) return false;
  if (ts.isPrivateIdentifier(found) || (ts.isClassDeclaration(parent) && parent.name === found)) return true;
  if (ts.isImportClause(parent) || ts.isImportSpecifier(parent) || ts.isNamespaceImport(parent)) return parent.name === found;
  return ts.isVariableDeclaration(parent) && parent.name === found && (ts.getCombinedNodeFlags(parent) & ts.NodeFlags.BlockScoped) !== 0;
}

function isEarly({ code, start = 0 }: ts.Diagnostic, file: ts.SourceFile): boolean {
  if (code === modifierOutOfPlace) return file.text.startsWith('export', start);
  return earlyErrors.has(code) || (moduleErrors.has(code) && isModule(file)) || (code === duplicateName && isOfItsOwn(file, start));
}

/** Comments that keep the checker silent. */
const silencing = /@ts-(?:nocheck|ignore|expect-error)/gu;

/** The early errors that TypeScript's checker finds in a text which its parser has none in. It takes several times as long as the parser. */
export function checkedErrors(text: string, path: string): readonly ts.Diagnostic[] {
  // No engine reads comments: neither what they silence nor the types that they declare in JavaScript.
  const heard = text.replace(silencing, (found) => ' '.repeat(found.length));
  const file = ts.createSourceFile(
    path,
    heard,
    { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    true,
  );
  return programOf(file)
    .getSemanticDiagnostics(file)
    .filter((one) => isEarly(one, file));
}

function syntaxErrors(text: string, path: string): readonly ts.Diagnostic[] {
  const file = parsedScript(text, path);
  const found = programOf(file).getSyntacticDiagnostics(file);
  const isChecked = found.length === 0 && text.length <= mostChecked && !file.isDeclarationFile && mayHaveEarlyErrors(file);
  return isChecked ? checkedErrors(text, path) : found;
}

/** The gate `syntax`: the parser's errors, those that keep a text from being loaded, and in JavaScript what only TypeScript may write. Nothing but the text is read. */
export function scriptSyntax(text: string, path: string): Analysis {
  const lines = linesOf(text);
  const complaints = syntaxErrors(text, path)
    .filter((one) => one.category === ts.DiagnosticCategory.Error && one.start !== undefined)
    .map((one): Complaint => {
      const start = one.start ?? 0;
      return {
        rule: `TS${one.code}`,
        message: ts.flattenDiagnosticMessageText(one.messageText, '\n'),
        severity: 'error',
        range: lines.range(start, start + (one.length ?? 0)),
        blocks: true,
        url: typescriptErrorUrl(one.code),
      };
    });
  return { ok: true, complaints };
}
