import ts from 'typescript';
import { actionArguments } from './command-line.ts';
import type { Call, Engine } from './engine/engine.ts';
import { instanceOf } from './engine/properties.ts';
import { exportedNames, isExported, isFunctionNode } from './engine/syntax.ts';
import type { FunctionNode } from './engine/syntax.ts';
import { apiValue, unknown } from './engine/values.ts';
import type { Closure, Value } from './engine/values.ts';
import { byFramework, calledByFramework, ownName, takesEvent } from './frameworks.ts';
import { messageArguments, messageParameter } from './messages.ts';
import { requestOf } from './requests.ts';
import { contextAfterChecks, requestAfterSchema } from './route-schemas.ts';
import { readsDatabase } from './sinks-database.ts';
import { isUncheckedBody } from './unchecked-bodies.ts';
import { guessedRequest, sourceValue, storedSource } from './sources.ts';

/** What a parameter is by its type, name or decorator, and what a framework calls its callbacks with. */

const typePatterns: readonly (readonly [RegExp, string])[] = [
  [/\bHttpService\b/u, 'axios'],
  [/\bActivatedRoute(?:Snapshot)?\b/u, '@route'],
  [/\bHttpClient\b/u, '@http-client'],
  [/\bJwtService\b/u, 'jsonwebtoken'],
  [/\bFastifyInstance\b/u, 'fastify()'],
  [/^(?:express\.)?(?:Express|Application|Router)$/u, 'express()'],
  [/^Hono\b/u, 'hono.Hono()'],
  [/\b(?:ArgumentsHost|ExecutionContext)\b/u, '@host'],
  [/\b(?:\w*Request|IncomingMessage)\b(?!Init|Info)/u, '@request'],
  [/\bFastifyReply\b/u, '@reply'],
  [/\b(?:\w*Response|ServerResponse)\b/u, '@response'],
  [/\b(?:ParameterizedContext|Koa\.Context|RouterContext|Context)\b/u, '@koa'],
  [
    /\b(?:APIGateway\w*Event\w*|(?:S3|SQS|SNS|SES|ALB|KinesisStream|DynamoDBStream|EventBridge|MSK|AppSyncResolver|LambdaFunctionURL)(?:Event|Handler)(?:V2)?)\b/u,
    '@event',
  ],
  [/\bMessageEvent\b/u, '@message-event'],
  [/^Probot$/u, '@probot'],
];

const decorators: ReadonlyMap<string, string> = new Map([
  ['Body', "comes from the request's body"],
  ['Query', "comes from the request's query"],
  ['Param', "comes from the request's path"],
  ['Headers', "comes from the request's headers"],
  ['UploadedFile', 'comes from an uploaded file'],
  ['UploadedFiles', 'comes from uploaded files'],
  ['MessageBody', 'comes from a message'],
  ['Payload', 'comes from a message'],
  ['Args', 'is an argument of the query'],
  ['Arg', 'is an argument of the query'],
  ['HostParam', "comes from the request's headers"],
  ['Cookies', "comes from the request's cookies"],
  ['QueryParam', "comes from the request's query"],
  ['QueryParams', "comes from the request's query"],
  ['BodyParam', "comes from the request's body"],
  ['HeaderParam', "comes from the request's headers"],
  ['CookieParam', "comes from the request's cookies"],
  ['Req', '@request'],
  ['Request', '@request'],
  ['Res', '@response'],
  ['Response', '@response'],
]);

function isConverted(parameter: ts.ParameterDeclaration, decorator: ts.Expression): boolean {
  const pipes = ts.isCallExpression(decorator) ? decorator.arguments : [];
  if (pipes.some((one) => /Parse(?:Int|Float|Bool|UUID|Enum)Pipe/u.test(one.getText()))) return true;
  return parameter.type !== undefined && /^(?:number|boolean)$/u.test(parameter.type.getText());
}

function byDecorator(parameter: ts.ParameterDeclaration): Value | undefined {
  for (const { expression } of ts.getDecorators(parameter) ?? []) {
    const name = (ts.isCallExpression(expression) ? expression.expression : expression).getText();
    const label = decorators.get(name);
    if (label === undefined) continue;
    if (label.startsWith('@')) return apiValue(label);
    if (isConverted(parameter, expression)) return unknown;
    const whole =
      name === 'Body' && isUncheckedBody(parameter) && !(ts.isCallExpression(expression) && expression.arguments.length > 0)
        ? { as: '@request.body' }
        : {};
    return sourceValue(parameter, { from: 'remote', label, text: name === 'Param' || name === 'Headers', ...whole });
  }
  return undefined;
}

function byType(parameter: ts.ParameterDeclaration, index: number): Value | undefined {
  const type = parameter.type?.getText();
  if (type === undefined) return undefined;
  if (/^FormData$/u.test(type)) return sourceValue(parameter, { from: 'remote', label: 'comes from a form', text: true, as: '@form' });
  const known = typePatterns.find(([pattern]) => pattern.test(type));
  return known?.[1] === '@request' ? requestOf(parameter, hasAnswer(parameter, index), exported) : known && apiValue(known[1]);
}

const responseNames = /^(?:res|response|reply|resp)$/u;
const requestNames = /^(?:req|request)$/u;
const errorNames = /^(?:err|error|e|ex|exception)$/u;
const requestUse = /\.(?:query|body|params|headers|cookies|url|originalUrl|nextUrl|json\(|get\(|on\()/u;

function nameOf(parameter: ts.ParameterDeclaration | undefined): string {
  return parameter && ts.isIdentifier(parameter.name) ? parameter.name.text : '';
}

/** Where the response is among the parameters of a handler, after the request; -1 where it is no handler. */
function responseAt(names: readonly string[]): number {
  const found = names.findIndex((one) => responseNames.test(one));
  return found === 1 && errorNames.test(names[0] ?? '') ? -1 : found;
}

/** Whether the response stands after a parameter, or the toolkit that makes it: https://hapi.dev/api/#response-toolkit. */
function hasAnswer({ parent }: ts.ParameterDeclaration, index: number): boolean {
  const names = parent.parameters.map(nameOf);
  const response = responseAt(names);
  return (response > 0 && index === response - 1) || (index === 0 && requestNames.test(names[0] ?? '') && names[1] === 'h');
}

/** A handler is known by the names of its parameters together. */
function byName(parameter: ts.ParameterDeclaration, index: number): Value | undefined {
  const owner = parameter.parent;
  const names = owner.parameters.map(nameOf);
  const name = names[index] ?? '';
  if (responseNames.test(name) && index > 0) return apiValue(name === 'reply' ? '@reply' : '@response');
  const isBeside = hasAnswer(parameter, index);
  if (isBeside || (requestNames.test(name) && requestUse.test(owner.getText()))) return requestOf(parameter, isBeside, exported);
  if (name === 'ctx' && contextUse.test(owner.getText())) return apiValue('@koa');
  return index === 0 ? firstByName(parameter, name) : undefined;
}

const contextUse = /\bctx\.(?:request|query|params|body|redirect|headers|cookies)\b/u;

function firstByName(parameter: ts.ParameterDeclaration, name: string): Value | undefined {
  const owner = parameter.parent;
  const own = ownName(owner);
  if (errorNames.test(name) && owner.parameters.length > 1) return apiValue('@error');
  if (/(?:^|\.)onmessage$/u.test(own)) return apiValue('@message-event');
  if (/handler$/iu.test(own) && takesEvent(parameter)) return apiValue('@event');
  return undefined;
}

const exportsOf = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

function exported(node: FunctionNode): boolean {
  const file = node.getSourceFile();
  let names = exportsOf.get(file);
  if (!names) exportsOf.set(file, (names = exportedNames(file)));
  return isExported(node, names);
}

/** What a procedure is called with is known where it is given to the library. */
function isProcedure({ parent }: FunctionNode): boolean {
  return (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    /^(?:query|mutation|subscription)$/u.test(parent.expression.name.text)
  );
}

function byExport(parameter: ts.ParameterDeclaration): Value | undefined {
  const owner = parameter.parent;
  if (!isFunctionNode(owner) || !exported(owner) || isProcedure(owner)) return undefined;
  if (parameter.type && /^(?:number|boolean|bigint|Date)$/u.test(parameter.type.getText())) return undefined;
  const text = parameter.type?.kind === ts.SyntaxKind.StringKeyword;
  return sourceValue(parameter, { from: 'parameter', label: `is what callers of ${ownName(owner) || 'this function'} pass`, text });
}

/** What a parameter of a function that nobody here calls holds. */
export function entryParameter(parameter: ts.ParameterDeclaration, index: number, engine: Engine): Value | undefined {
  const given =
    byDecorator(parameter) ??
    messageParameter(parameter, index) ??
    byType(parameter, index) ??
    byName(parameter, index) ??
    byFramework(parameter, index, exported);
  return given ?? instanceOf(engine, parameter.type) ?? byExport(parameter);
}

/** A function that a framework calls with a request, as its parameters show. */
export function isHandler(node: FunctionNode): boolean {
  return node.parameters.some((parameter, index) => {
    const value = byDecorator(parameter) ?? byType(parameter, index) ?? byName(parameter, index);
    return value?.api?.startsWith('@request') === true || value?.api === '@koa' || value?.api === '@event';
  });
}

/** A function that code elsewhere calls with data of its own. */
export function isEntry(node: ts.Node): node is FunctionNode {
  if (!isFunctionNode(node) || !node.body || node.parameters.length === 0) return false;
  return isHandler(node) || exported(node);
}

const routeMethods: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'delete',
  'patch',
  'all',
  'use',
  'head',
  'options',
  'route',
  'createServer',
  'createSecureServer',
  'on',
  'param',
]);
const routers = /^(?:app|router|server|route|routes|api|fastify)$|Router$|App$/u;
const expressLike = /^(?:express|router|restify|connect|@feathersjs|http|https|http2|polka)\b/u;
const koaLike = /^(?:koa|@koa\/router|koa-router|hono)\b/u;
const fastifyLike = /^fastify\b/u;

function isRoute(call: Call): boolean {
  if (!routeMethods.has(call.name)) return false;
  const api = call.receiver?.api ?? '';
  // What `https.get` calls back with is the answer of another server.
  if (/^https?2?$/u.test(api)) return /^create(?:Secure)?Server$/u.test(call.name);
  return (
    expressLike.test(api) ||
    koaLike.test(api) ||
    fastifyLike.test(api) ||
    (call.receiver?.api === undefined && routers.test(call.receiverName))
  );
}

function handlerArguments(call: Call, count: number): readonly Value[] {
  const api = call.receiver?.api ?? '';
  if (koaLike.test(api)) return [contextAfterChecks(call)];
  if (fastifyLike.test(api) || call.receiverName === 'fastify') return [requestAfterSchema(call), apiValue('@reply')];
  if (call.name === 'param')
    return [apiValue('@request'), apiValue('@response'), unknown, ...remote(call, "comes from the request's path")];
  if (count === 4) return [apiValue('@error'), apiValue('@request'), apiValue('@response')];
  return [apiValue('@request'), apiValue('@response')];
}

function remote(call: Call, label: string): readonly Value[] {
  const guessed = call.receiver?.api === guessedRequest;
  return [sourceValue(call.node, { from: 'remote', label, text: label.includes('request'), guessed })];
}

function typed(call: Call, label: string): readonly Value[] {
  return [sourceValue(call.node, { from: 'local', label, text: true })];
}

const socketEnds: ReadonlySet<string> = new Set(['close', 'error', 'end', 'open', 'disconnect', 'timeout', 'drain']);
const sockets = /^(?:ws|socket|sock|conn|connection|client|mqtt\w*|subscriber)$/iu;

const streams: readonly { readonly of: RegExp; readonly event: string; readonly args: (call: Call) => readonly Value[] }[] = [
  { of: /^(?:@request\??|@koa\.req)$/u, event: 'data', args: (call) => remote(call, "comes from the request's body") },
  { of: /^process\.stdin/u, event: 'data', args: (call) => typed(call, 'comes from the standard input') },
  { of: /^readline\./u, event: 'line', args: (call) => typed(call, 'comes from the standard input') },
];

/** Events whose listeners get data, by the event's name and the emitter. */
function eventArguments(call: Call, event: string): readonly Value[] | undefined {
  const api = call.receiver?.api ?? '';
  const stream = streams.find(({ of }) => of.test(api));
  if (stream) return event === stream.event ? stream.args(call) : undefined;
  if (event === 'entry') return [apiValue('@archive-entry'), unknown];
  if (event === 'connection' || event === 'connect') return [apiValue('@socket'), apiValue('@request')];
  const isSocket = api.startsWith('@socket') || sockets.test(call.receiverName);
  if (!isSocket || socketEnds.has(event)) return undefined;
  return socketArguments(call, event);
}

function socketArguments(call: Call, event: string): readonly Value[] {
  const [given = unknown] = remote(call, 'comes from the other end of the socket');
  // A broker's client gives the topic first.
  return event === 'message' && /^(?:client|mqtt\w*|subscriber)$/iu.test(call.receiverName) ? [given, given] : [given];
}

/** https://www.electronjs.org/docs/latest/api/ipc-main. */
const fromPage = /^electron\.ipcMain\.(?:on|once|handle|handleOnce)$/u;

function argumentsByApi(call: Call, closure: Closure): readonly Value[] | undefined {
  if (call.api === 'net.createServer') return [apiValue('@socket')];
  return fromPage.test(call.api ?? '')
    ? [unknown, ...closure.node.parameters.slice(1).flatMap(() => remote(call, 'comes from a page in a window'))]
    : undefined;
}

/** What a framework or the platform calls a callback with. */
export function callbackArguments(call: Call, index: number): readonly Value[] | undefined {
  const closure = call.args[index]?.closure;
  return (
    messageArguments(call, index, closure) ??
    calledByFramework(call, index) ??
    routeObject(call, index) ??
    (closure && (actionArguments(call, closure.node.parameters.length) ?? calledByPlatform(call, closure)))
  );
}

/** `fastify.route({ method, url, schema, handler })`. */
function routeObject(call: Call, index: number): readonly Value[] | undefined {
  const isObject = call.name === 'route' && fastifyLike.test(call.receiver?.api ?? '') && call.args[index]?.fields?.has('handler') === true;
  return isObject ? handlerArguments(call, 2) : undefined;
}

function calledByPlatform(call: Call, closure: Closure): readonly Value[] | undefined {
  const event = call.args[0]?.literal?.value;
  if (call.name === 'addEventListener') return event === 'message' ? [apiValue('@message-event')] : undefined;
  const byApi = argumentsByApi(call, closure);
  if (byApi) return byApi;
  const listens = typeof event === 'string' && /^on(?:ce)?$/u.test(call.name);
  if (!listens) return byCaller(call, closure);
  return event === 'request' && isRoute(call) ? handlerArguments(call, closure.node.parameters.length) : eventArguments(call, event);
}

function byCaller(call: Call, closure: Closure): readonly Value[] | undefined {
  if (isRoute(call)) return handlerArguments(call, closure.node.parameters.length);
  if (readsDatabase(call)) return [apiValue('@error'), sourceValue(call.node, storedSource)];
  // The function that revives what was parsed: https://tc39.es/ecma262/#sec-json.parse.
  if (call.api === 'JSON.parse')
    return [
      { ...unknown, taints: call.args[0]?.taints ?? [] },
      { ...unknown, taints: call.args[0]?.taints ?? [] },
    ];
  return call.name === 'question' ? typed(call, 'is typed by a person') : undefined;
}
