import type { Node, Tree } from 'web-tree-sitter';

/** A place where a grammar could not go on. Offsets are UTF-16 units. */
export interface SyntaxError {
  /** ``expected `)` ``, ``unexpected `}` ``. */
  readonly message: string;
  /** What is marked: a token. */
  readonly start: number;
  readonly end: number;
  /** What was skipped, and so not checked: from `start` or before it, to `end` or after it. */
  readonly area: { readonly start: number; readonly end: number };
  /** The token that is not there. */
  readonly missing?: string;
  /** A token without a name is not there, somewhere in the area: most often what ends a statement, which may be left out. */
  readonly hidden?: true;
}

/** More say no more: a text that cannot be read at all has one at every word. */
const mostErrors = 50;
const longestQuote = 30;
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** What the parser of tree-sitter could not read, in order. It goes on after an error, so what follows from one is seldom listed. */
export function syntaxErrorsOf(tree: Tree, text: string): readonly SyntaxError[] {
  const found: SyntaxError[] = [];
  const waiting: Node[] = [tree.rootNode];
  for (let node = waiting.pop(); node !== undefined && found.length < mostErrors; node = waiting.pop()) {
    if (node.isMissing) found.push(missing(node));
    else if (node.isError) found.push(unexpected(node, text));
    else if (node.hasError) {
      const wrong = node.children.filter((child) => child.hasError || child.isError || child.isMissing);
      if (wrong.length === 0 && !isEmptyCollection(node, text)) found.push(hidden(node));
      waiting.push(...wrong.toReversed());
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** `[]` in C# 12 is an expression; the grammar wants a name in it. */
function isEmptyCollection({ type, startIndex, endIndex, parent }: Node, text: string): boolean {
  if (type !== 'identifier' || startIndex !== endIndex || parent?.parent?.type !== 'element_binding_expression') return false;
  return text.slice(0, startIndex).trimEnd().endsWith('[') && text.slice(startIndex).trimStart().startsWith(']');
}

function hidden({ startIndex, endIndex }: Node): SyntaxError {
  const area = { start: startIndex, end: endIndex };
  return { message: 'expected the end of a statement', ...area, area, hidden: true };
}

function missing(node: Node): SyntaxError {
  const { type, isNamed, startIndex, endIndex } = node;
  const what = isNamed ? `a ${type.replaceAll('_', ' ')}` : `\`${type.replaceAll('\n', 'end of line')}\``;
  const area = { start: startIndex, end: endIndex };
  return { message: `expected ${what}`, start: startIndex, end: endIndex, area, missing: type };
}

function unexpected(node: Node, text: string): SyntaxError {
  const area = { start: node.startIndex, end: node.endIndex };
  const open = unclosed(node);
  if (open !== undefined) return { message: `\`${open.type}\` is not closed`, start: open.startIndex, end: open.endIndex, area };
  const skipped = text.slice(area.start, area.end).trim();
  const first = firstToken(node);
  const quoted =
    skipped.length <= longestQuote && !skipped.includes('\n')
      ? skipped
      : text.slice(first.start, Math.min(first.end, first.start + longestQuote));
  const word = quoted.replace(/\s+/gu, ' ').trim();
  return { message: word === '' ? 'unexpected end of the text' : `unexpected \`${word}\``, ...first, area };
}

/** The innermost bracket among the skipped tokens that has no partner there. */
function unclosed(node: Node): Node | undefined {
  const open: Node[] = [];
  for (const child of node.children) {
    if (Object.hasOwn(closers, child.type)) open.push(child);
    else if (child.type === closers[open.at(-1)?.type ?? '']) open.pop();
  }
  return open.at(-1);
}

/** Where the marked token is: the first one that was skipped. */
function firstToken(node: Node): { readonly start: number; readonly end: number } {
  let at = node;
  for (let child = at.firstChild; child !== null; child = at.firstChild) at = child;
  return { start: at.startIndex, end: Math.max(at.endIndex, at.startIndex) };
}
