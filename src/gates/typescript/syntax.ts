import ts from 'typescript';
import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { parsedScript } from './parsed.ts';

/** A page that explains an error of TypeScript by its number; the vendor has none. */
export function typescriptErrorUrl(code: number): string {
  return `https://typescript.tv/errors/#ts${code}`;
}

const options: ts.CompilerOptions = { allowJs: true, noLib: true, noResolve: true, target: ts.ScriptTarget.ESNext, jsx: ts.JsxEmit.Preserve };

/** A program of the one file: it knows what JavaScript may not have, which the parser lets pass. */
function syntaxErrors(text: string, path: string): readonly ts.DiagnosticWithLocation[] {
  const file = parsedScript(text, path);
  const program = ts.createProgram([path], options, {
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
  return program.getSyntacticDiagnostics(file);
}

/** The gate `syntax`: the parser's errors, and in JavaScript what only TypeScript may write. Nothing but the text is read. */
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
