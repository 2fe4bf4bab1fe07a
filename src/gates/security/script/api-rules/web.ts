import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { isFunctionNode, unwrapped } from '../engine/syntax.ts';
import type { FunctionNode } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { identifiersIn, writtenAs } from './context.ts';

/* Messages between windows: https://developer.mozilla.org/docs/Web/API/Window/postMessage. */

function literal(value: Value | undefined): unknown {
  return value?.literal?.value;
}

function isListener(call: Call, engine: Engine): boolean {
  if (call.name !== 'addEventListener' || literal(call.args[0]) !== 'message') return false;
  return call.receiver === undefined || call.receiver.api === 'window' || isDeclaredWindow(call, engine);
}

/** Whether the object of a call is declared as a window: `host: Window`, `private readonly host: Window` behind `this`. */
function isDeclaredWindow({ node }: Call, engine: Engine): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const object = unwrapped(node.expression.expression);
  const declaration = ts.isIdentifier(object) ? engine.scopes.resolve(object)?.declaration : fieldOf(object, engine);
  const type = declaration && (ts.isParameter(declaration) || ts.isPropertyDeclaration(declaration)) ? declaration.type : undefined;
  return type !== undefined && /^(?:Window|WindowProxy)\b/u.test(type.getText());
}

function fieldOf(object: ts.Expression, engine: Engine): ts.Node | undefined {
  if (!ts.isPropertyAccessExpression(object) || object.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const owner = engine.scopes.self(object).declaration;
  if (!ts.isClassLike(owner)) return undefined;
  const parameters = owner.members.filter(ts.isConstructorDeclaration).flatMap((one) => [...one.parameters]);
  return [...owner.members.filter(ts.isPropertyDeclaration), ...parameters].find((one) => one.name.getText() === object.name.text);
}

/** A part of an origin is also in that of a site of the attacker's. */
const partlyChecked = /\borigin\s*\.\s*(?:indexOf|includes|search|startsWith|endsWith)\(\s*(?!['"]\.)/u;

/** The functions of the text that a listener hands its whole event to, or, of elsewhere, the names of those that say what they check. */
function askedAbout(listener: FunctionNode, engine: Engine): string[] {
  const event = listener.parameters[0]?.name.getText();
  const asked: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.arguments.some((one) => one.getText() === event)) {
      const declaration = ts.isIdentifier(node.expression) ? engine.scopes.resolve(node.expression)?.declaration : undefined;
      if (declaration && !ts.isImportSpecifier(declaration) && !ts.isImportClause(declaration)) asked.push(declaration.getText());
      else if (/trust|allowed|origin|own(?:ed|er)?$|ours|same|valid|known|sender/iu.test(node.expression.getText())) asked.push('origin');
    }
    ts.forEachChild(node, visit);
  };
  visit(listener);
  return asked;
}

function checkListener(value: Value | undefined, node: ts.Node, engine: Engine): void {
  const listener = value?.closure?.node;
  if (!listener || !isFunctionNode(listener)) return;
  const text = [listener.getText(), ...askedAbout(listener, engine)].join('\n');
  const isChecked = /\borigin\b|\.source\b|isTrusted/u.test(text) && !partlyChecked.test(text);
  if (/\bdata\b/u.test(text) && !isChecked) engine.report('message-from-anyone', node);
}

const windows = /^(?:parent|top|opener|contentWindow|popup|frame|child)$|Window$/u;
const personal = /token|secret|passw|session|credential|auth|jwt|api_?key|email|profile|account|card/iu;

/** `parent.postMessage({ token }, '*')`: whatever page is there reads it. */
function checkTarget(call: Call, engine: Engine): void {
  const [message] = call.argNodes;
  if (call.name !== 'postMessage' || !message || literal(call.args[1]) !== '*' || !windows.test(call.receiverName)) return;
  if ([...identifiersIn(message), ...identifiersIn(writtenAs(message, engine))].some((name) => personal.test(name)))
    engine.report('message-to-anyone', call.node);
}

/** Notes what a call gives away to other windows, and whom it believes. */
export function checkWeb(call: Call, engine: Engine): void {
  checkTarget(call, engine);
  if (isListener(call, engine)) checkListener(call.args[1], call.node, engine);
}

/** Notes assignments of that kind. */
export function checkWebProperty(assignment: Assignment, engine: Engine): void {
  const { key, object, value, target } = assignment;
  if (key === 'onmessage' && (object === undefined || object.api === 'window')) checkListener(value, target.parent, engine);
}
