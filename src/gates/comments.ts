import ts from 'typescript';
import type { CommentRange } from './suppression.ts';
import { parsedScript } from './typescript/parsed.ts';

const mayHoldDirective = /@ts-|@type\b|eslint|global|exported|centuria-ignore/iu;

/** Comments of JavaScript or TypeScript, by the parser: what is in a string, a template or JSX text is none. */
export function scriptComments(text: string, path: string): CommentRange[] {
  if (!mayHoldDirective.test(text)) return [];
  const file = parsedScript(text, path);
  const found = new Map<number, CommentRange>();
  const add = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const { pos, end } of ranges ?? []) found.set(pos, { start: pos, end });
  };
  const waiting: ts.Node[] = [file];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === ts.SyntaxKind.JsxText) continue;
    const children = node.getChildren(file);
    if (children.length > 0) {
      waiting.push(...children);
      continue;
    }
    // What follows a JSX tag or template part on the line is text, not a comment.
    add(ts.getLeadingCommentRanges(text, node.pos));
    if (!endsInText(node)) add(ts.getTrailingCommentRanges(text, node.end));
  }
  return [...found.values()].toSorted((a, b) => a.start - b.start);
}

function endsInText(node: ts.Node): boolean {
  const { parent } = node;
  if (node.kind === ts.SyntaxKind.TemplateHead || node.kind === ts.SyntaxKind.TemplateMiddle) return false;
  return (
    (node.kind === ts.SyntaxKind.GreaterThanToken &&
      (ts.isJsxOpeningElement(parent) || ts.isJsxOpeningFragment(parent) || isNestedClosing(parent))) ||
    (node.kind === ts.SyntaxKind.CloseBraceToken && ts.isJsxExpression(parent) && !ts.isJsxAttribute(parent.parent))
  );
}

function isNestedClosing(node: ts.Node): boolean {
  const closes = ts.isJsxClosingElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxClosingFragment(node);
  const outer = ts.isJsxSelfClosingElement(node) ? node.parent : node.parent.parent;
  return closes && (ts.isJsxElement(outer) || ts.isJsxFragment(outer));
}
