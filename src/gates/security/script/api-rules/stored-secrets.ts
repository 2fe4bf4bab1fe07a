import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { lastName, unwrapped } from '../engine/syntax.ts';
import { textOf } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';
import { writtenAs } from './context.ts';

/*
 * Passwords that are kept or sent where others read them, CWE-522:
 * https://developer.mozilla.org/docs/Web/API/Web_Storage_API, https://cheatsheetseries.owasp.org/cheatsheets/HTML5_Security_Cheat_Sheet.html.
 */

const password = /^(?:(?:user|login|account|plain|raw|new|current)?_?passw(?:or)?d|passphrase|passcode|pwd|cvv|cvc|card_?number|ssn)$/iu;
const storage = /^(?:localStorage|sessionStorage|AsyncStorage|@react-native-async-storage\/async-storage)$/u;

/** Whether a password is in what an expression gives, as it is: not its length, not what a function made of it. */
function holdsPassword(given: ts.Expression, engine: Engine): boolean {
  const node = unwrapped(given);
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'value') return password.test(lastName(node.expression));
  if (ts.isIdentifier(node)) return (password.test(node.text) && isOpen(engine.recall(node))) || holdsInDeclaration(node, engine);
  if (ts.isPropertyAccessExpression(node)) return password.test(node.name.text) && isOpen(engine.recall(node));
  if (ts.isObjectLiteralExpression(node)) return node.properties.some((one) => holdsInField(one, engine));
  return partsOf(node).some((one) => holdsPassword(one, engine));
}

/** `const saved = JSON.stringify({ password })`. */
function holdsInDeclaration(node: ts.Identifier, engine: Engine): boolean {
  const written = writtenAs(node, engine);
  return (
    written !== node &&
    (ts.isObjectLiteralExpression(written) || ts.isCallExpression(written) || ts.isTemplateExpression(written)) &&
    written.end <= node.pos &&
    holdsPassword(written, engine)
  );
}

function holdsInField(field: ts.ObjectLiteralElementLike, engine: Engine): boolean {
  if (ts.isShorthandPropertyAssignment(field)) return password.test(field.name.text) && isOpen(engine.recall(field.name));
  return ts.isPropertyAssignment(field) && holdsPassword(field.initializer, engine);
}

function partsOf(node: ts.Expression): readonly ts.Expression[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map((span) => span.expression);
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? [node.left, node.right] : [];
  return ts.isCallExpression(node) && /^(?:JSON\.stringify|btoa|encodeURIComponent|String)$/u.test(node.expression.getText())
    ? node.arguments.slice(0, 1)
    : [];
}

function isOpen({ literal, closure, shape }: Value): boolean {
  return literal === undefined && closure === undefined && shape !== 'boolean' && shape !== 'number';
}

const made = /hash|encrypt|digest|seal|cipher|strength|visible|length|score/iu;

const cookies: ReadonlySet<string> = new Set([
  'js-cookie.set',
  'Cookies.set',
  'nookies.set',
  'cookies-next.setCookie',
  '@response.cookie',
  '@koa.cookies.set',
]);

function isStore({ api, name, receiver }: Call): boolean {
  return name === 'setItem' ? storage.test(receiver?.api ?? '') : api !== undefined && cookies.has(api);
}

/** Notes `localStorage.setItem('login', JSON.stringify({ name, password }))`, and a cookie of that kind. */
export function checkStoredSecret(call: Call, engine: Engine): void {
  const [key] = call.args;
  const [, node] = call.argNodes;
  if (!node || !isStore(call) || made.test(node.getText())) return;
  const named = password.test(String(key?.literal?.value)) && isOpen(engine.recall(node));
  if (named || holdsPassword(node, engine)) engine.report('stored-password', call.node);
}

/** Notes `localStorage.password = …`, and `document.cookie = 'password=' + …`. */
export function checkStoredSecretProperty({ key, object, value, target }: Assignment, engine: Engine): void {
  if (storage.test(object?.api ?? '') && password.test(key) && isOpen(value)) engine.report('stored-password', target.parent);
  if (key === 'cookie' && object?.api === 'document' && /(?:^|[;\s])(?:password|passwd|pwd)=[\0\u0001]/iu.test(textOf(value)))
    engine.report('stored-password', target.parent);
}
