import ts from 'typescript';
import type { Required } from './imports.ts';
import { parsedScript } from './parsed.ts';

/** A place whose types the checker takes on trust. Offsets in UTF-16 units. */
export interface Unchecked {
  readonly start: number;
  readonly end: number;
  /** `the type any in "let x: any"`. */
  readonly what: string;
}

/** Modules that a text says exist: `declare module 'x'`. */
export function declaredModules(text: string, path: string): Required[] {
  if (!/\bmodule\s*['"]/u.test(text)) return [];
  const file = parsedScript(text, path);
  return file.statements.flatMap((node) => {
    if (!ts.isModuleDeclaration(node) || !ts.isStringLiteral(node.name) || /[*!]/u.test(node.name.text)) return [];
    return [{ specifier: node.name.text, start: node.name.getStart(file), end: node.name.end }];
  });
}

/** The type of an assertion or of a variable with a value. */
function isTold(parent: ts.Node, type: ts.Node): boolean {
  if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) return parent.type === type;
  return (
    ts.isVariableDeclaration(parent) && parent.initializer !== undefined && parent.type === type && type.kind === ts.SyntaxKind.AnyKeyword
  );
}

/** `any` where a constraint or a condition only asks for the shape of a type, or where it is a finding of its own. */
function isToldOrAsks(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at) && !ts.isStatement(at); at = at.parent) {
    const { parent } = at;
    if (ts.isCatchClause(parent) || isTold(parent, at)) return true;
    if (ts.isTypeParameterDeclaration(parent) && parent.constraint === at) return true;
    if (ts.isConditionalTypeNode(parent) && parent.extendsType === at) return true;
  }
  return false;
}

function isOfAnything(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return isToldOrAsks(node) ? undefined : 'any';
  if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && node.typeName.text === 'Function') return 'Function';
  return undefined;
}

/** `let a!: A`, and the same of a property that nothing else fills. */
function isPromised(node: ts.Node): boolean {
  if (ts.isPropertyDeclaration(node)) return node.exclamationToken !== undefined && ts.getDecorators(node) === undefined;
  return ts.isVariableDeclaration(node) && node.exclamationToken !== undefined;
}

/** `x is A` of a function that looks at nothing. */
function isIdlePredicate(node: ts.Node): boolean {
  if (!ts.isFunctionLike(node) || !node.type || !ts.isTypePredicateNode(node.type) || !('body' in node)) return false;
  const { body } = node;
  if (body === undefined) return false;
  if (!ts.isBlock(body)) return isConstant(body);
  const [first] = body.statements;
  return (
    body.statements.length === 0 ||
    (body.statements.length === 1 &&
      first !== undefined &&
      ts.isReturnStatement(first) &&
      first.expression !== undefined &&
      isConstant(first.expression))
  );
}

function isConstant(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.TrueKeyword || (ts.isPrefixUnaryExpression(node) && ts.isLiteralExpression(node.operand));
}

/** `return x as T`, where the caller names T: whatever is wanted is believed. */
function isOfCaller(node: ts.Node): boolean {
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return false;
  const { type, expression } = node;
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName) || !ts.isIdentifier(expression)) return false;
  const [wanted, given] = [type.typeName.text, expression.text];
  const around = ts.findAncestor(
    node,
    (one) => ts.isFunctionLike(one) && one.parameters.some(({ name }) => ts.isIdentifier(name) && name.text === given),
  );
  if (around === undefined || !ts.isFunctionLike(around)) return false;
  const isUnknown = around.parameters.some(
    ({ name, type: own }) => ts.isIdentifier(name) && name.text === given && own?.kind === ts.SyntaxKind.UnknownKeyword,
  );
  return isUnknown && around.typeParameters?.some(({ name }) => name.text === wanted) === true;
}

function whatOf(node: ts.Node): string | undefined {
  const anything = isOfAnything(node);
  if (anything !== undefined) return `the type ${anything}`;
  if (isPromised(node)) return 'the sign !';
  if (isIdlePredicate(node)) return 'the type predicate';
  return isOfCaller(node) ? 'the type assertion' : undefined;
}

const mayBe = /\bany\b|\bFunction\b|!\s*:|\bis\b|\basserts\b|\bunknown\b/u;
const most = 60;

/** The line, shortened: two places are the same where it is. */
function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = (text.slice(start).split(/[\r\n]/u, 1)[0] ?? '').trim().replace(/\s+/gu, ' ');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** In JSDoc, where a text is checked by it. `@type {any}` alone is a suppression. */
const inDoc = /@(?:type|param|returns?|property|typedef)\s*\{(?!\s*(?:any|\*|\?)\s*\}\s*)[^}\n]*\b(?:any|Function)\b/gu;

/** What is written so that the checker believes it, in order. */
export function uncheckedTypes(text: string, path: string): Unchecked[] {
  if (!mayBe.test(text)) return [];
  const told = (start: number, end: number, what: string): Unchecked => ({ start, end, what: `${what} in "${lineAt(text, start)}"` });
  if (!/\.[cm]?tsx?$/iu.test(path))
    return [...text.matchAll(inDoc)].map(({ index, 0: found }) => told(index, index + found.length, 'the type any'));
  const file = parsedScript(text, path);
  const found: Unchecked[] = [];
  const waiting: ts.Node[] = [file];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const what = whatOf(node);
    if (what !== undefined) found.push(told(node.getStart(file), node.end, what));
    ts.forEachChild(node, (child) => void waiting.push(child));
  }
  return found.toSorted((a, b) => a.start - b.start);
}
