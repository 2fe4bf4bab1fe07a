import { literalLines } from './literal-lines.ts';

/** Whole lines, zero-based, the last one included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

const CONTROL = /^(?:if|for|while|switch|catch|return|else|do|try|with|throw|await|new|super|elif|except|finally|match|case)\b/;
const MODIFIERS = '(?:(?:export|default|public|private|protected|internal|static|abstract|async|override|readonly|final|pub|get|set)\\s+)*';

/** What the first line of a function or a class looks like, its indentation aside. */
const HEADS: Readonly<Record<string, RegExp>> = {
  python: /^(?:async\s+)?(?:def|class)\b/,
  go: /^func\b/,
  rust: new RegExp(`^${MODIFIERS}(?:unsafe\\s+)?(?:fn|impl|struct|trait)\\b`),
};
const ANY_HEAD = new RegExp(
  `^${MODIFIERS}(?:function\\b|class\\b|(?:const|let|var)\\s+[\\w$]+.*(?:=>|\\bfunction\\b)|(?:[\\w$<>[\\],.?]+\\s+)*[#\\w$]+\\s*(?:=\\s*)?\\([^;]*$)`,
);

/**
 * The innermost function or class around a line, by its first line and by indentation: for a text that no language
 * server has read yet, or that is too broken for one.
 */
export function functionAt(text: string, languageId: string, line: number): LineRange | undefined {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const inside = literalLines(lines.join('\n'), languageId);
  const code = lines.map((one, index) => (inside.has(index) || one.trim() === '' ? undefined : one));
  for (let first = Math.min(line, lines.length - 1); first >= 0; first -= 1) {
    const head = code[first];
    if (head === undefined || !isHead(head.trim(), languageId)) continue;
    const last = endOf(code, first, languageId);
    if (last >= line) return { first: withDecorators(code, first), last };
  }
  return undefined;
}

const HASH_COMMENTS = /^(?:python|ruby|shellscript|yaml|perl|r|julia)$/;

/**
 * The function or class that a comment or decorator at a line stands above: where its comment begins, and the line below it.
 * Undefined: the line is neither, or nothing stands below it.
 */
export function commentedAt(text: string, languageId: string, line: number): { readonly first: number; readonly code: number } | undefined {
  const lines = text.split(/\r\n|\n/);
  const isAbove = (at: number): boolean => {
    const one = lines[at]?.trim() ?? '';
    return /^(?:\/\/|\/\*|\*|@)/.test(one) || (HASH_COMMENTS.test(languageId) && one.startsWith('#'));
  };
  if (!isAbove(line)) return undefined;
  let [first, code] = [line, line];
  while (isAbove(first - 1)) first -= 1;
  while (isAbove(code)) code += 1;
  return isHead(lines[code]?.trim() ?? '', languageId) ? { first, code } : undefined;
}

function isHead(line: string, languageId: string): boolean {
  return !CONTROL.test(line) && (HEADS[languageId] ?? ANY_HEAD).test(line);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The last line of what begins at `first`: all that is indented further, and the bracket that closes it. */
function endOf(code: readonly (string | undefined)[], first: number, languageId: string): number {
  const own = indentOf(code[first] ?? '');
  let last = first;
  for (let index = first + 1; index < code.length; index += 1) {
    const line = code[index];
    if (line === undefined) continue;
    if (indentOf(line) > own) {
      last = index;
      continue;
    }
    const closes = indentOf(line) === own && /^[)\]}]/.test(line.trim());
    if (!closes) return last;
    last = index;
    // `) {` and `):` end a signature over several lines, what follows is the body.
    if (!/[{:]\s*$/.test(line) && (languageId === 'python' || line.trim().startsWith('}'))) return last;
  }
  return last;
}

function withDecorators(code: readonly (string | undefined)[], first: number): number {
  const own = indentOf(code[first] ?? '');
  let top = first;
  while (top > 0 && code[top - 1]?.trim().startsWith('@') === true && indentOf(code[top - 1] ?? '') === own) top -= 1;
  return top;
}
