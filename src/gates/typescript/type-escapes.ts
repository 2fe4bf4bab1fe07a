import ts from 'typescript';
import type { Suppression } from '../suppression.ts';
import { parsedScript } from './parsed.ts';

const mayEscape = /\b(?:any|never|unknown|declare)\b/u;

function holdsAny(type: ts.TypeNode): boolean {
  return (
    type.kind === ts.SyntaxKind.AnyKeyword ||
    ts.forEachChild(type, (child) => (ts.isTypeNode(child) && holdsAny(child)) || undefined) === true
  );
}

function isAssertion(node: ts.Node): node is ts.AsExpression | ts.TypeAssertion {
  return ts.isAsExpression(node) || ts.isTypeAssertionExpression(node);
}

function unwrapped(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? unwrapped(node.expression) : node;
}

/** To `any` or `never`, or by way of another type: the checker believes whatever is written. */
function assertsAnything({ type, expression }: ts.AsExpression | ts.TypeAssertion): boolean {
  return type.kind === ts.SyntaxKind.NeverKeyword || holdsAny(type) || isUnknown(unwrapped(expression));
}

function isUnknown(node: ts.Expression): boolean {
  return isAssertion(node) && node.type.kind === ts.SyntaxKind.UnknownKeyword;
}

function declaresValue(node: ts.Node): boolean {
  const canDeclare =
    ts.isVariableStatement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isEnumDeclaration(node);
  return canDeclare && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true;
}

function takesAnything(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node) && node.initializer !== undefined && node.type?.kind === ts.SyntaxKind.AnyKeyword;
}

/**
 * What switches the type checker off in code: an assertion to `any`, `never` or through `unknown`, a variable of type
 * `any`, and in a file that is no declaration file the word that something exists which nothing else declares.
 */
export function typeEscapes(text: string, path: string): Suppression[] {
  if (!/\.[cm]?tsx?$/iu.test(path) || /\.d\.(?:\w+\.)?[cm]?ts$/iu.test(path) || !mayEscape.test(text)) return [];
  const file = parsedScript(text, path);
  const found: Suppression[] = [];
  const waiting: ts.Node[] = [file];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ((isAssertion(node) && assertsAnything(node)) || declaresValue(node) || takesAnything(node)) {
      const start = node.getStart(file);
      found.push({ gate: 'types', text: text.slice(start, node.end).replace(/\s+/gu, ' '), start, end: node.end, inCode: true });
    } else ts.forEachChild(node, (child) => void waiting.push(child));
  }
  return found.toSorted((a, b) => a.start - b.start);
}
