import ts from 'typescript';
import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';

/** A page that explains an error of TypeScript by its number; the vendor has none. */
export function typescriptErrorUrl(code: number): string {
  return `https://typescript.tv/errors/#ts${code}`;
}

/** The gate `syntax`: the parser's errors, and in JavaScript what only TypeScript may write. Nothing but the text is read. */
export function scriptSyntax(text: string, path: string): Analysis {
  const lines = linesOf(text);
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    // A declaration file has no output, which the transpiler would complain of.
    fileName: path.replace(/\.d(\.[cm]?ts)$/u, '$1'),
    compilerOptions: { allowJs: true, target: ts.ScriptTarget.ESNext, jsx: ts.JsxEmit.Preserve },
  });
  const complaints = diagnostics
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
