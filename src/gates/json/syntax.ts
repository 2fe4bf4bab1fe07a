import ts from 'typescript';
import type { Analysis } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { repeatedNames } from './repeated-names.ts';

interface JsonError {
  readonly message: string;
  readonly start: number;
  readonly length: number;
}

function strictError(text: string): JsonError | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = /at position (\d+)/u.exec(message);
    return { message, start: at ? Number(at[1]) : text.length, length: 1 };
  }
}

/** What TypeScript's parser says, which knows comments and gives better places. */
function lenientError(text: string): JsonError | undefined {
  const error = ts.parseConfigFileTextToJson('file.json', text).error;
  // Codes below 2000 are of the grammar; others are about a tsconfig.json, such as an array at the top.
  if (error === undefined || error.code >= 2000) return undefined;
  return { message: ts.flattenDiagnosticMessageText(error.messageText, '\n'), start: error.start ?? 0, length: error.length ?? 1 };
}

/** JSON as RFC 8259 has it, each name of an object once; for `jsonc` comments and a trailing comma are allowed, as in VS Code's settings. */
export function jsonSyntax(text: string, languageId: string): Analysis {
  const lines = linesOf(text);
  const lenient = lenientError(text);
  const strict = languageId === 'json' ? strictError(text) : lenient;
  const error = strict && (lenient ?? strict);
  if (error === undefined) {
    const complaints = repeatedNames(text).map(({ name, start, end }) => ({
      rule: 'json-repeated-name',
      message: `the name "${name.slice(0, 60)}" is there twice: the first value is lost`,
      severity: 'warning' as const,
      range: lines.range(start, end),
      blocks: true,
      url: 'https://www.rfc-editor.org/rfc/rfc8259#section-4',
    }));
    return { ok: true, complaints };
  }
  const { message, start, length } = error;
  return {
    ok: true,
    complaints: [
      {
        rule: 'json-syntax',
        // The tool's text quotes its neighbourhood and counts characters: only its first part is the same for the same mistake.
        message: message.replace(/,? (?:\.\.\.)?".*$|in JSON at position.*$/su, '').trim(),
        severity: 'error',
        range: lines.range(start, start + length),
        blocks: true,
        url: 'https://www.rfc-editor.org/rfc/rfc8259',
      },
    ],
  };
}
