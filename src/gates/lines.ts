import type { TextRange } from '../core/gate.ts';

/** Lines of a text as the Language Server Protocol counts them: `\n`, `\r\n` and `\r` end one. */
export interface Lines {
  readonly count: number;
  /** A line's text without its end; empty beyond the last line. */
  text(line: number): string;
  position(offset: number): { readonly line: number; readonly column: number };
  offset(line: number, column: number): number;
  range(start: number, end: number): TextRange;
}

const lspLineEnd = /\r\n|\n|\r/gu;
const ecmaLineEnd = /\r\n|[\n\r\u2028\u2029]/gu;

function startsOf(text: string, end: RegExp): number[] {
  const starts = [0];
  for (const match of text.matchAll(end)) starts.push(match.index + match[0].length);
  return starts;
}

function linesFrom(text: string, starts: readonly number[]): Lines {
  const startOf = (line: number): number => starts[line] ?? text.length;
  const position = (offset: number): { line: number; column: number } => {
    const wanted = Math.min(Math.max(offset, 0), text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (startOf(middle) <= wanted) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: wanted - startOf(low) };
  };
  return {
    count: starts.length,
    text: (line) => text.slice(startOf(line), startOf(line + 1)).replace(/[\r\n\u2028\u2029]+$/u, ''),
    position,
    offset: (line, column) => Math.min(startOf(line) + Math.max(column, 0), text.length),
    range: (start, end) => {
      const from = position(start);
      const to = position(Math.max(start, end));
      return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
    },
  };
}

/** Lines as an editor counts them. */
export function linesOf(text: string): Lines {
  return linesFrom(text, startsOf(text, lspLineEnd));
}

/** Lines as ECMAScript counts them (U+2028 and U+2029 end one too), which is how ESLint reports. */
export function ecmaLinesOf(text: string): Lines {
  return linesFrom(text, startsOf(text, ecmaLineEnd));
}
