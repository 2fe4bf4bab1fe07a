import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { writtenAs } from './context.ts';

/* https://github.com/auth0/node-jsonwebtoken#readme, https://github.com/panva/jose/blob/main/docs: CWE-347, CWE-613, CWE-321. */

function holdsNone(list: Value | undefined): boolean {
  return [...(list?.fields?.values() ?? []), ...(list ? [list] : [])].some((one) => /^none$/iu.test(String(one.literal?.value)));
}

function optionsOf(call: Call): Value | undefined {
  return call.args.slice(1).findLast((value) => value.fields !== undefined);
}

const isEmptyKey = (key: Value | undefined): boolean =>
  key?.literal !== undefined && (key.literal.value === '' || key.literal.value === null || key.literal.value === false);

function checkVerify(call: Call, engine: Engine): void {
  const options = optionsOf(call);
  if (holdsNone(options?.fields?.get('algorithms')) || isEmptyKey(call.args[1])) engine.report('jwt-not-verified', call.node);
  checkSecret(call, engine);
}

function checkSecret(call: Call, engine: Engine, index = 1): void {
  const given = call.args[index];
  const node = call.argNodes[index] ?? call.node;
  const key = given?.literal ? given.literal.value : given?.byDefault;
  if (typeof key === 'string' && key !== '' && !key.includes('BEGIN PUBLIC KEY')) engine.report('hard-coded-key', node);
  else if (given?.api === '@fixed-bytes') engine.report('hard-coded-key', ts.isExpression(node) ? writtenAs(node, engine) : node);
}

/** Signed for ever: neither the options nor what is signed say when it ends. What is put together elsewhere may say so. */
function checkEnd(call: Call, engine: Engine): void {
  const [payload, key, options] = call.args;
  // The service of Nest takes its options second, and has others in its module.
  if (!key || key.fields || payload?.closed !== true || !payload.fields || payload.fields.size === 0 || payload.fields.has('exp')) return;
  if (options ? options.closed === true && !options.fields?.has('expiresIn') : call.argNodes.length === 2)
    engine.report('jwt-without-end', call.node);
}

/** The chain of methods that makes a token: https://github.com/panva/jose/blob/main/docs/jwt/sign/classes/SignJWT.md. */
const joseMaker = /^jose\.(?:SignJWT|EncryptJWT)\(\).*\.(?:sign|encrypt)$/u;
const joseReader = /^jose\.(?:jwtVerify|jwtDecrypt)$/u;

function checkJose(call: Call, engine: Engine): void {
  const api = call.api ?? '';
  if (joseReader.test(api)) checkSecret(call, engine);
  if (!joseMaker.test(api)) return;
  checkSecret(call, engine, 0);
  const around = (enclosingFunction(call.node) ?? call.node.getSourceFile()).getText();
  if (!api.includes('setExpirationTime') && !/\bexp\b|setExpirationTime|\.\.\./u.test(around)) engine.report('jwt-without-end', call.node);
}

function textHas(node: ts.Node, pattern: RegExp): boolean {
  return pattern.test(node.getSourceFile().text);
}

function checkSign(call: Call, engine: Engine): void {
  if (/^none$/iu.test(String(optionsOf(call)?.fields?.get('algorithm')?.literal?.value))) engine.report('jwt-not-verified', call.node);
  checkSecret(call, engine);
  checkEnd(call, engine);
}

function checkMiddleware(call: Call, engine: Engine): void {
  if (holdsNone(call.args[0]?.fields?.get('algorithms'))) engine.report('jwt-not-verified', call.node);
}

function checkSimple(call: Call, engine: Engine): void {
  if (call.args[2]?.literal?.value === true) engine.report('jwt-not-verified', call.node);
}

function checkDecode(call: Call, engine: Engine): void {
  // A client may look into its own token; who verifies elsewhere in the text may look for the key first.
  if (textHas(call.node, /\b(?:jwtVerify|verify(?:Async|Sync)?)\s*\(/u)) return;
  engine.report('jwt-not-verified', call.node, call.api === 'jsonwebtoken.decode' ? 'high' : 'low');
}

const checks = new Map<string, (call: Call, engine: Engine) => void>([
  ['jsonwebtoken.verify', checkVerify],
  ['jsonwebtoken.sign', checkSign],
  ['express-jwt', checkMiddleware],
  ['express-jwt.expressjwt', checkMiddleware],
  ['jwt-simple.decode', checkSimple],
  ['hono/jwt.sign', checkEnd],
  ...['jsonwebtoken.decode', 'jwt-decode', 'jwt-decode.jwtDecode', 'jose.decodeJwt'].map((api) => [api, checkDecode] as const),
]);

/** `JSON.parse(atob(token.split('.')[1]))`: what anybody can write is believed. */
function checkByHand(call: Call, engine: Engine): void {
  const [given] = call.args;
  if (call.api !== 'JSON.parse' || !given?.taints.some(({ source }) => source.from === 'remote')) return;
  const around = (enclosingFunction(call.node) ?? call.node.getSourceFile()).getText();
  if (!/\batob\(|Buffer\.from\(|base64/u.test(around) || !/\.split\(\s*['"]\.['"]\s*\)/u.test(around)) return;
  if (textHas(call.node, /verif|createHmac|timingSafeEqual|subtle\.sign/iu)) return;
  engine.report('jwt-not-verified', call.node, 'medium');
}

/** Notes tokens that are believed without their signature. */
export function checkTokens(call: Call, engine: Engine): void {
  if (call.api !== undefined) {
    checks.get(call.api)?.(call, engine);
    if (call.api.startsWith('jose.')) checkJose(call, engine);
  }
  checkByHand(call, engine);
}
