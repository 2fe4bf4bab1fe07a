import ts from 'typescript';
import type { Analysis } from '../complaint.ts';
import { linesOf } from '../lines.ts';

function strictError(text: string): { readonly message: string; readonly start: number } | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = /at position (\d+)/u.exec(message);
    return { message, start: at ? Number(at[1]) : text.length };
  }
}

/** JSON as RFC 8259 has it; for `jsonc` comments and a trailing comma are allowed, as in VS Code's settings. */
export function jsonSyntax(text: string, languageId: string): Analysis {
  const lines = linesOf(text);
  const parsed = ts.parseConfigFileTextToJson('file.json', text).error;
  // Codes below 2000 are of the grammar; others are about a tsconfig.json, such as an array at the top.
  const error = parsed && parsed.code < 2000 ? parsed : undefined;
  const strict = languageId === 'json' ? strictError(text) : undefined;
  if (languageId === 'json' ? !strict : !error) return { ok: true, complaints: [] };
  const start = error?.start ?? strict?.start ?? 0;
  const message = error ? ts.flattenDiagnosticMessageText(error.messageText, '\n') : (strict?.message ?? 'not valid JSON');
  return {
    ok: true,
    complaints: [
      {
        rule: 'json-syntax',
        // The tool's text quotes its neighbourhood and counts characters: only its first part is the same for the same mistake.
        message: message.replace(/,? (?:\.\.\.)?".*$|in JSON at position.*$/su, '').trim(),
        severity: 'error',
        range: lines.range(start, start + (error?.length ?? 1)),
        blocks: true,
        url: 'https://www.rfc-editor.org/rfc/rfc8259',
      },
    ],
  };
}
