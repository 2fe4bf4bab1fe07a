import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, unwrapped } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { hasKind } from '../kinds.ts';

/* Parts of a query that may be lists, CWE-704: https://expressjs.com/en/api.html#req.query, https://koajs.com/#request-query. */

const query = "comes from the request's query";

function mayBeList({ shape, api, taints }: Value): boolean {
  return (
    shape === 'unknown' &&
    (api === undefined || /^@request\.query\.\w+$/u.test(api)) &&
    taints.some(({ source, cleared }) => source.label === query && !hasKind(cleared, 'nosql'))
  );
}

const refuses = /\bthrow\b|\b(?:status|sendStatus|code|throw)\(\s*4\d\d|\bstatus\s*=\s*4\d\d/u;

/** Whether a node is a part of the condition on which a request is refused, in a function that asks for no type. */
function isRefusal(node: ts.Node): boolean {
  let at = node;
  while (ts.isBinaryExpression(at.parent) || ts.isPrefixUnaryExpression(at.parent) || ts.isParenthesizedExpression(at.parent))
    at = at.parent;
  if (!ts.isIfStatement(at.parent) || at.parent.expression !== at || !refuses.test(at.parent.thenStatement.getText())) return false;
  return !/\btypeof\b|Array\.isArray/u.test((enclosingFunction(node) ?? node.getSourceFile()).getText());
}

/** `code.length > 12`. */
export function checkLengthOfList(node: ts.BinaryExpression, engine: Engine): void {
  const size = unwrapped(node.left);
  const isAbove =
    node.operatorToken.kind === ts.SyntaxKind.GreaterThanToken || node.operatorToken.kind === ts.SyntaxKind.GreaterThanEqualsToken;
  if (!isAbove || !ts.isPropertyAccessExpression(size) || size.name.text !== 'length') return;
  if (mayBeList(engine.recall(unwrapped(size.expression))) && isRefusal(node)) engine.report('list-for-text', node);
}

/** `name.includes('<')`. */
export function checkPieceOfList({ name, receiver, args, node }: Call, engine: Engine): void {
  if ((name !== 'includes' && name !== 'indexOf') || !receiver || typeof args[0]?.literal?.value !== 'string') return;
  if (mayBeList(receiver) && isRefusal(node)) engine.report('list-for-text', node);
}
