import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, lastName, propertyName, unwrapped } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { writtenAs } from './context.ts';

/* Tokens that stay where scripts read them, CWE-922: https://cheatsheetseries.owasp.org/cheatsheets/HTML5_Security_Cheat_Sheet.html#local-storage. */

const token =
  /^(?:(?:user|my|app|api|admin|current)_?)?(?:access|auth|refresh|id|jwt|bearer|session)_?(?:token|jwt)s?$|^(?:jwt|jwt_?token|auth_?jwt)$/iu;
const key = /(?:^|[.:_-])(?:(?:access|auth|refresh|id|jwt|bearer|session)[.:_-]?token|token|jwt|auth)$/iu;

function isOpen({ literal, closure, shape }: Value): boolean {
  return literal === undefined && closure === undefined && shape !== 'boolean' && shape !== 'number' && shape !== 'nothing';
}

/** How deep objects are looked into. */
const deepest = 4;

/** Whether a token is in what an expression gives, as it is. */
function holdsToken(given: ts.Expression, engine: Engine, depth = 0): boolean {
  const node = unwrapped(given);
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
    if (token.test(lastName(node)) && isOpen(engine.recall(node))) return true;
    return ts.isIdentifier(node) && holdsInObject(writtenAs(node, engine), engine, depth);
  }
  const inner = innerOf(node);
  return inner ? holdsToken(inner, engine, depth + 1) : holdsInObject(node, engine, depth);
}

/** `JSON.stringify(a)`, `a ?? ''`. */
function innerOf(node: ts.Expression): ts.Expression | undefined {
  if (ts.isCallExpression(node)) return /^(?:JSON\.stringify|String)$/u.test(node.expression.getText()) ? node.arguments[0] : undefined;
  return ts.isBinaryExpression(node) && /^(?:\?\?|\|\|)$/u.test(node.operatorToken.getText()) ? node.left : undefined;
}

function holdsInObject(node: ts.Expression, engine: Engine, depth: number): boolean {
  if (!ts.isObjectLiteralExpression(node) || depth > deepest) return false;
  return node.properties.some((one) => {
    if (ts.isShorthandPropertyAssignment(one)) return token.test(one.name.text) && isOpen(engine.recall(one.name));
    if (!ts.isPropertyAssignment(one)) return false;
    const isNamed = token.test(propertyName(one.name) ?? '') && isOpen(engine.recall(one.initializer));
    return isNamed || holdsToken(one.initializer, engine, depth + 1);
  });
}

const encrypted = /encrypt|cipher|seal|hash/iu;

/** A plain `token` is one of somebody who signs in only where they do: `data.token` of an answer, or in a function that signs in. */
function isOfSignIn(node: ts.Expression): boolean {
  if (!/token|jwt/iu.test(lastName(node))) return false;
  const around = enclosingFunction(node)?.getText() ?? '';
  return /log_?in|sign_?in|passw|credential|authenticat/iu.test(around);
}

/** Notes `localStorage.setItem('accessToken', accessToken)`. */
export function checkStoredToken(call: Call, engine: Engine): void {
  const [name] = call.args;
  const [, node] = call.argNodes;
  if (call.name !== 'setItem' || call.receiver?.api !== 'localStorage' || !node || encrypted.test(node.getText())) return;
  const isNamed = key.test(String(name?.literal?.value)) && isOpen(engine.recall(node)) && isOfSignIn(node);
  if (isNamed || holdsToken(node, engine)) engine.report('stored-token', call.node);
}

/** Notes `localStorage.token = …`. */
export function checkStoredTokenProperty({ key: name, object, value, target }: Assignment, engine: Engine): void {
  if (object?.api === 'localStorage' && token.test(name) && isOpen(value)) engine.report('stored-token', target.parent);
}
