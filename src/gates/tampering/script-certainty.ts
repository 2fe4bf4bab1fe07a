import ts from 'typescript';
import { assertionOf, comparesItself } from './script-assertions.ts';
import { isUnawaited, runsLater } from './script-waiting.ts';

/** How many assertions of a test's body are always met and can fail the test, those of a loop as often as it runs. */
export function certainAssertions(body: ts.Node, rounds: (loop: ts.Node) => number = () => 1): number {
  return certainIn(body, { words: wordsOf(body), rounds });
}

interface Known {
  readonly words: Words;
  rounds(loop: ts.Node): number;
}

/** How often each name is written. */
export type Words = ReadonlyMap<string, number>;

export function wordsOf(root: ts.Node): Words {
  const words = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) words.set(node.text, (words.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return words;
}

function certainIn(node: ts.Node | undefined, known: Known): number {
  if (node === undefined || neverRuns(node, known.words)) return 0;
  return known.rounds(node) * certainOnce(node, (part) => certainIn(part, known));
}

function certainOnce(node: ts.Node, of: (part: ts.Node | undefined) => number): number {
  if (ts.isIfStatement(node)) return of(node.expression) + Math.min(of(node.thenStatement), of(node.elseStatement));
  if (ts.isConditionalExpression(node)) return of(node.condition) + Math.min(of(node.whenTrue), of(node.whenFalse));
  if (isShortCut(node)) return of(node.left);
  if (ts.isTryStatement(node))
    return (node.catchClause !== undefined && swallows(node.catchClause) ? 0 : of(node.tryBlock)) + of(node.finallyBlock);
  if (ts.isSwitchStatement(node)) return of(node.expression);
  if (ts.isCallExpression(node)) return certainCall(node, of);
  return sum(node, of);
}

function sum(node: ts.Node, of: (part: ts.Node) => number): number {
  let found = 0;
  ts.forEachChild(node, (child) => void (found += of(child)));
  return found;
}

function certainCall(call: ts.CallExpression, of: (part: ts.Node) => number): number {
  const { expression } = call;
  const method = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
  const [handler] = call.arguments;
  // `checked().catch(() => {})`
  if (method === 'catch' && handler !== undefined && swallows(handler)) return 0;
  if (runsLater(call)) return 0;
  const strength = assertionOf(call);
  const own = !isUnawaited(call) && strength !== undefined && strength !== 'empty' && !comparesItself(call) ? 1 : 0;
  // What it is to throw is not to hold.
  return own + (/^(?:throws|rejects)/u.test(method) ? 0 : sum(call, of));
}

export function isShortCut(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && /^(?:&&|\|\||\?\?)$/u.test(node.operatorToken.getText());
}

/** Code that no run gets to: a loop over nothing, or a function that nobody names. */
export function neverRuns(node: ts.Node, words: Words): boolean {
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) return isNothing(node.expression);
  if (ts.isWhileStatement(node)) return node.expression.kind === ts.SyntaxKind.FalseKeyword;
  if (ts.isForStatement(node)) return node.condition?.kind === ts.SyntaxKind.FalseKeyword;
  if (ts.isCallExpression(node)) return ts.isPropertyAccessExpression(node.expression) && isNothing(node.expression.expression);
  return ts.isExpressionStatement(node) ? isFunction(node.expression) : isUncalled(node, words);
}

/** A function whose name is written once: where it is declared. */
function isUncalled(node: ts.Node, words: Words): boolean {
  const isNamed =
    ts.isFunctionDeclaration(node) || (ts.isVariableDeclaration(node) && node.initializer !== undefined && isFunction(node.initializer));
  if (!isNamed || node.name === undefined || !ts.isIdentifier(node.name)) return false;
  const isExported = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
  return !isExported && (words.get(node.name.text) ?? 0) <= 1;
}

function isFunction(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function isNothing(node: ts.Expression): boolean {
  return ts.isArrayLiteralExpression(node) && node.elements.length === 0;
}

/** Whether what is thrown ends here: nothing throws it again, fails, or is given it, but for the console. */
function swallows(handler: ts.Node): boolean {
  const caught = ts.isCatchClause(handler)
    ? handler.variableDeclaration?.name.getText()
    : ts.isArrowFunction(handler) || ts.isFunctionExpression(handler)
      ? handler.parameters[0]?.name.getText()
      : undefined;
  if (!ts.isCatchClause(handler) && !isFunction(handler)) return false;
  const passesOn = (node: ts.Node): boolean => {
    if (ts.isThrowStatement(node)) return true;
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText();
      if (assertionOf(node) !== undefined || /\b(?:fail|reject|done)$/u.test(callee)) return true;
      if (!callee.startsWith('console.') && node.arguments.some((one) => one.getText() === caught)) return true;
    }
    return ts.forEachChild(node, (child) => passesOn(child) || undefined) ?? false;
  };
  return !passesOn(handler);
}
