import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, isFunctionNode, unwrapped } from '../engine/syntax.ts';
import { dangerousTaints } from '../sink.ts';
import type { Value } from '../engine/values.ts';
import { headersSetBy } from './headers.ts';
import { optionOf } from './places.ts';

/*
 * Which sites may read the answers: https://github.com/expressjs/cors#readme, https://docs.nestjs.com/security/cors,
 * https://github.com/fastify/fastify-cors#readme, https://hono.dev/docs/middleware/builtin/cors, https://socket.io/docs/v4/handling-cors/.
 */

function literal(value: Value | undefined): unknown {
  return value?.literal?.value;
}

/** Words of a function that looks at the origin before it answers. */
const looks = /\bif\b|(?<!\?)\?(?![?.])|&&|===?|!==?|\.(?:includes|has|test|some|find|match|indexOf|endsWith|startsWith|exec)\(/u;

function isOpenAnswer(node: ts.Expression, given: readonly string[]): boolean {
  const answer = unwrapped(node);
  if (answer.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (ts.isStringLiteralLike(answer)) return answer.text === '*';
  if (ts.isBinaryExpression(answer) && /^(?:\|\||\?\?)$/u.test(answer.operatorToken.getText())) return isOpenAnswer(answer.left, given);
  if (ts.isIdentifier(answer)) return given.includes(answer.text);
  return /\borigin\b/iu.test(answer.getText()) && /\b(?:req|request|headers?|get)\b/u.test(answer.getText());
}

/** What a function gives back, and what it hands to a callback. */
function answersOf(node: ts.Node, callbacks: readonly string[]): ts.Expression[] {
  const answers: ts.Expression[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isCallExpression(one) && ts.isIdentifier(one.expression) && callbacks.includes(one.expression.text))
      answers.push(...one.arguments.slice(-1));
    else if (ts.isReturnStatement(one) && one.expression) visitAnswer(one.expression);
    else ts.forEachChild(one, visit);
  };
  const visitAnswer = (one: ts.Expression): void => {
    if (ts.isCallExpression(one) && ts.isIdentifier(one.expression) && callbacks.includes(one.expression.text)) visit(one);
    else answers.push(one);
  };
  if (ts.isExpression(node)) visitAnswer(unwrapped(node));
  else visit(node);
  return answers;
}

/** A function that allows whoever asks: `(origin, callback) => callback(null, true)`, `(origin) => origin`. */
function allowsAnyone(value: Value): boolean {
  const node = value.closure?.node;
  if (!node || !isFunctionNode(node) || !node.body || looks.test(node.body.getText())) return false;
  const [given = '', ...callbacks] = node.parameters.map(({ name }) => name.getText());
  const answers = answersOf(node.body, callbacks);
  return answers.length > 0 && answers.every((answer) => isOpenAnswer(answer, [given]));
}

function isOpen(origin: Value): boolean {
  if (literal(origin) === true || literal(origin) === '*' || literal(origin) === 'null' || allowsAnyone(origin)) return true;
  if (origin.regexp) return !/[^\\]\$$/u.test(origin.regexp.source) || /^\^?(?:https\?:\/\/)?\(?\.[*+]/u.test(origin.regexp.source);
  return origin.shape === 'array' && [...(origin.fields?.values() ?? [])].some((one) => one.regexp !== undefined && isOpen(one));
}

function checkOptions(options: Value | undefined, call: Call, engine: Engine): void {
  const origin = options?.fields?.get('origin');
  if (!origin) return;
  const credentials = literal(options?.fields?.get('credentials')) === true;
  const node = optionOf(call, engine, ['origin']);
  if (isOpen(origin) && credentials) engine.report('cors-any-origin', node, origin.regexp ? 'medium' : 'high');
  else if (dangerousTaints('header', origin).some((taint) => taint.source.from === 'remote'))
    engine.report('cors-any-origin', node, credentials ? 'high' : 'medium');
}

const middleware =
  /^(?:cors|@koa\/cors|hono\/cors\.cors|@elysiajs\/cors\.cors|@middy\/http-cors|micro-cors|koa2-cors|restify-cors-middleware)$/u;
const plugins = /^(?:@fastify\/cors|fastify-cors)$/u;

const nests: ReadonlySet<string> = new Set(['socket.io.Server', '@nestjs/core.NestFactory.create', '@nestjs/websockets.WebSocketGateway']);

/** The options about origins that a call is given. */
function optionsOf({ api, name, args }: Call): Value | undefined {
  if (name === 'enableCors') return args.at(-1);
  if (name === 'register' && plugins.test(args[0]?.api ?? '')) return args[1];
  if (api === undefined) return undefined;
  if (nests.has(api)) return args.map((value) => value.fields?.get('cors')).find((value) => value !== undefined);
  return middleware.test(api) ? args.at(-1) : undefined;
}

function checkHeader(call: Call, engine: Engine): void {
  const headers = headersSetBy(call);
  const allowed = headers.find(({ name }) => name === 'access-control-allow-origin')?.value;
  if (!allowed) return;
  const around = (enclosingFunction(call.node) ?? call.node.getSourceFile()).getText();
  const credentials = /access-control-allow-credentials['"]\s*[,:]\s*(?:true|['"]true)/iu.test(around);
  if (allowed.taints.some((taint) => taint.source.from === 'remote' && taint.cleared !== -1))
    engine.report('cors-any-origin', call.node, credentials ? 'high' : 'medium');
  else if ((literal(allowed) === '*' || literal(allowed) === 'null') && credentials) engine.report('cors-any-origin', call.node);
}

/** Notes answers that every site may read. */
export function checkOrigins(call: Call, engine: Engine): void {
  if (call.args.length > 0) checkOptions(optionsOf(call), call, engine);
  checkHeader(call, engine);
}
