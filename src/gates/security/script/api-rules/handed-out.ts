import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { isFunctionNode, unwrapped } from '../engine/syntax.ts';
import type { FunctionNode } from '../engine/syntax.ts';
import { textOf } from '../engine/values.ts';
import { writtenAs } from './context.ts';
import { nodesIn } from './nodes.ts';

/*
 * What a page is handed: the whole bridge of Electron, CWE-668, or a hold on the page that opened it, CWE-1022:
 * https://www.electronjs.org/docs/latest/tutorial/context-isolation, https://developer.mozilla.org/docs/Web/API/Window/open.
 */

const bridge = /^(?:electron\.)?ipcRenderer(?:\.(?:send|sendSync|invoke|sendToHost|postMessage))?$/u;

/** `send: (channel, ...args) => ipcRenderer.send(channel, ...args)`: the page names the channel, and nobody looks at it. */
function handsOnChannel(node: ts.Node): FunctionNode | undefined {
  if (!isFunctionNode(node) || !node.body || looks.test(node.body.getText())) return undefined;
  const name = node.parameters[0]?.name.getText();
  const isSent = (call: ts.CallExpression): boolean =>
    /ipcRenderer\.(?:send|sendSync|invoke|sendToHost|postMessage)$/u.test(call.expression.getText()) &&
    call.arguments[0]?.getText() === name;
  return name !== undefined && nodesIn(node.body, ts.isCallExpression).some(isSent) ? node : undefined;
}

const looks = /\bif\b|\?[^.?]|&&|\.(?:includes|has|some|startsWith|test)\(|switch|assert|valid|allow/u;

function partsOf(node: ts.Expression): readonly ts.Node[] {
  if (!ts.isObjectLiteralExpression(node)) return [node];
  return node.properties.flatMap((one): readonly ts.Node[] => {
    if (ts.isPropertyAssignment(one)) return partsOf(unwrapped(one.initializer));
    if (ts.isSpreadAssignment(one)) return [unwrapped(one.expression)];
    return ts.isShorthandPropertyAssignment(one) ? [one.name] : [one];
  });
}

/** Notes `contextBridge.exposeInMainWorld('api', { send: ipcRenderer.send })`. */
export function checkBridge(call: Call, engine: Engine): void {
  const [, given] = call.argNodes;
  if (call.name !== 'exposeInMainWorld' || !given) return;
  for (const part of partsOf(writtenAs(given, engine))) {
    const handed = handsOnChannel(ts.isIdentifier(part) ? writtenAs(part, engine) : part);
    if (handed || bridge.test(part.getText().replace(/\.bind\(ipcRenderer\)$/u, '')))
      engine.report('bridge-for-everything', part, handed && isNamedType(handed) ? 'low' : 'medium');
  }
}

/** Whether the program's own text may name some channels only: `channel: 'save' | 'load'`. A script in the page is not held to it. */
function isNamedType({ parameters: [channel] }: FunctionNode): boolean {
  return channel?.type !== undefined && !/^(?:string|any|unknown)$/u.test(channel.type.getText());
}

const ofOthers = /website|homepage|external|outside|sponsor|affiliate|advert|referr|third_?party|publisher|author_?(?:url|link)|social/iu;
const ownStart = /^(?:\/(?!\/)|#|\?|\.|blob:|data:|mailto:|tel:)/u;

/** Words of where an address comes from: its own names, and those that it was put together from. */
function wordsOf(node: ts.Expression, engine: Engine): string {
  const written = writtenAs(node, engine);
  const declaration = ts.isIdentifier(node) ? engine.scopes.resolve(node)?.declaration : undefined;
  const source = declaration && ts.isBindingElement(declaration) ? declaration.parent.parent : undefined;
  return [node, written, source && ts.isVariableDeclaration(source) ? source.initializer : undefined]
    .map((one) => one?.getText() ?? '')
    .join(' ');
}

/** Whether a call opens a window of its own that nobody here makes use of, with no word of its opener. */
function opensPlainly({ node, name, api, args: [, target, features] }: Call): boolean {
  if (name !== 'open' || !ts.isCallExpression(node) || target?.literal?.value !== '_blank') return false;
  if (!/^(?:window\.)?open$/u.test(api ?? node.expression.getText()) || !ts.isExpressionStatement(node.parent)) return false;
  return features === undefined || (features.literal !== undefined && !/noopener|noreferrer/u.test(String(features.literal.value)));
}

/** Notes `window.open(sponsor.website, '_blank')`. */
export function checkOpened(call: Call, engine: Engine): void {
  const [address] = call.args;
  const [node] = call.argNodes;
  if (!address || !node || address.literal || !opensPlainly(call)) return;
  if (!ownStart.test(textOf(address)) && ofOthers.test(wordsOf(node, engine))) engine.report('opener-kept', call.node);
}
