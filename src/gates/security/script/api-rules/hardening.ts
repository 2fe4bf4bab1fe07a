import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, lastName, unwrapped } from '../engine/syntax.ts';
import type { FunctionNode } from '../engine/syntax.ts';
import { deepTaints } from '../engine/values.ts';
import type { Source, Value } from '../engine/values.ts';
import { equality } from './secrets.ts';

/*
 * What a server leaves open, and whom it believes: CWE-1021, CWE-1385, CWE-384, CWE-548, CWE-640, CWE-798,
 * https://helmetjs.github.io, https://github.com/websockets/ws/blob/master/doc/ws.md.
 */

const fieldOf = (value: Value | undefined, name: string): Value | undefined => value?.fields?.get(name);

/** A server of web sockets that looks into cookies and at no origin. */
function checkSockets(call: Call, engine: Engine): void {
  if (!call.isNew || !/^ws\.(?:WebSocketServer|Server)$/u.test(call.api ?? '')) return;
  const [options] = call.args;
  const { text } = call.node.getSourceFile();
  if (fieldOf(options, 'noServer') || fieldOf(options, 'verifyClient') || /origin/iu.test(text)) return;
  if (/\bheaders(?:\.cookie\b|\[['"]cookie)|cookie\.parse\(|sessionParser/u.test(text)) engine.report('socket-of-any-origin', call.node);
}

function checkListing(call: Call, engine: Engine): void {
  const isList =
    call.name === 'register' && call.args[0]?.api === '@fastify/static' && fieldOf(call.args[1], 'list')?.literal?.value === true;
  if (isList || call.api === 'serve-index' || call.api === 'koa-serve-index') engine.report('directory-listing', call.node);
}

/** `req.headers.host`, `req.get('host')`, `const { host } = req.headers`: the host that whoever sends the request names. */
function namesHost({ node, from }: Source): boolean {
  if (from !== 'remote') return false;
  const { parent } = node;
  const isRead =
    ts.isPropertyAccessExpression(parent) ||
    ts.isElementAccessExpression(parent) ||
    (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name));
  return /(?:\.(?:host|hostname)|['"](?:x-forwarded-)?host['"]\]?\)?)$|^const \{[^}]*\bhost\b|^\{[^}]*\bhost\b/iu.test(
    (isRead ? parent : node).getText(),
  );
}

function checkMail(call: Call, engine: Engine): void {
  const [mail] = call.args;
  const isMail =
    /mail/iu.test(call.name) ||
    (/mail|sendgrid|postmark|smtp|transport|resend/iu.test(call.receiverName) && /^(?:send|deliver|queue|enqueue)/iu.test(call.name)) ||
    (fieldOf(mail, 'to') !== undefined && ['text', 'html'].some((name) => fieldOf(mail, name) !== undefined));
  if (isMail && call.args.some((value) => deepTaints(value).some(({ source }) => namesHost(source))))
    engine.report('link-to-sent-host', call.node);
}

/** All that the surroundings say, keys too, is sent to whoever asks. */
function checkSurroundings(call: Call, engine: Engine): void {
  if (answers.test(call.api ?? '') && call.args[0] && holdsEnvironment(call.args[0])) engine.report('environment-exposure', call.node);
}

const answers =
  /^(?:@response\.(?:json|send|end|write)|@reply\.send|@koa\.(?:json|text|body|html)|Response(?:\.json)?|next\/server\.NextResponse(?:\.json)?)$/u;

/** Whether the whole environment is in a value, or was spread into it. */
function holdsEnvironment(value: Value): boolean {
  if (value.api === 'process.env') return true;
  return [...(value.fields?.values() ?? []), ...(value.rest ? [value.rest] : [])].some(holdsEnvironment);
}

/** `ctx.body = { env: process.env }`. */
export function checkSentSurroundings({ key, object, value, target }: Assignment, engine: Engine): void {
  if (key === 'body' && /^@koa(?:\.response)?$/u.test(object?.api ?? '') && holdsEnvironment(value))
    engine.report('environment-exposure', target.parent);
}

const routeDecorators = /^(?:Get|Post|Put|Patch|Delete|All|Query)\b/u;
const routeNames = /^(?:get|post|put|patch|delete|all|route|query)$/u;
const routeExports = /^(?:GET|POST|loader|action|load)$/u;

/** Whether what a function gives back is sent to whoever asks. */
export function answersRequests(owner: FunctionNode): boolean {
  if (ts.canHaveDecorators(owner) && ts.getDecorators(owner)?.some(({ expression }) => routeDecorators.test(expression.getText())) === true)
    return true;
  if (owner.name && routeExports.test(owner.name.getText())) return true;
  const { parent } = owner;
  return (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    routeNames.test(parent.expression.name.text) &&
    parent.arguments.length > 1
  );
}

function isReturned(node: ts.Node): boolean {
  let at = node;
  while (ts.isPropertyAssignment(at.parent) || ts.isObjectLiteralExpression(at.parent) || ts.isParenthesizedExpression(at.parent))
    at = at.parent;
  return ts.isReturnStatement(at.parent) || (ts.isArrowFunction(at.parent) && at.parent.body === at);
}

/** `@Get() status() { return { env: process.env } }`. */
export function checkReturnedSurroundings(node: ts.ObjectLiteralExpression, engine: Engine): void {
  const held = node.properties.find(
    (one) =>
      (ts.isPropertyAssignment(one)
        ? engine.recall(one.initializer)
        : ts.isSpreadAssignment(one)
          ? engine.recall(one.expression)
          : undefined
      )?.api === 'process.env',
  );
  const owner = held && isReturned(node) ? enclosingFunction(node) : undefined;
  if (held && owner && answersRequests(owner)) engine.report('environment-exposure', held);
}

const rights =
  /^(?:is_?)?(?:admin|administrator|root|superuser|staff|moderator|authenticated|logged_?in|privileged|verified_?admin)$|^(?:user_?)?(?:role|permissions?|access_?level|privileges?)$/iu;

/** `req.cookies.isAdmin === 'true'`: a signed cookie is not read there. */
export function checkCookieRights(node: ts.BinaryExpression, engine: Engine): void {
  if (!equality.has(node.operatorToken.kind)) return;
  for (const [one, other] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    if (!engine.recall(other).literal || !rights.test(nameOfCookie(one))) continue;
    if (isWritable(one, engine)) engine.report('cookie-says-who', node);
  }
}

/** Whether an expression is what a cookie holds that nobody signed. */
function isWritable(node: ts.Expression, engine: Engine): boolean {
  const read = cookieRead(node);
  return (
    /^next\/headers\.cookies\(\)\.get$/u.test(engine.callAt(read)?.call.api ?? '') ||
    engine
      .recall(node)
      .taints.some(({ source }) => source.from === 'remote' && source.label.endsWith('cookies') && !/signed/iu.test(source.node.getText()))
  );
}

/** Next gives a cookie as an object: `cookies.get('role')?.value`. */
function cookieRead(node: ts.Expression): ts.Expression {
  const read = unwrapped(node);
  return ts.isPropertyAccessExpression(read) && read.name.text === 'value' && ts.isCallExpression(read.expression) ? read.expression : read;
}

/** `cookies.role`, `getCookie(c, 'role')`, `cookies.get('role')?.value`. */
function nameOfCookie(node: ts.Expression): string {
  const inner = cookieRead(node);
  const key = ts.isElementAccessExpression(inner)
    ? inner.argumentExpression
    : ts.isCallExpression(inner)
      ? inner.arguments.at(-1)
      : undefined;
  return key ? (ts.isStringLiteralLike(key) ? key.text : '') : lastName(inner);
}

/** Notes what a server leaves open to other sites, and passwords that stand in the text. */
export function checkHardening(call: Call, engine: Engine): void {
  checkSockets(call, engine);
  checkListing(call, engine);
  checkMail(call, engine);
  checkSurroundings(call, engine);
  checkErrors(call, engine);
}

/** What answers with errors as they are: https://www.npmjs.com/package/errorhandler, https://www.apollographql.com/docs/apollo-server/data/errors. */
function checkErrors(call: Call, engine: Engine): void {
  if (call.api === 'errorhandler' && !/NODE_ENV|isDev|development/u.test(call.node.getSourceFile().text))
    engine.report('error-details', call.node);
  const format = call.args.find(
    (options) => options.fields?.has('formatError') === true || options.fields?.has('customFormatErrorFn') === true,
  );
  if (!format) return;
  const body = (fieldOf(format, 'formatError') ?? fieldOf(format, 'customFormatErrorFn'))?.closure?.node.body?.getText() ?? '';
  if (/\bstack(?:trace)?\s*:|:\s*[\w.?]+\.stack(?:trace)?\b/u.test(body) && !/NODE_ENV|isDev/u.test(body))
    engine.report('error-details', call.node);
}
