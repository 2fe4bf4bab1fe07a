import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { lastName, unwrapped } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';

/*
 * What a request leaves behind: its body in memory, its files on the disk, its secrets in the log.
 * https://nodejs.org/api/stream.html#event-data, https://github.com/expressjs/multer#diskstorage, CWE-400, CWE-434, CWE-532.
 */

const bounds = /\blength\b|byteLength|destroy|pause\(|limit|max|abort|size/iu;

function hearsBody(call: Call): boolean {
  return call.name === 'on' && call.args[0]?.literal?.value === 'data' && /^@request$|^@koa\.req$/u.test(call.receiver?.api ?? '');
}

function checkBody(call: Call, engine: Engine): void {
  if (!hearsBody(call)) return;
  const text = call.args[1]?.closure?.node.getText() ?? '';
  const isBounded = bounds.test(text) || /content-length/iu.test(call.node.getSourceFile().text);
  if (/\+=|\.push\(|concat\(/u.test(text) && !isBounded) engine.report('unbounded-body', call.node);
}

function checkUpload(call: Call, engine: Engine): void {
  const names = call.api === 'multer.diskStorage' ? call.args[0]?.fields?.get('filename')?.closure?.node : undefined;
  if (!names || names.getSourceFile().text.includes('fileFilter')) return;
  const visit = (node: ts.Node): void => {
    const [, name] = ts.isCallExpression(node) ? node.arguments : [];
    if (name && ts.isCallExpression(node) && ts.isIdentifier(node.expression) && keepsName(name)) engine.report('unrestricted-upload', node);
    ts.forEachChild(node, visit);
  };
  visit(names);
}

/** Whether the name that a file came with is in an expression, not only its ending. */
function keepsName(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'originalname') return true;
  if (ts.isCallExpression(node) && !/^(?:replace|toLowerCase|trim|join|concat|basename)$/u.test(lastName(node.expression))) return false;
  return ts.forEachChild(node, keepsName) === true;
}

const secret = /^(?:passw(?:or)?d|passphrase|pwd|client_?secret|api_?key|(?:access|refresh|auth|session|reset)_?token|private_?key|credit_?card(?:_?number)?|card_?number|cvv|cvc|ssn)$/iu;
const loggers = /^(?:console|log|logger|winston|pino|log4js|logging)$/iu;
const levels: ReadonlySet<string> = new Set(['log', 'info', 'warn', 'error', 'debug', 'trace', 'fatal', 'verbose']);

function checkLogged(call: Call, engine: Engine): void {
  if (!levels.has(call.name) || !loggers.test(call.receiverName)) return;
  const told = call.argNodes.find((node, index) => call.args[index]?.literal === undefined && tellsSecret(node, engine));
  if (told) engine.report('secret-in-log', told);
}

/** Whether a secret is in what is logged, as it is: not its length, not what a function made of it. */
function tellsSecret(given: ts.Expression, engine: Engine): boolean {
  const node = unwrapped(given);
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) return secret.test(lastName(node)) && isKnownToNobody(engine.recall(node));
  if (ts.isObjectLiteralExpression(node)) return node.properties.some((one) => tellsSecretField(one, engine));
  return partsOf(node).some((one) => tellsSecret(one, engine));
}

/** What of an expression is in the text that it makes. */
function partsOf(node: ts.Expression): readonly ts.Expression[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map((span) => span.expression);
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? [node.left, node.right] : [];
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  return ts.isCallExpression(node) && node.expression.getText() === 'JSON.stringify' ? node.arguments.slice(0, 1) : [];
}

function tellsSecretField(field: ts.ObjectLiteralElementLike, engine: Engine): boolean {
  if (ts.isShorthandPropertyAssignment(field)) return secret.test(field.name.text);
  return ts.isPropertyAssignment(field) && tellsSecret(field.initializer, engine);
}

function isKnownToNobody({ literal, shape, closure }: Value): boolean {
  return literal === undefined && closure === undefined && shape !== 'boolean' && shape !== 'number';
}

/** Notes what a request may leave behind. */
export function checkRequests(call: Call, engine: Engine): void {
  checkBody(call, engine);
  checkUpload(call, engine);
  checkLogged(call, engine);
}
