import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { isFunctionNode, lastName } from '../engine/syntax.ts';
import { nodesIn } from './nodes.ts';

/* Events that only some may send, CWE-285: https://socket.io/docs/v4/server-socket-instance/#socketonevent-callback, https://socket.io/docs/v4/middlewares/. */

const forFew =
  /^(?:admin[:_.\-/].+|(?:un)?ban(?:[:_-]?(?:user|player|member))?|kick(?:[:_-]?(?:user|player|member))?|(?:un)?mute[:_-]?(?:user|player|member)|promote\w*|demote\w*|(?:grant|revoke)[:_-]?\w+|(?:set|change)[:_-]?role|delete[:_-]?(?:user|account|channel|room)|shut[:_-]?down|restart[:_-]?server)$/iu;
const asks = /\broles?\b|admin|moderat|permi|is_?mod|owner|author(?:iz|is)|privileg|\bacl\b|creator|staff|rights?\b/iu;
const asksWhether = /\b(?:can|may)[A-Z]|\bhost\b/u;

/** The sockets that a server is given: the parameters of `io.on('connection', (socket) => …)`. */
function isOfServer(name: string, node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (!isFunctionNode(at) || at.parameters[0]?.name.getText() !== name) continue;
    const { parent } = at;
    const [event] = ts.isCallExpression(parent) ? parent.arguments : [];
    return event !== undefined && ts.isStringLiteralLike(event) && /^connect(?:ion)?$/u.test(event.text);
  }
  return false;
}

function eventOf({ expression, arguments: given }: ts.CallExpression): string | undefined {
  const [event, listener] = given;
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'on' || !event || !listener) return undefined;
  return ts.isStringLiteralLike(event) && isFunctionNode(listener) ? event.text : undefined;
}

/** Whether the listener hands on who it is, so that others may look. */
function handsOnWho(listener: ts.Node, socket: string): boolean {
  return nodesIn(listener, ts.isIdentifier).some(
    ({ text }) => text === socket || /user|session|actor|sender|^me$/iu.test(text.replace(/userId$/u, '')),
  );
}

/** Notes `socket.on('ban', (id) => bans.add(id))` where nothing in the text looks at who may. */
export function openSocketEvents(file: ts.SourceFile): Report[] {
  if (!/['"]socket\.io['"]/u.test(file.text)) return [];
  const found = nodesIn(file, ts.isCallExpression).filter((call) => {
    const event = eventOf(call);
    const socket = ts.isPropertyAccessExpression(call.expression) ? lastName(call.expression.expression) : '';
    if (event === undefined || !forFew.test(event) || !isOfServer(socket, call)) return false;
    const [, listener] = call.arguments;
    return listener !== undefined && isFunctionNode(listener) && listener.body !== undefined && !handsOnWho(listener.body, socket);
  });
  const events = found.map(eventOf);
  const rest = events.reduce<string>((text, event) => text.replaceAll(`'${event ?? ''}'`, ''), file.text.replaceAll('"', "'"));
  return asks.test(rest) || asksWhether.test(rest) ? [] : found.map((node) => ({ rule: 'right-not-checked', node }));
}
