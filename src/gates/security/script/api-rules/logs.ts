import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, lastName, unwrapped } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';

/* Secrets in the log, CWE-532: https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html, https://getpino.io/#/docs/redaction. */

const secret =
  /^(?:passw(?:or)?d|passphrase|pwd|client_?secret|api_?key|(?:access|refresh|auth|session|reset|id|bearer)_?token|private_?key|credit_?card(?:_?number)?|card_?number|cvv|cvc|ssn|authorization)$/iu;
/** Names that in a parser mean something else. */
const perhaps = /^(?:token|jwt|secret|otp)$/iu;
const ofLogin = /passw|log_?in|sign_?in|jwt|jsonwebtoken|\bauth|session|bearer/iu;
const loggers = /^(?:console|log|logger|winston|pino|log4js|logging|bunyan|loglevel)$|Logger$/iu;
const loggerApis =
  /^(?:pino|winston\.createLogger|bunyan\.createLogger|log4js\.getLogger|loglevel\.getLogger|@nestjs\/common\.Logger)\(\)\.\w+$/u;
const levels: ReadonlySet<string> = new Set(['log', 'info', 'warn', 'error', 'debug', 'trace', 'fatal', 'verbose']);

function isSecret(name: string, node: ts.Node): boolean {
  return secret.test(name) || (perhaps.test(name) && ofLogin.test(node.getSourceFile().text));
}

/** Notes a secret that is written to the log, unless the logger takes such out. */
export function checkLogged(call: Call, engine: Engine): void {
  if (!levels.has(call.name) || !(loggers.test(call.receiverName) || loggerApis.test(call.api ?? ''))) return;
  if (/\bredact\s*[:(]/u.test(call.node.getSourceFile().text)) return;
  const told = call.argNodes.find((node, index) => call.args[index]?.literal === undefined && tellsSecret(node, engine));
  if (told) engine.report('secret-in-log', told);
}

/** The name of what is read: `x`, `user.password`, `headers['authorization']`, `req.get('authorization')`. */
function nameRead(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) return lastName(node);
  const key = ts.isElementAccessExpression(node)
    ? node.argumentExpression
    : ts.isCallExpression(node) && /^(?:get|header)$/u.test(lastName(node.expression))
      ? node.arguments[0]
      : undefined;
  return key && ts.isStringLiteralLike(key) ? key.text : undefined;
}

/** Whether a secret is in what is logged, as it is: not its length, not what a function made of it. */
function tellsSecret(given: ts.Expression, engine: Engine): boolean {
  const node = unwrapped(given);
  const name = nameRead(node);
  if (name !== undefined) return (isSecret(name, node) && isKnownToNobody(engine.recall(node))) || isWholeLogin(node, engine);
  if (ts.isObjectLiteralExpression(node)) return node.properties.some((one) => tellsSecretField(one, engine));
  return partsOf(node).some((one) => tellsSecret(one, engine));
}

/** The whole body of a request that holds a password, as what is read of it shows. */
function isWholeLogin(node: ts.Expression, engine: Engine): boolean {
  if (engine.recall(node).api !== '@request.body') return false;
  return /\bpassw(?:or)?d\b/iu.test((enclosingFunction(node) ?? node.getSourceFile()).getText());
}

/** What of an expression is in the text that it makes. */
function partsOf(node: ts.Expression): readonly ts.Expression[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map((span) => span.expression);
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? [node.left, node.right] : [];
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  return ts.isCallExpression(node) && node.expression.getText() === 'JSON.stringify' ? node.arguments.slice(0, 1) : [];
}

function tellsSecretField(field: ts.ObjectLiteralElementLike, engine: Engine): boolean {
  if (ts.isShorthandPropertyAssignment(field)) return isSecret(field.name.text, field) && isKnownToNobody(engine.recall(field.name));
  if (!ts.isPropertyAssignment(field)) return false;
  const value = unwrapped(field.initializer);
  const named = isSecret(field.name.getText().replaceAll(/^['"]|['"]$/gu, ''), field) && nameRead(value) !== undefined;
  return (named && isKnownToNobody(engine.recall(value))) || tellsSecret(field.initializer, engine);
}

function isKnownToNobody({ literal, shape, closure }: Value): boolean {
  return literal === undefined && closure === undefined && shape !== 'boolean' && shape !== 'number';
}
