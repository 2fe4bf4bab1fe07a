import ts from 'typescript';
import type { Rounds } from './test-facts.ts';

/** How many different rows a list that is written out, here or under a name that the file gives once, has. */
function rowsOf(node: ts.Expression): Rounds {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'slice')
    return partOf(node.expression.expression, node.arguments);
  // As many as there are, whatever becomes of each.
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'map')
    return rowsOf(node.expression.expression);
  const list = listOf(node);
  if (list === undefined || list.elements.some(ts.isSpreadElement)) return undefined;
  return new Set(list.elements.map((one) => one.getText().replaceAll(/\s+/gu, ' '))).size;
}

/** `rows.slice(0, 1)`: as many as a part of a list has. */
function partOf(list: ts.Expression, limits: readonly ts.Expression[]): Rounds {
  const [all, ...ends] = [rowsOf(list), ...limits.map((one) => Number(one.getText()))];
  return all === undefined || ends.some(Number.isNaN) ? undefined : Array.from({ length: all }).slice(...ends.slice(0, 2)).length;
}

function listOf(node: ts.Expression): ts.ArrayLiteralExpression | undefined {
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node)) return listOf(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node;
  if (!ts.isIdentifier(node)) return undefined;
  const named = node
    .getSourceFile()
    .statements.flatMap((one) => (ts.isVariableStatement(one) ? [...one.declarationList.declarations] : []))
    .filter(({ name }) => name.getText() === node.text);
  const value = named.length === 1 ? named[0]?.initializer : undefined;
  return value === undefined || ts.isIdentifier(value) ? undefined : listOf(value);
}

/** The rows of `test.each(rows)(name, body)`; 1 where there is no table. */
export function tableOf(call: ts.CallExpression): { readonly rows: Rounds; readonly isEmpty: boolean } {
  const { expression: made } = call;
  if (ts.isTaggedTemplateExpression(made)) return { rows: undefined, isEmpty: false };
  const isTable =
    ts.isCallExpression(made) && ts.isPropertyAccessExpression(made.expression) && /^(?:each|for)$/u.test(made.expression.name.text);
  const [list] = isTable ? made.arguments : [];
  const rows = list === undefined ? 1 : rowsOf(list);
  const body = call.arguments.find((one) => ts.isArrowFunction(one) || ts.isFunctionExpression(one));
  const isUsed = body === undefined || !(ts.isArrowFunction(body) || ts.isFunctionExpression(body)) || uses(body.body, body.parameters);
  return { rows: rows === undefined ? undefined : isUsed ? Math.max(1, rows) : 1, isEmpty: rows === 0 };
}

/** How often what is in a node is run: the rounds of a loop over a list, 1 for anything else. */
export function roundsOf(node: ts.Node): Rounds {
  if (ts.isForOfStatement(node))
    return ts.isVariableDeclarationList(node.initializer) && uses(node.statement, node.initializer.declarations)
      ? atLeastOnce(rowsOf(node.expression))
      : 1;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'forEach') return 1;
  const [body] = node.arguments;
  const isUsed = body !== undefined && (ts.isArrowFunction(body) || ts.isFunctionExpression(body)) && uses(body.body, body.parameters);
  return isUsed ? atLeastOnce(rowsOf(node.expression.expression)) : 1;
}

function atLeastOnce(rows: Rounds): Rounds {
  return rows === undefined ? undefined : Math.max(1, rows);
}

/** What goes through a list and is used nowhere makes each round the same. */
function uses(body: ts.Node, bound: readonly { readonly name: ts.BindingName }[]): boolean {
  const names = new Set(bound.flatMap(({ name }) => name.getText().match(/[\w$]+/gu) ?? []));
  const isUse = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && names.has(node.text)) || (ts.forEachChild(node, (child) => isUse(child) || undefined) ?? false);
  return isUse(body);
}
