import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { lastName, unwrapped } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { writtenAs } from './context.ts';
import { equality } from './secrets.ts';

/*
 * Headers that any caller can write and that are asked who the caller is, CWE-290 and CWE-863:
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#security_and_privacy_concerns.
 */

const role = /^(?:x-)?(?:[\w]+-)*(?:roles?|is-?admin|admin|permissions?|privileges?)$/u;
const forwarded = /^(?:x-forwarded-for|x-real-ip|x-client-ip|x-originating-ip|true-client-ip|forwarded)$/u;

/** The header that an expression reads, in small letters: `req.headers['x-role']`, `c.req.header('x-role')`, `headers().get('x-role')`. */
function headerRead(given: ts.Expression): string | undefined {
  const node = unwrapped(given);
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) && lastName(node.expression) === 'headers')
    return node.argumentExpression.text.toLowerCase();
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const [name] = node.arguments;
  const { expression, name: method } = node.expression;
  const isReader = /^(?:get|header)$/u.test(method.text) && /^(?:req|request|headers|ctx|context|c|event)$/iu.test(lastName(expression));
  return isReader && name && ts.isStringLiteralLike(name) ? name.text.toLowerCase() : undefined;
}

/** How often an expression is followed to what it is made of: `var a = a || b` is made of itself. */
const mostSteps = 6;

/** What an expression is made of that leaves its words as they are: a default, small letters, the first of several. */
function coreOf(given: ts.Expression, engine: Engine): ts.Expression {
  let node = writtenAs(given, engine);
  for (let step = 0; step < mostSteps; step += 1) {
    const inner = innerOf(node);
    if (!inner) return node;
    node = writtenAs(inner, engine);
  }
  return node;
}

function innerOf(node: ts.Expression): ts.Expression | undefined {
  if (ts.isBinaryExpression(node)) return /^(?:\?\?|\|\|)$/u.test(node.operatorToken.getText()) ? unwrapped(node.left) : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  if (node.expression.getText() === 'String') return node.arguments[0];
  return ts.isPropertyAccessExpression(node.expression) && /^(?:toLowerCase|toUpperCase|trim|toString)$/u.test(node.expression.name.text)
    ? node.expression.expression
    : undefined;
}

const namesRole = (node: ts.Expression, engine: Engine): boolean => role.test(headerRead(coreOf(node, engine)) ?? '');

/** Whether a value comes from a header that says where a request came from; the last entry is written by the own proxy. */
function isForwarded(value: Value, node: ts.Expression, engine: Engine): boolean {
  if (/\.at\(-\d|\.pop\(\)|\.length\s*-/u.test(coreOf(node, engine).getText())) return false;
  return value.taints.some(({ source }) => {
    const { parent } = source.node;
    const read = ts.isElementAccessExpression(parent) || ts.isPropertyAccessExpression(parent) ? parent : source.node;
    return source.from === 'remote' && source.label.includes('headers') && forwarded.test(headerOfSource(read) ?? '');
  });
}

function headerOfSource(node: ts.Node): string | undefined {
  return ts.isExpression(node) ? headerRead(node) : undefined;
}

const address = /^(?:::1|(?:\d{1,3}\.){3}\d{1,3}|::ffff:[\d.]+)$/u;

/** Notes `req.headers['x-user-role'] === 'admin'`, `forwarded === '127.0.0.1'`. */
export function checkHeaderWords(node: ts.BinaryExpression, engine: Engine): void {
  if (!equality.has(node.operatorToken.kind)) return;
  for (const [one, other] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    const word = engine.recall(other).literal?.value;
    if (typeof word !== 'string' || word === '') continue;
    if (namesRole(one, engine) || (address.test(word) && isForwarded(engine.recall(one), one, engine)))
      engine.report('header-says-who', node);
  }
}

/** Lists of whom to keep out, and what is counted, are no harm to ask. */
const keepsOut = /block|deny|denied|ban|black|seen|hit|count|limit|bucket|cache|spam|proxies|visit|online|session|client/iu;

/** Notes `allowed.has(forwarded)`, `['admin'].includes(req.get('x-role'))`. */
export function checkHeaderLists(call: Call, engine: Engine): void {
  const [value] = call.args;
  const [node] = call.argNodes;
  if (!value || !node || !/^(?:includes|has)$/u.test(call.name) || !call.receiver || !ts.isCallExpression(call.node)) return;
  const list = ts.isPropertyAccessExpression(call.node.expression) ? writtenAs(call.node.expression.expression, engine) : undefined;
  if (list && ts.isArrayLiteralExpression(list) && namesRole(node, engine)) engine.report('header-says-who', call.node);
  else if (!keepsOut.test(call.receiverName) && isForwarded(value, node, engine)) engine.report('header-says-who', call.node);
}
