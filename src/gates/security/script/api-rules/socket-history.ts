import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction } from '../engine/syntax.ts';
import { mentions } from '../mentions.ts';

/* Lists that grow with every message of a socket, CWE-770: https://github.com/websockets/ws#readme, https://socket.io/docs/v4/server-api/. */

const socketModules = /['"](?:ws|socket\.io|@nestjs\/websockets|sockjs|uWebSockets\.js)['"]/u;
const notMessages = /^(?:connection|connect|close|error|open|listening|upgrade|disconnect(?:ing)?|ping|pong)$/u;

/** `socket.on('message', …)`, `@SubscribeMessage('note') …`. */
function takesMessages(node: ts.Node): boolean {
  if (ts.isMethodDeclaration(node))
    return ts.getDecorators(node)?.some(({ expression }) => /^SubscribeMessage\b/u.test(expression.getText())) === true;
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression) || parent.expression.name.text !== 'on')
    return false;
  const [event] = parent.arguments;
  return event !== undefined && ts.isStringLiteralLike(event) && !notMessages.test(event.text);
}

function isInMessage(node: ts.Node): boolean {
  for (let owner = enclosingFunction(node); owner; owner = enclosingFunction(owner)) if (takesMessages(owner)) return true;
  return false;
}

/** The name of a list that outlives the connection: of the file, or of an object of the file's classes. */
function lastingName(list: ts.Expression, engine: Engine): string | undefined {
  if (ts.isPropertyAccessExpression(list)) return list.expression.kind === ts.SyntaxKind.ThisKeyword ? list.name.text : undefined;
  const declaration = ts.isIdentifier(list) ? engine.scopes.resolve(list)?.declaration : undefined;
  return declaration && ts.isVariableDeclaration(declaration) && !enclosingFunction(declaration) ? list.getText() : undefined;
}

/** Whether anything makes the list shorter, or asks how long it is. */
function isBounded(name: string, text: string): boolean {
  const escaped = name.replaceAll('$', '\\$');
  const shorter = String.raw`\.(?:shift|splice|pop|length\s*(?:[<>]|=[^=]))`;
  const replaced = String.raw`\s*=(?!\s*\[\]\s*[;,\n]|\s*new\b|[=>])`;
  return new RegExp(String.raw`\b${escaped}(?:${shorter}|${replaced})`, 'u').test(text);
}

/** Notes a list that keeps every message. */
export function checkHistory(call: Call, engine: Engine): void {
  const { node } = call;
  if (call.name !== 'push' || !ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
  if (!mentions(node, socketModules) || !isInMessage(node)) return;
  const name = lastingName(node.expression.expression, engine);
  if (name !== undefined && !isBounded(name, node.getSourceFile().text)) engine.report('unbounded-history', node);
}
