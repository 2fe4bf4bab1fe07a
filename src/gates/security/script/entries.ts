import ts from 'typescript';
import type { Call, Engine } from './engine/engine.ts';
import { exportedNames, isExported, isFunctionNode } from './engine/syntax.ts';
import type { FunctionNode } from './engine/syntax.ts';
import { apiValue, unknown } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { sourceValue } from './sources.ts';

/** What a parameter is by its type, name or decorator, and what a framework calls its callbacks with. */

const typePatterns: readonly (readonly [RegExp, string])[] = [
  [/\b(?:\w*Request|IncomingMessage)\b(?!Init|Info)/u, '@request'],
  [/\bFastifyReply\b/u, '@reply'],
  [/\b(?:\w*Response|ServerResponse)\b/u, '@response'],
  [/\b(?:ParameterizedContext|Koa\.Context|RouterContext|Context)\b/u, '@koa'],
  [/\bAPIGatewayProxyEvent(?:V2)?\b/u, '@event'],
  [/\bMessageEvent\b/u, '@message-event'],
];

const decorators: ReadonlyMap<string, string> = new Map([
  ['Body', "comes from the request's body"],
  ['Query', "comes from the request's query"],
  ['Param', "comes from the request's path"],
  ['Headers', "comes from the request's headers"],
  ['UploadedFile', 'comes from an uploaded file'],
  ['Req', '@request'],
  ['Request', '@request'],
  ['Res', '@response'],
  ['Response', '@response'],
]);

function byDecorator(parameter: ts.ParameterDeclaration): Value | undefined {
  for (const decorator of ts.getDecorators(parameter) ?? []) {
    const { expression } = decorator;
    const name = ts.isCallExpression(expression) ? expression.expression.getText() : expression.getText();
    const what = decorators.get(name);
    if (what === undefined) continue;
    if (what.startsWith('@')) return apiValue(what);
    const converted = ts.isCallExpression(expression) && expression.arguments.some((one) => /Parse(?:Int|Float|Bool|UUID|Enum)Pipe/u.test(one.getText()));
    const numeric = parameter.type && /^(?:number|boolean)$/u.test(parameter.type.getText());
    if (converted || (numeric && name !== 'Body')) return unknown;
    return sourceValue(parameter, { from: 'remote', label: what, ...(parameter.type?.kind === ts.SyntaxKind.StringKeyword && name === 'Param' ? { text: true } : {}) });
  }
  return undefined;
}

function byType(parameter: ts.ParameterDeclaration): Value | undefined {
  const type = parameter.type?.getText();
  const known = type === undefined ? undefined : typePatterns.find(([pattern]) => pattern.test(type));
  return known && apiValue(known[1]);
}

const responseNames = /^(?:res|response|reply|resp)$/u;
const requestNames = /^(?:req|request)$/u;
const errorNames = /^(?:err|error|e|ex|exception)$/u;
const requestUse = /\.(?:query|body|params|headers|cookies|url|originalUrl|nextUrl|json\(|get\(|on\()/u;

function nameOf(parameter: ts.ParameterDeclaration | undefined): string {
  return parameter && ts.isIdentifier(parameter.name) ? parameter.name.text : '';
}

function ownName(node: ts.Node): string {
  if (isFunctionNode(node) && node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isBinaryExpression(parent) ? parent.left.getText() : '';
}

/** A handler is known by the names of its parameters together. */
function byName(parameter: ts.ParameterDeclaration, index: number): Value | undefined {
  const owner = parameter.parent;
  const names = owner.parameters.map(nameOf);
  const name = names[index] ?? '';
  const found = names.findIndex((one) => responseNames.test(one));
  const response = found === 1 && errorNames.test(names[0] ?? '') ? -1 : found;
  if (responseNames.test(name) && index > 0) return apiValue(name === 'reply' ? '@reply' : '@response');
  if (response > 0 && index === response - 1) return apiValue('@request');
  if (errorNames.test(name) && index === 0 && names.length > 1) return apiValue('@error');
  const text = (): string => owner.getText();
  if (requestNames.test(name) && requestUse.test(text())) return apiValue('@request');
  if (name === 'ctx' && /\bctx\.(?:request|query|params|body|redirect|headers|cookies)\b/u.test(text())) return apiValue('@koa');
  if (index === 0 && ts.isBinaryExpression(owner.parent) && /(?:^|\.)onmessage$/u.test(owner.parent.left.getText())) return apiValue('@message-event');
  if (name === 'event' && index === 0 && /handler$/iu.test(ownName(owner))) return apiValue('@event');
  return undefined;
}

const exportsOf = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

function exported(node: FunctionNode): boolean {
  const file = node.getSourceFile();
  let names = exportsOf.get(file);
  if (!names) exportsOf.set(file, (names = exportedNames(file)));
  return isExported(node, names);
}

function byExport(parameter: ts.ParameterDeclaration): Value | undefined {
  const owner = parameter.parent;
  if (!isFunctionNode(owner) || !exported(owner)) return undefined;
  if (parameter.type && /^(?:number|boolean|bigint|Date)$/u.test(parameter.type.getText())) return undefined;
  const text = parameter.type?.kind === ts.SyntaxKind.StringKeyword;
  return sourceValue(parameter, { from: 'parameter', label: `is what callers of ${ownName(owner) || 'this function'} pass`, text });
}

/** What a parameter of a function that nobody here calls holds. */
export function entryParameter(parameter: ts.ParameterDeclaration, index: number): Value | undefined {
  return byDecorator(parameter) ?? byType(parameter) ?? byName(parameter, index) ?? byExport(parameter);
}

/** A function that code elsewhere calls with data of its own. */
export function isEntry(node: ts.Node): node is FunctionNode {
  if (!isFunctionNode(node) || !node.body || node.parameters.length === 0) return false;
  return node.parameters.some((parameter, index) => {
    const value = byDecorator(parameter) ?? byType(parameter) ?? byName(parameter, index);
    return value?.api?.startsWith('@request') === true || value?.api === '@koa' || value?.api === '@event';
  }) || exported(node);
}

const routeMethods: ReadonlySet<string> = new Set(['get', 'post', 'put', 'delete', 'patch', 'all', 'use', 'head', 'options', 'route', 'createServer', 'on', 'param']);
const routers = /^(?:app|router|server|route|routes|api|fastify)$|Router$|App$/u;
const expressLike = /^(?:express|router|restify|connect|@feathersjs|http|https|http2|polka)\b/u;
const koaLike = /^(?:koa|@koa\/router|koa-router|hono)\b/u;
const fastifyLike = /^fastify\b/u;

function isRoute(call: Call): boolean {
  if (!routeMethods.has(call.name)) return false;
  const api = call.receiver?.api ?? '';
  return expressLike.test(api) || koaLike.test(api) || fastifyLike.test(api) || (call.receiver?.api === undefined && routers.test(call.receiverName));
}

function handlerArguments(call: Call, count: number): readonly Value[] {
  const api = call.receiver?.api ?? '';
  if (koaLike.test(api)) return [apiValue('@koa')];
  if (fastifyLike.test(api) || call.receiverName === 'fastify') return [apiValue('@request'), apiValue('@reply')];
  if (count === 4) return [apiValue('@error'), apiValue('@request'), apiValue('@response')];
  return [apiValue('@request'), apiValue('@response')];
}

/** Events whose listeners get data, by the event's name and the emitter. */
function eventArguments(call: Call, event: string): readonly Value[] | undefined {
  const api = call.receiver?.api ?? '';
  const remote = (label: string, text = true): readonly Value[] => [sourceValue(call.node, { from: 'remote', label, text })];
  if (api === '@request' || api === '@koa.req') return event === 'data' ? remote("comes from the request's body") : undefined;
  if (api.startsWith('process.stdin')) return event === 'data' ? [sourceValue(call.node, { from: 'local', label: 'comes from the standard input', text: true })] : undefined;
  if (api.startsWith('readline.') && event === 'line') return [sourceValue(call.node, { from: 'local', label: 'comes from the standard input', text: true })];
  if (event === 'entry' || event === 'entries') return [apiValue('@archive-entry'), unknown];
  if (event === 'connection' || event === 'connect') return [apiValue('@socket'), apiValue('@request')];
  const isSocket = api.startsWith('@socket') || /^(?:ws|socket|sock|conn|connection|client)$/iu.test(call.receiverName);
  if (!isSocket || ['close', 'error', 'end', 'open', 'disconnect', 'timeout', 'drain'].includes(event)) return undefined;
  return remote('comes from the other end of the socket', false);
}

/** What a framework or the platform calls a callback with. */
export function callbackArguments(call: Call, index: number, _engine: Engine): readonly Value[] | undefined {
  const closure = call.args[index]?.closure;
  const event = call.args[0]?.literal?.value;
  if (!closure) return undefined;
  if ((call.name === 'addEventListener' || call.name === 'addListener') && event === 'message') return [apiValue('@message-event')];
  if (isRoute(call) && (call.name !== 'on' || event === 'request')) return handlerArguments(call, closure.node.parameters.length);
  if ((call.name === 'on' || call.name === 'once') && typeof event === 'string') return eventArguments(call, event);
  if (call.name === 'createServer' && call.api === 'net.createServer') return [apiValue('@socket')];
  if (call.name === 'question') return [sourceValue(call.node, { from: 'local', label: 'is typed by a person', text: true })];
  return undefined;
}
